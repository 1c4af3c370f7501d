// Every version of the cell: who left it so and when, what differs between any two, and a way back to each.
import {fromStudy} from "./cell_ties.js";
import {button, element} from "./elements.js";
import {drawDifferences} from "./word_difference.js";

const BEFORE = "before"; // compare with the version before the one shown, whichever that is

export class History {
  constructor(editor) {
    this.editor = editor;
    this.shown = this.against = null;
    this.versions = element("ol", {class: "versions", "aria-label": "Versions, the latest first"});
    this.other = element("select", {onchange: () => this.compare(this.other.value)});
    this.about = element("p", {class: "at"});
    this.words = element("div", {class: "compared"});
    this.back = button("Bring this back", () => this.bringBack(), {class: "primary", title: "Puts it into the cell, unsaved"});
    this.closer = button("Close history", () => this.toggle(false), {title: "Esc"});
    this.node = element("section", {class: "history", role: "dialog", "aria-label": "History of this cell", tabindex: "-1", hidden: true, onkeydown: (event) => this.key(event)},
      element("div", {class: "history-head"}, element("h3", {text: "History of this cell"}),
        element("label", {}, element("span", {text: "Compared with"}), this.other), this.back, this.closer),
      element("div", {class: "history-panes"}, this.versions, element("div", {class: "history-words", "aria-live": "polite"}, this.about, this.words)));
  }

  get isOpen() { return !this.node.hidden; }

  toggle(open = !this.isOpen) {
    const {editor} = this;
    this.place = open ? editor.name : null;
    this.node.hidden = !open;
    editor.head.historyButton.setAttribute("aria-expanded", String(open));
    editor.setStateValue("history", open ? editor.name : "");
    if (!open) return editor.head.historyButton.focus();
    this.shown = null;
    this.against = BEFORE;
    this.drawn = null;
    this.draw(editor.draft, editor.draft.data);
    this.node.focus();
  }

  key(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.toggle(false);
  }

  // `data` is the payload of the cell (workbench/cell_payload.py).
  draw(draft, data) {
    if (this.isOpen && this.place !== this.editor.name) this.toggle(false);
    if (!this.isOpen) return;
    this.draft = draft;
    const editions = data.history;
    const drawn = JSON.stringify(editions);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.editions = editions ?? [];
    if (!this.editions.some(({version}) => version === this.shown)) this.shown = this.editions[0]?.version ?? null;
    this.versions.replaceChildren(...this.editions.map((edition) => this.item(edition)));
    this.drawComparison();
    if (!editions) this.about.textContent = "Reading the history…";
    else if (!editions.length) this.about.textContent = "Nothing has been written in this cell yet.";
  }

  item({version, person, at, sentence}) {
    const open = button(`Version ${version}`, () => this.show(version), {class: "version", "data-version": version});
    return element("li", {}, open, element("span", {class: "at", text: `${person}, ${at}`}), element("span", {class: "sentence", text: sentence}));
  }

  // -- comparing

  show(version) {
    this.shown = version;
    this.drawComparison();
  }

  compare(value) {
    this.against = value === BEFORE ? BEFORE : Number(value);
    this.drawComparison();
  }

  get edition() { return this.editions.find(({version}) => version === this.shown); }

  get compared() {
    const at = this.editions.indexOf(this.edition);
    return this.against === BEFORE ? this.editions[at + 1] : this.editions.find(({version}) => version === this.against);
  }

  drawComparison() {
    const {edition, compared} = this;
    for (const open of this.versions.querySelectorAll(".version")) open.setAttribute("aria-pressed", String(Number(open.dataset.version) === this.shown));
    this.other.replaceChildren(element("option", {value: BEFORE, text: "the version before it"}),
      ...this.editions.map(({version, at}) => element("option", {value: version, text: `version ${version}, ${at}`})));
    this.other.value = this.against;
    this.back.hidden = !edition || !this.editor.mayWrite || edition === this.editions[0];
    if (!edition) return this.words.replaceChildren();
    if (!compared || compared === edition) {
      this.about.textContent = `Version ${edition.version}${compared ? "" : ", as it was first written"}`;
      return this.words.replaceChildren(said(edition));
    }
    const isSame = said(compared) === said(edition);
    this.about.textContent = `Version ${edition.version}, compared with version ${compared.version}${isSame ? ": the same words" : ""}`;
    this.words.replaceChildren(...drawDifferences(said(compared), said(edition)));
    return undefined;
  }

  // -- going back

  bringBack() {
    const {editor, draft, edition} = this;
    const before = {...draft.snapshot(), says: "The words before are put aside."};
    draft.adopt({parts: edition.parts.map(({kind, text, ties}) => ({kind, text, ties: fromStudy(text, ties)})), blank: edition.blank, dynamics: edition.dynamics});
    draft.edited();
    draft.aside = before;
    this.toggle(false);
    editor.draw();
    editor.focusCell(true);
    editor.say(`Version ${edition.version} is in the cell, unsaved. Save to keep it.`);
  }
}

// A version as it is compared: its words, or the reason for being blank; and how the group talked.
function said({text, blank, dynamics, there}) {
  if (!there) return "(taken back)";
  const talk = dynamics.length ? `\nGroup dynamics: ${dynamics.join(", ")}` : "";
  return (text || `Left blank: ${blank ?? "not charted yet"}`) + talk;
}
