// What a person should know before writing on: notices above the panes, what somebody else wrote meanwhile, and the
// question whether unsaved words may be left.
import {capital} from "./cell_draft.js";
import {withLines} from "./cell_ties.js";
import {button, element} from "./elements.js";

export class Notices {
  constructor(editor) {
    this.editor = editor;
    this.node = element("div", {class: "notices"});
  }

  draw(draft) {
    const {editor} = this;
    const elsewhere = [...editor.drafts].filter(([name, other]) => name !== editor.name && other.refusal);
    const sentences = [
      !editor.mayWrite && ["You can read this cell, but not change it."],
      draft.refusal && !draft.theirs && [draft.refusal, "refusal"],
      draft.restored && ["Unsaved draft restored.", "", ["Discard it", () => this.discard()]],
      draft.aside && [draft.aside.says, "", ["Bring it back", () => this.bringBack()]],
      ...elsewhere.map(([name, other]) => [`${other.title} was not saved: ${other.refusal} Your words are kept.`, "refusal", ["Go there", () => editor.ask(name)]]),
    ].filter(Boolean);
    const drawn = JSON.stringify(sentences);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.node.replaceChildren(...sentences.map(([text, kind = "", act]) =>
      element("p", {class: `notice ${kind}`, role: kind ? "alert" : null}, element("span", {text}), act ? button(...act) : null)));
  }

  bringBack() {
    this.editor.draft.bringBack();
    this.editor.draw();
    this.editor.focusCell(true);
  }

  discard() {
    this.editor.draft.discard();
    this.editor.draw();
    this.editor.say("The draft is put aside.");
    this.editor.focusCell();
  }
}

export class Meanwhile {
  constructor(editor) {
    this.editor = editor;
    this.node = element("section", {class: "meanwhile", "aria-label": "What somebody else wrote meanwhile", hidden: true});
  }

  draw({theirs}) {
    const {editor} = this;
    this.node.hidden = !theirs;
    if (theirs === this.drawn) return;
    this.drawn = theirs;
    if (!theirs) return this.node.replaceChildren();
    const {person = "somebody else", at = ""} = theirs.written ?? {};
    const did = theirs.blank ? `left it blank: ${theirs.blank}` : "wrote:";
    this.node.replaceChildren(
      element("p", {}, element("strong", {text: `Meanwhile ${person} ${did}`}), at ? element("span", {class: "at", text: ` ${at}`}) : null),
      ...theirs.parts.map((part) => element("p", {class: `theirs ${part.kind}`, text: said(part, (id) => editor.linking.linesOf(id))})),
      theirs.dynamics.length ? element("p", {text: `How the group talked: ${theirs.dynamics.join(", ")}`}) : "",
      element("p", {class: "actions"},
        button("Keep mine", () => this.keepMine(), {title: "Saves your words over theirs; theirs stay in the history"}),
        button("Take theirs", () => this.takeTheirs(), {title: "Your words can be brought back until you go on writing"})));
  }

  keepMine() {
    this.editor.draft.keepMine();
    this.editor.draw();
    this.editor.focusCell(true);
    this.editor.say("Your words are being saved over theirs.");
  }

  takeTheirs() {
    this.editor.draft.discard();
    this.editor.draw();
    this.editor.focusCell();
    this.editor.say("Their words are in the cell; yours are put aside.");
  }
}

// Only a quotation is put in marks, and its ties have no places that these would move.
function said({kind, text, ties}, linesOf) {
  const words = withLines(kind === "verbatim" ? `“${text}”` : text, ties, linesOf);
  return kind === "comment" ? `${capital(kind)}: ${words}` : words;
}

export class Question {
  constructor(editor) {
    this.editor = editor;
    this.node = element("div", {class: "question", role: "alertdialog", "aria-label": "Unsaved words", hidden: true});
  }

  get isOpen() { return !this.node.hidden; }

  // Before going elsewhere: `leave` once the words are saved or given up.
  ask(leave) {
    const {editor} = this;
    const saveFirst = button("Save and go on", () => this.answer(() => editor.save() && leave()), {class: "primary"});
    this.node.replaceChildren(element("span", {text: "There are unsaved words in this cell."}), saveFirst,
      button("Go without saving", () => this.answer(() => editor.forget(leave))), button("Stay", () => this.stay(), {title: "Esc"}));
    this.node.hidden = false;
    saveFirst.focus();
  }

  stay() {
    this.answer(() => this.editor.focusCell(true));
  }

  answer(act = () => {}) {
    this.node.hidden = true;
    this.node.replaceChildren();
    act();
  }
}
