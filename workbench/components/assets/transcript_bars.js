// The boxes over the text: the bar at the selection, the palette, the margin note; and copying.
import {button, element, placeNear} from "./elements.js";
import {lineWords} from "./transcript_panel.js";

const NAME_LENGTH = 80;

// These are methods of the view.
export const bars = {
  showBar() {
    const place = this.placed ? this.barButton("Place it here", "Enter", () => this.placeHere()) : null;
    const index = this.canIndex && !place ? this.barButton("Index…", "Enter", () => this.openPalette()) : null;
    const note = this.canNote ? this.barButton("Margin note", "n", () => this.openNote()) : null;
    const copy = this.barButton("Copy with citation", "c", () => this.copyPassage(this.range()));
    const judged = this.canIndex && !place && this.judgedHere() ? [this.barButton(`Take back “${this.judgedHere()[2]}”`, "x", () => this.untriage())] : [];
    const judge = this.canIndex && !place && this.darkHere() ? [this.barButton("Irrelevant", "x", () => this.triage("irrelevant")), this.barButton("New idea", "i", () => this.triage("new idea"))] : [];
    this.offered = this.study.onKeys;
    const themes = this.canIndex && !place ? this.offered.map((theme, at) => theme && this.themeButton(theme, at + 1)).filter(Boolean) : [];
    this.bar.replaceChildren(element("div", {class: "bar-row"}, place, index, ...judge, ...judged, note, copy), element("div", {class: "bar-recent"}, ...themes));
    this.bar.hidden = false;
    this.placeBar();
  },

  barButton(label, key, act) {
    const node = button(label, act);
    node.append(element("kbd", {text: key, "aria-hidden": "true"}));
    return node;
  },

  themeButton(theme, key) {
    const isPinned = this.study.pins[key - 1] === theme.id;
    return element("button", {type: "button", class: `hue-${theme.colour}${isPinned ? " pinned-key" : ""}`, title: `${theme.number} ${theme.name}${isPinned ? `, kept under the key ${key}` : ", used lately"}`, onclick: () => this.place([theme.id])},
      element("kbd", {text: key, "aria-hidden": "true"}), element("span", {class: "swatch"}), element("span", {class: "number", text: theme.number}), element("span", {class: "name", text: theme.name}));
  },

  placeBar() {
    if (this.bar.hidden) return;
    const range = this.range();
    if (!range) return void (this.bar.hidden = true);
    this.putAtSelection(this.bar, range);
    const view = this.column.node.getBoundingClientRect();
    const {first, last} = this.column.rects(range.start, range.end);
    this.bar.classList.toggle("out-of-view", last.bottom < view.top || first.top > view.bottom);
  },

  // At the end of the selection where the eye is, else above its beginning.
  putAtSelection(box, {start, end}) {
    const {first, last} = this.column.rects(start, end);
    const frame = this.frame.getBoundingClientRect();
    const left = first.top === last.top ? first.left : Math.min(first.left, last.left);
    placeNear(box, {top: first.top, bottom: last.bottom, left}, frame);
  },

  openPalette(opener, names = false) {
    if (!this.canIndex) return this.say(this.remarkWords());
    if (!this.range() && !this.passage && !this.selectSentence()) return;
    const range = this.range();
    if (names && !range) return this.say("Select the words first that name the new sub-theme.");
    const place = range ?? this.passage;
    const {study} = this;
    const {first, last} = this.column.rects(place.start, place.end);
    const rect = opener?.getBoundingClientRect() ?? {top: first.top, bottom: last.bottom, left: Math.min(first.left, last.left)};
    this.bar.hidden = true;
    this.palette.open({
      title: `${this.range() ? "Index" : "Add a theme to"} ${lineWords(this.study.transcript.lineLabel(place.start, place.end))}`,
      rect, bounds: this.frame.getBoundingClientRect(), themes: this.data.themes, lists: this.themeLists(), names,
      already: range ? [] : this.passage.themes, pins: study.pins, words: range ? nameFrom(study.transcript.slice(range.start, range.end)) : "",
      onName: (parent, name) => this.nameInVivo(parent, name),
      onPin: (theme, position) => this.pin(theme, position),
      onPlace: (theme) => this.place([theme.id]),
      onClose: () => this.backToColumn(),
    });
  },

  // What stands first in the palette: the pinned themes, those used last, those used most.
  themeLists() {
    const {pinned, recent, used} = this.study;
    const last = recent.filter((theme) => !pinned.includes(theme)).slice(0, 6);
    const most = used.filter((theme) => !pinned.includes(theme) && !last.includes(theme)).slice(0, 4);
    return [["Under number keys", pinned], ["Used last", last], ["Used most", most]];
  },

  backToColumn() {
    this.column.node.focus({preventScroll: true});
    this.showSelection({reveal: false});
  },

  openNote() {
    if (!this.canNote) return this.say(this.remarkWords());
    if (!this.range() && !this.selectSentence()) return;
    const range = this.range();
    const close = () => { this.noteBox.hidden = true; this.backToColumn(); };
    const writer = this.panel.writer(`note-${range.start}-${range.end}`, "", `Note on ${lineWords(this.study.transcript.lineLabel(range.start, range.end))}`, (text) => { this.writeNote(range, text); close(); }, close);
    this.noteBox.replaceChildren(writer);
    this.noteBox.hidden = false;
    this.bar.hidden = true;
    this.putAtSelection(this.noteBox, range);
    writer.querySelector("textarea").focus({preventScroll: true});
  },

  writeNote({start, end}, text) {
    this.change("note_in_margin", {transcript_id: this.study.transcript.id, start, end, text});
    this.anchor = this.focus = end;
    this.refresh();
    this.say(`Margin note written at ${lineWords(this.study.transcript.lineLabel(start, end))}.`);
  },

  copyPassage(place) {
    if (!place) return this.say("Nothing is selected.");
    const citation = this.data.citation ?? this.study.transcript.name;
    copyText(this.root, `${this.study.transcript.slice(place.start, place.end)} (${citation.replace(/^\((.*)\)$/, "$1")})`);
    this.say("Copied with its citation.");
    this.column.node.focus({preventScroll: true});
  },

  // Ctrl+C gives the words as they are stored, without line breaks of the screen.
  copied(event) {
    const range = this.range();
    if (!range || this.root.activeElement !== this.column.node) return;
    event.clipboardData.setData("text/plain", this.study.transcript.slice(range.start, range.end));
    event.preventDefault();
  },
};

// navigator.clipboard exists only on https and localhost.
async function copyText(root, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", {class: "unseen"});
    field.value = text;
    root.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

function nameFrom(words) {
  const flat = words.replace(/\s+/g, " ").replace(/^[\s\p{P}]+|[\s.,;:–—-]+$/gu, "");
  return flat.length <= NAME_LENGTH ? flat : `${flat.slice(0, NAME_LENGTH).replace(/\s\S*$/, "")}…`;
}
