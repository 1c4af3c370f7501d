// Guides, not police: what is worth a second look in a cell, in plain sentences, each with a way to settle it.
import {beginning, unsupported} from "./cell_ties.js";
import {inLines} from "./cell_words.js";
import {button, element, plural} from "./elements.js";

const countWords = (text) => text.match(/\S+/g)?.length ?? 0;

// The words that count towards a cell: a comment is the analyst's own.
export function wordsIn(parts, kinds = ["summary", "verbatim"]) {
  return parts.filter(({kind}) => kinds.includes(kind)).reduce((sum, {text}) => sum + countWords(text), 0);
}

// What there is to remark now: the guide's name, a sentence, and the places it speaks of ({key, stretch} or {passage}).
export function remarksOn(draft) {
  if (draft.blank) return [];
  const {guides: {limits, unreviewed}, passages} = draft.data;
  const written = draft.parts.filter((part) => part.text.trim());
  const total = wordsIn(written);
  const share = total ? wordsIn(written, ["verbatim"]) / total : 0;
  const loose = written.filter(({kind}) => kind === "summary").flatMap((part) => unsupported(part).map((stretch) => ({key: part.key, stretch, text: part.text})));
  const unused = total ? passages.filter(({id}) => !draft.usesOf(id).length) : [];
  return [
    loose.length && {name: "unsupported", text: unsupportedSaid(loose), places: loose},
    unused.length && {name: "unused", text: unusedSaid(unused), places: unused.map(({id}) => ({passage: id}))},
    share > limits.verbatim && {name: "verbatim", text: `${Math.round(100 * share)} % of the words are verbatim: say in your own what they mean.`},
    total > limits.long && {name: "long", text: `${total} words: a cell under ${limits.long} is easier to compare.`},
    total && total < limits.thin && {name: "thin", text: `Only ${plural(total, "word")}: would a reader know what was said?`},
    unreviewed && passages.length && {name: "unreviewed", text: "The extracts under this sub-theme have not been reviewed yet."},
  ].filter(Boolean);
}

function unsupportedSaid([first, ...others]) {
  const said = beginning(first.text, first.stretch);
  return others.length ? `${others.length + 1} sentences rest on no passage, ${said} first.` : `${said} rests on no passage.`;
}

function unusedSaid(passages) {
  const lines = passages.map((passage) => passage.lines).join("; ");
  return `${plural(passages.length, "passage")} used nowhere in this cell: ${inLines(lines)}.`;
}

export class Guides {
  constructor(editor) {
    this.editor = editor;
    this.views = new Map();
    this.list = element("ul", {class: "hints", "aria-label": "Guides"});
    this.node = element("section", {class: "guides", "aria-label": "Guides", hidden: true}, element("h3", {class: "pane-title", text: "Worth a second look"}), this.list);
  }

  draw(draft) {
    const remarks = this.editor.mayWrite ? remarksOn(draft) : [];
    const [settled, open] = [remarks.filter(({name}) => draft.isSettled(name)), remarks.filter(({name}) => !draft.isSettled(name))];
    this.shown = [...open, ...settled];
    for (const [name, view] of this.views) if (!this.shown.some((remark) => remark.name === name)) this.drop(name, view);
    this.shown.forEach((remark, index) => this.drawOne(remark, index, draft.isSettled(remark.name)));
    this.node.hidden = !this.shown.length;
  }

  drop(name, view) {
    view.node.remove();
    this.views.delete(name);
  }

  drawOne(remark, index, isSettled) {
    if (!this.views.has(remark.name)) this.views.set(remark.name, this.build(remark.name));
    const view = this.views.get(remark.name);
    view.remark = remark;
    if (view.text.textContent !== remark.text) view.text.textContent = remark.text;
    view.show.hidden = !remark.places?.length || isSettled;
    view.show.textContent = remark.places?.length > 1 ? "Show next" : "Show";
    view.state.textContent = isSettled ? "Settled: " : "";
    view.settle.textContent = isSettled ? "Remark again" : "It is meant so";
    view.node.classList.toggle("settled", isSettled);
    if (this.list.children[index] !== view.node) this.place(view, index);
  }

  build(name) {
    const view = {state: element("b"), text: element("span", {id: `guide-${name}`}), shown: -1};
    view.show = button("Show", () => this.show(view), {class: "quiet", "aria-describedby": `guide-${name}`});
    view.settle = button("It is meant so", () => this.editor.settleGuide(name, !this.editor.draft.isSettled(name)), {class: "quiet", "aria-describedby": `guide-${name}`});
    view.node = element("li", {}, element("span", {class: "says"}, view.state, view.text), element("span", {class: "acts"}, view.show, view.settle));
    return view;
  }

  // A node that moves loses its focus.
  place(view, index) {
    const focused = this.node.getRootNode().activeElement;
    this.list.insertBefore(view.node, this.list.children[index] ?? null);
    if (view.node.contains(focused)) focused.focus();
  }

  // Each time the next place.
  show(view) {
    const {places} = view.remark;
    view.shown = (view.shown + 1) % places.length;
    const {passage, key, stretch} = places[view.shown];
    if (passage) this.editor.evidence.goTo(passage);
    else this.editor.selectStretch(key, stretch);
  }
}
