// One block of a cell: a growing text in its voice, and the lines it rests on.
import {button, element} from "./elements.js";
import {capital} from "./cell_draft.js";

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
    this.label = element("span", {class: "kind-name"});
    this.text = element("textarea", {
      rows: 1, spellcheck: part.kind === "verbatim" ? "false" : "true", "aria-describedby": `fault-${part.key}`,
      oninput: () => this.typed(), onkeydown: (event) => editor.blockKey(event, this), onblur: () => editor.leftBlock(),
    });
    // The same words, unseen, give the text its height and the closing quotation mark its place.
    this.shape = element("span");
    this.grow = element("div", {class: "grow"}, this.text, element("div", {class: "shape", "aria-hidden": "true"}, this.shape));
    this.refs = element("div", {class: "refs"});
    this.linkButton = button("Link…", () => editor.openLinks(this.key, this.linkButton), {class: "quiet", "aria-haspopup": "listbox"});
    this.fault = element("p", {class: "fault", id: `fault-${part.key}`});
    this.up = this.tool("↑", () => editor.moveBlock(this.key, -1), "Alt+↑");
    this.down = this.tool("↓", () => editor.moveBlock(this.key, 1), "Alt+↓");
    this.away = this.tool("Delete", () => editor.removeBlock(this.key));
    const tools = element("span", {class: "tools"}, this.up, this.down, this.away);
    const says = SAYS[part.kind] && element("span", {class: "says", text: SAYS[part.kind]});
    this.node = element("div", {class: `block ${part.kind}`, role: "group"},
      element("div", {class: "block-head"}, this.label, says || null, tools), this.grow,
      element("div", {class: "block-foot"}, this.refs, this.linkButton), this.fault);
    this.node.addEventListener("focusin", () => editor.enterBlock(this.key));
  }

  tool(label, act, keys) {
    return button(label, act, {class: "quiet", title: keys});
  }

  typed() {
    this.editor.write(this.key, this.text.value);
    this.editor.followBracket(this);
  }

  draw(draft, mayWrite) {
    const part = draft.part(this.key);
    const name = draft.name(part);
    const at = draft.parts.indexOf(part);
    this.node.ariaLabel = `${capital(name)}, block ${at + 1} of ${draft.parts.length}`;
    this.label.textContent = capital(name) + (part.kind === "comment" ? ":" : "");
    this.text.ariaLabel = `Text of ${name}`;
    this.text.readOnly = !mayWrite;
    this.text.placeholder = PLACEHOLDER[part.kind] + (part.kind === "summary" && draft.data.passages.length ? " A [ links a passage." : "");
    if (this.text.value !== part.text) this.text.value = part.text;
    this.shape.textContent = `${part.text || this.text.placeholder}\u200b`;
    for (const [tool, word] of [[this.up, "up"], [this.down, "down"]]) tool.ariaLabel = `Move ${name} ${word}`;
    this.up.hidden = this.down.hidden = draft.parts.length === 1;
    this.away.hidden = draft.parts.length === 1 && !part.text && !part.passages.length;
    this.up.disabled = at === 0;
    this.down.disabled = at === draft.parts.length - 1;
    this.away.ariaLabel = `Delete ${name}`;
    this.linkButton.hidden = !mayWrite || !draft.data.passages.length;
    this.node.querySelector(".tools").hidden = !mayWrite;
    this.linkButton.ariaLabel = `Link ${name} to passages`;
    this.drawLinks(draft, part, name, mayWrite);
    this.drawFault(draft.isMisquoted(part), part);
  }

  drawLinks(draft, part, name, mayWrite) {
    const lines = new Map(draft.data.passages.map((passage) => [passage.id, passage.lines]));
    const drawn = JSON.stringify([name, mayWrite, part.passages.map((id) => [id, lines.get(id)])]);
    if (drawn === this.drawnLinks) return;
    this.drawnLinks = drawn;
    this.refs.replaceChildren(...part.passages.map((id) => this.chip(id, lines.get(id), name, mayWrite)));
  }

  chip(id, lines, name, mayWrite) {
    const show = lines
      ? button(`(${lines})`, () => this.editor.showPassage(id), {class: "lines", "aria-label": `Lines ${lines}: show the passage`})
      : element("span", {class: "lines", text: "(a passage not under this theme now)"});
    const takeOut = mayWrite ? button("×", () => this.editor.unlink(this, id), {class: "take-out", "aria-label": `Take lines ${lines ?? ""} out of ${name}`}) : null;
    return element("span", {class: "chip"}, show, takeOut);
  }

  drawFault(isMisquoted, {passages}) {
    const sentence = !isMisquoted ? "" : passages.length
      ? "These words do not stand like this in the passage linked here; a verbatim can be shortened, not changed."
      : "Link the passage these words come from.";
    if (this.fault.textContent !== sentence) this.fault.textContent = sentence;
    if (isMisquoted) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
  }
}
