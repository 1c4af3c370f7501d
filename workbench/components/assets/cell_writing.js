// The blocks of a cell: adding, quoting, moving and deleting them, and how a group talked.
import {capital, newPart, NOT_CHARTED} from "./cell_draft.js";
import {BlockView} from "./cell_block.js";
import {wordsIn} from "./cell_guides.js";
import {whole} from "./cell_ties.js";
import {inLines} from "./cell_words.js";
import {button, element, plural} from "./elements.js";

export class Writing {
  constructor(editor) {
    this.editor = editor;
    this.views = editor.views;
    this.title = element("h3", {class: "pane-title"});
    this.blankNote = element("div", {class: "blank-note", hidden: true});
    this.blocks = element("div", {class: "blocks"});
    this.adders = element("div", {class: "adders"},
      button("Add summary", () => this.add("summary"), {title: "Alt+S"}), button("Add comment", () => this.add("comment"), {title: "Alt+C"}));
    this.ways = element("span", {class: "ways-to-talk"});
    this.waysHint = element("span", {class: "reason-hint", text: "Write first: it is saved with the words of the cell."});
    this.talk = element("fieldset", {class: "talk", hidden: true}, element("legend", {text: "How the group talked"}), this.ways, this.waysHint);
    this.node = element("div", {class: "writing"}, this.title, this.blankNote, this.blocks, this.adders, this.talk);
  }

  get draft() { return this.editor.draft; }

  // -- drawing

  draw(draft) {
    const {mayWrite, current} = this.editor;
    const shown = draft.blank && !draft.hasWords && !this.blocks.contains(this.editor.focused) ? [] : draft.parts;
    for (const [key, view] of this.views) if (!shown.some((part) => part.key === key)) this.drop(key, view);
    shown.forEach((part, index) => {
      if (!this.views.has(part.key)) this.views.set(part.key, new BlockView(this.editor, part));
      const view = this.views.get(part.key);
      if (this.blocks.children[index] !== view.node) this.place(view, index);
      view.draw(draft, mayWrite);
      view.node.classList.toggle("current", part.key === current && mayWrite);
    });
    this.blocks.classList.toggle("aside", Boolean(draft.blank));
    this.adders.hidden = !mayWrite;
    this.title.textContent = draft.blank ? "Left blank" : draft.hasWords ? plural(wordsIn(draft.parts), "word") : capital(NOT_CHARTED);
    this.drawBlankNote(draft, mayWrite);
    this.drawTalk(draft, mayWrite);
  }

  drop(key, view) {
    view.node.remove();
    this.views.delete(key);
  }

  // Moving a node takes its focus away; the caret goes back to where it was.
  place(view, index) {
    const {focused} = this.editor;
    const moved = view.node.contains(focused);
    const {selectionStart, selectionEnd} = view.text;
    this.blocks.insertBefore(view.node, this.blocks.children[index] ?? null);
    if (!moved) return;
    focused.focus();
    if (focused === view.text) view.text.setSelectionRange(selectionStart, selectionEnd);
  }

  drawBlankNote(draft, mayWrite) {
    this.blankNote.hidden = !draft.blank;
    if (!draft.blank) return;
    const words = wordsIn(draft.parts);
    const sentence = draft.hasWords
      ? `Saving leaves this cell blank (“${draft.blank}”) and takes out the ${words ? plural(words, "word") : "comment"} below. Undo brings them back.`
      : `This cell is left blank: ${draft.blank}.`;
    this.blankNote.replaceChildren(element("p", {text: sentence}));
    if (mayWrite) this.blankNote.append(button(draft.hasWords ? "Keep the words" : "Write instead", () => this.insteadOfBlank()));
  }

  drawTalk(draft, mayWrite) {
    const {ways_to_talk: ways = []} = draft.data;
    this.talk.hidden = !ways.length || Boolean(draft.blank);
    if (this.drawnWays !== ways.join()) this.ways.replaceChildren(...ways.map((way) => this.wayBox(way)));
    this.drawnWays = ways.join();
    this.talk.disabled = !mayWrite || !draft.hasWords;
    this.waysHint.hidden = !mayWrite || draft.hasWords;
    for (const box of this.ways.querySelectorAll("input")) box.checked = draft.dynamics.includes(box.value);
  }

  wayBox(way) {
    const box = element("input", {type: "checkbox", value: way, onchange: () => this.mark(way, box.checked)});
    return element("label", {}, box, element("span", {text: capital(way)}));
  }

  // -- acting

  mark(way, is) {
    this.draft.mark(way, is);
    this.editor.draw();
    this.editor.say(`${capital(way)} ${is ? "marked" : "no longer marked"}.`);
  }

  add(kind) {
    const {draft, editor} = this;
    const part = draft.insert(newPart(kind), editor.current);
    editor.current = part.key;
    draft.blank = draft.hasWords ? draft.blank : null;
    editor.draw();
    this.views.get(part.key).text.focus();
    editor.say(`${capital(draft.name(part))} added.`);
  }

  addQuote(passage, words) {
    const part = this.draft.insert(newPart("verbatim", words, [whole(passage)]), this.lastQuoteAfter(this.editor.current));
    this.editor.draw();
    this.views.get(part.key).node.scrollIntoView({block: "nearest"});
    this.editor.say(`Quoted: ${plural(words.split(/\s+/).length, "word")} from ${inLines(this.editor.linking.linesOf(passage))}.`);
  }

  // Quotations follow the block they go with in the order they were made.
  lastQuoteAfter(key) {
    const {parts} = this.draft;
    let at = parts.findIndex((part) => part.key === key);
    while (parts[at + 1]?.kind === "verbatim") at += 1;
    return parts[at]?.key;
  }

  remove(key) {
    const {draft, editor} = this;
    const at = draft.parts.findIndex((part) => part.key === key);
    const name = draft.name(draft.part(key));
    draft.remove(key);
    if (!draft.parts.length) draft.parts = [newPart("summary")];
    editor.current = draft.parts[Math.max(0, at - 1)].key;
    editor.draw();
    editor.focusCell(true);
    editor.say(`${capital(name)} deleted.`);
  }

  move(key, by) {
    if (!this.draft.move(key, by)) return;
    this.editor.draw();
    const at = this.draft.parts.findIndex((part) => part.key === key);
    this.editor.say(`Block ${at + 1} of ${this.draft.parts.length}.`);
  }

  insteadOfBlank() {
    const {draft, editor} = this;
    draft.blank = null;
    if (!draft.parts.length) draft.parts = [newPart("summary")];
    draft.remember();
    editor.draw();
    editor.focusCell();
  }
}
