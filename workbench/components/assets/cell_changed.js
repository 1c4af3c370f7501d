// What has become of the evidence since the cell was written: a notice above the panes. The analyst says that the cell still
// holds, or rewrites it.
import {button, element} from "./elements.js";
import {send} from "./operations.js";
import {drawDifferences} from "./word_difference.js";

const SHOWN = 260; // signs of a passage that came; the evidence has it all
const AROUND = 70; // signs beside an altered word

export class Changed {
  constructor(editor) {
    this.editor = editor;
    this.title = element("strong");
    this.list = element("ul");
    this.holds = button("It still holds", () => this.confirm());
    this.rewrite = button("Rewrite", () => this.toWords(), {title: "Goes to the words; saving them rests the cell on the passages of now"});
    this.why = element("span", {class: "why"});
    this.node = element("section", {class: "changed", "aria-label": "Evidence changed", hidden: true},
      element("p", {class: "changed-head"}, this.title, this.holds, this.rewrite, this.why), this.list);
  }

  // `data` is the payload of the cell (workbench/cell_payload.py).
  draw(draft, data) {
    const {changed} = data;
    this.node.hidden = !changed;
    if (!changed) return;
    this.draft = draft;
    this.title.textContent = data.blank
      ? `Evidence changed: the cell is blank (“${data.blank}”), and since then: ${changed.words}.`
      : `Evidence changed since this was written: ${changed.words}.`;
    this.drawButtons(draft, data);
    const drawn = JSON.stringify([data.theme.id, data.case.id, changed, data.passages.map(({id, quote}) => [id, quote])]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const passages = new Map(data.passages.map((passage) => [passage.id, passage]));
    this.list.replaceChildren(...changed.added.map((id) => this.added(passages.get(id))), ...changed.altered.map((one) => this.altered(one, passages.get(one.id))),
      ...changed.removed.map((one) => this.removed(one)));
  }

  drawButtons(draft, data) {
    const why = this.whyNot(draft, data);
    this.holds.hidden = this.rewrite.hidden = !data.may_write;
    this.rewrite.textContent = data.blank ? "Write it" : "Rewrite";
    this.holds.disabled = Boolean(why || this.waiting);
    this.why.textContent = why || (data.may_write ? "Confirmed or rewritten, it is a draft again." : "");
  }

  whyNot(draft, data) {
    if (!data.may_write) return "";
    if (data.blank && data.passages.length) return `It can’t stay “${data.blank}”: what is indexed here shows otherwise.`;
    if (draft.unsaved || draft.theirs) return "You have unsaved words here: saving them rests the cell on the passages of now.";
    return "";
  }

  added(passage) {
    const {id, lines, speaker, quote} = passage ?? {lines: "", speaker: "", quote: ""};
    return this.item("Added", quote.length > SHOWN ? [`“${quote.slice(0, SHOWN)} …”`] : [`“${quote}”`], lines, speaker, passage && this.toPassage(id, lines));
  }

  altered({id, before, adrift}, passage) {
    const said = !passage || passage.quote === before ? [`“${before}”`] : drawDifferences(before, passage.quote, AROUND);
    const note = adrift ? "no longer found in the corrected transcript" : passage?.quote === before ? "found in the transcript again" : "";
    return this.item("Altered", said, passage?.lines, note, passage && this.toPassage(id, passage.lines));
  }

  removed({before, place}) {
    // Only ever an address of this site.
    const link = place && /^\/(?!\/)/.test(place.href)
      ? element("a", {href: place.href, target: "_top", text: "Open in transcript", onclick: () => this.editor.followLink?.()})
      : null;
    return this.item("Removed", [`“${before}”`], place?.lines, place ? "now under other themes or none" : "no passage any more", link);
  }

  item(what, words, lines, note, way) {
    return element("li", {}, element("b", {text: what}), lines ? element("span", {class: "lines", text: lines}) : null,
      note ? element("span", {class: "at", text: note}) : null, way || null, element("p", {class: "then"}, ...words));
  }

  toPassage(id, lines) {
    return button("Show", () => this.editor.showPassage(id), {class: "quiet", "aria-label": `Show the passage in lines ${lines}`});
  }

  toWords() {
    const {editor, draft} = this;
    if (draft.data.blank && !draft.hasWords) {
      draft.blank = null;
      if (!draft.parts.length) draft.adopt({parts: [], blank: null, dynamics: []});
      draft.remember();
      editor.draw();
    }
    editor.focusCell(true);
    editor.say("Write, and save: the cell then rests on the passages of now.");
  }

  confirm() {
    const {draft} = this;
    this.waiting = send("confirm_cell", {...draft.where, seen: draft.base.seen});
    this.holds.disabled = true;
    this.editor.say("Confirmed: the cell is a draft again, resting on the passages of now.");
  }

  settled({id}) {
    if (id === this.waiting) this.waiting = null;
  }
}
