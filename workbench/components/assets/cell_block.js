// One block of a cell: a growing text in its voice, its linked stretches underlined, and the lines they rest on.
import {References} from "./cell_references.js";
import {capital} from "./cell_draft.js";
import {beginning, pieces, stretchAt} from "./cell_ties.js";
import {button, element} from "./elements.js";

const SAYS = {summary: "", verbatim: "letter for letter from a passage", comment: "the analyst’s thought, never evidence"};
const PLACEHOLDER = {
  summary: "In your own words: what is said here?",
  verbatim: "Words from a passage, letter for letter",
  comment: "A thought of yours about this cell",
};

export class BlockView {
  constructor(editor, part) {
    this.editor = editor;
    this.key = part.key;
    this.kind = part.kind;
    this.label = element("span", {class: "kind-name"});
    this.text = element("textarea", {
      rows: 1, spellcheck: part.kind === "verbatim" ? "false" : "true", "aria-describedby": `fault-${part.key}`,
      oninput: (event) => this.typed(event), onkeydown: (event) => editor.blockKey(event, this), onblur: () => editor.linking.leftBlock(),
      onselect: () => editor.caretMoved(), onkeyup: () => editor.caretMoved(), onclick: () => editor.caretMoved(),
    });
    // The same words, unseen, give the text its height, the closing quotation mark its place, and linked stretches their line.
    this.shape = element("span");
    this.grow = element("div", {class: "grow"}, this.text, element("div", {class: "shape", "aria-hidden": "true"}, this.shape));
    this.refs = new References(editor, this);
    this.linkButton = button("Link…", () => editor.linking.open(this, this.linkButton), {class: "quiet", "aria-haspopup": "listbox"});
    this.fault = element("p", {class: "fault", id: `fault-${part.key}`});
    this.up = this.tool("↑", () => editor.writing.move(this.key, -1), "Alt+↑");
    this.down = this.tool("↓", () => editor.writing.move(this.key, 1), "Alt+↓");
    this.away = this.tool("Delete", () => editor.writing.remove(this.key));
    this.tools = element("span", {class: "tools"}, this.up, this.down, this.away);
    const says = SAYS[part.kind] && element("span", {class: "says", text: SAYS[part.kind]});
    this.node = element("div", {class: `block ${part.kind}`, role: "group"},
      element("div", {class: "block-head"}, this.label, says || null, this.tools), this.grow, this.fault,
      element("div", {class: "block-foot"}, this.refs.node, this.linkButton));
    this.node.addEventListener("focusin", () => editor.enterBlock(this.key));
  }

  tool(label, act, keys) {
    return button(label, act, {class: "quiet", title: keys});
  }

  typed({inputType}) {
    this.editor.write(this.key, this.text.value, this.text.selectionEnd, /^history/.test(inputType ?? ""));
    this.editor.linking.followBracket(this);
  }

  // Take signs out as if they had been deleted by hand, so that the browser can undo it.
  takeOut(from, to) {
    this.text.setSelectionRange(from, to);
    if (document.execCommand("delete")) return;
    this.text.setRangeText("", from, to, "end");
    this.editor.write(this.key, this.text.value, from);
  }

  // The sentences the person means: those touched by the selection, or the one at the caret; null for the whole block.
  get stretch() {
    if (this.kind === "verbatim") return null;
    return stretchAt(this.text.value, this.text.selectionStart, this.text.selectionEnd);
  }

  // “The week is full…”, or the block's name where the whole block is meant.
  get meant() {
    const {stretch} = this;
    return stretch ? beginning(this.text.value, stretch, 3) : this.name;
  }

  draw(draft, mayWrite) {
    const part = draft.part(this.key);
    const at = draft.parts.indexOf(part);
    this.name = draft.name(part);
    this.part = part;
    this.node.ariaLabel = `${capital(this.name)}, block ${at + 1} of ${draft.parts.length}`;
    this.label.textContent = capital(this.name);
    this.text.ariaLabel = `Text of ${this.name}`;
    this.text.readOnly = !mayWrite;
    this.text.placeholder = PLACEHOLDER[part.kind] + (part.kind === "summary" && draft.data.passages.length ? " A [ links a passage." : "");
    if (this.text.value !== part.text) this.text.value = part.text;
    this.drawShape();
    this.drawTools(at, draft.parts.length, mayWrite);
    this.linkButton.hidden = !mayWrite || !draft.data.passages.length;
    this.linkButton.ariaLabel = `Link ${this.name} to passages`;
    this.refs.draw(draft, part, mayWrite);
    this.drawFault(draft.isMisquoted(part), part);
  }

  drawShape() {
    const {text, ties} = this.part;
    const lit = this.litStretch;
    const cut = (start, end) => element("mark", {class: lit && start >= lit.start && end <= lit.end ? "tied lit" : "tied", text: text.slice(start, end)});
    const shown = lit ? [...ties, {passage: 0, ...lit}] : ties;
    this.shape.replaceChildren(...pieces(text, shown).map(([start, end, over]) => (over.length ? cut(start, end) : text.slice(start, end))),
      text ? "\u200b" : `${this.text.placeholder}\u200b`);
  }

  drawTools(at, count, mayWrite) {
    for (const [tool, word] of [[this.up, "up"], [this.down, "down"]]) tool.ariaLabel = `Move ${this.name} ${word}`;
    this.up.hidden = this.down.hidden = count === 1;
    this.away.hidden = count === 1 && !this.part.text && !this.part.ties.length;
    this.up.disabled = at === 0;
    this.down.disabled = at === count - 1;
    this.away.ariaLabel = `Delete ${this.name}`;
    this.tools.hidden = !mayWrite;
  }

  get all() { return {start: 0, end: this.part.text.length}; }

  // A stretch shown, with the passages it rests on; null lets go of it.
  light(stretch, passages = []) {
    if (!stretch && !this.litStretch) return;
    this.litStretch = stretch;
    this.drawShape();
    this.editor.evidence.light(passages);
  }

  select(stretch) {
    this.text.focus();
    this.text.setSelectionRange(stretch.start, stretch.end);
    this.node.scrollIntoView({block: "nearest"});
  }

  drawFault(isMisquoted, {ties}) {
    const sentence = !isMisquoted ? "" : ties.length
      ? "These words do not stand like this in the passage linked here; a verbatim can be shortened, not changed."
      : "Link the passage these words come from.";
    if (this.fault.textContent !== sentence) this.fault.textContent = sentence;
    if (isMisquoted) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
  }
}
