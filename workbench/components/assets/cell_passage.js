// One passage of the evidence: its lines and speaker, its words, what was said around it, memos, and where it is used.
import {capital} from "./cell_draft.js";
import {inLines, merged} from "./cell_words.js";
import {button, element} from "./elements.js";

export class PassageView {
  constructor(editor, passage) {
    const {id, lines, speaker, themes, memos = [], href} = passage;
    this.editor = editor;
    this.passage = passage;
    this.use = element("span", {class: "use"});
    this.quote = element("blockquote", {class: "said", "data-passage": id, text: passage.quote});
    this.link = button("Link", () => editor.linking.toggle(id), {class: "quiet"});
    this.quoteAll = button("Quote all", () => editor.evidence.quote(id), {class: "quiet", "aria-label": `Quote all of ${inLines(lines)}`});
    // The selection in the passage, and the one in the block, stay where they are.
    for (const press of [this.link, this.quoteAll]) press.addEventListener("pointerdown", (event) => event.preventDefault());
    this.actions = element("span", {class: "actions"}, this.link, this.quoteAll);
    this.context = element("div", {class: "context", id: `context-${id}`, hidden: true});
    this.contextButton = button("Context", () => this.toggleContext(), {class: "quiet", "aria-expanded": "false", "aria-controls": `context-${id}`, "aria-label": `Context of ${inLines(lines)}`});
    this.contextButton.hidden = !passage.context?.some(([, , , inside]) => !inside);
    // Only ever an address of this site.
    const place = /^[/?](?!\/)/.test(href ?? "") ? element("a", {href, target: "_top", class: "place", text: "Open in transcript", onclick: () => editor.followLink(), "aria-label": `Open ${inLines(lines)} in the transcript`}) : null;
    this.node = element("div", {class: "passage", role: "listitem", tabindex: "-1", "aria-label": `${capital(inLines(lines))}, ${speaker}`},
      element("div", {class: "passage-head"}, element("span", {class: "lines", text: lines}), element("span", {class: "who", text: speaker}), this.use),
      this.quote, this.context,
      ...memos.map((memo) => element("p", {class: "memo"}, element("b", {text: "Memo: "}), memo)),
      element("div", {class: "passage-foot"}, this.actions, this.contextButton, place, themes ? element("span", {class: "themes", text: themes}) : null));
  }

  draw(draft, current, mayWrite) {
    const {id} = this.passage;
    const uses = draft.usesOf(id);
    this.node.classList.toggle("used", uses.length > 0);
    this.node.classList.toggle("lit", Boolean(current?.ties.some((tie) => tie.passage === id)));
    setText(this.use, uses.length ? `in the ${uses.map((part) => draft.name(part)).join(", ")}` : "not used yet");
    this.actions.hidden = !mayWrite;
    this.markQuoted(draft.parts.filter((part) => part.kind === "verbatim").map((part) => part.text.trim()).filter(Boolean));
  }

  // `target` is the sentence at the caret; without one a new summary is begun.
  drawLink(target, isLinked) {
    const says = target?.says ?? "a new summary";
    setText(this.link, isLinked ? `Unlink from ${says}` : `Link to ${says}`);
    this.link.ariaLabel = isLinked ? `Unlink ${inLines(this.passage.lines)} from ${says}` : `Link ${inLines(this.passage.lines)} to ${says}`;
  }

  drawQuote(isSelected) {
    setText(this.quoteAll, isSelected ? "Quote selection" : "Quote all");
  }

  // Built when it is first asked for.
  toggleContext() {
    if (this.contextButton.hidden) return this.editor.say("Nothing is said around this passage.");
    if (!this.context.children.length) this.context.append(...this.passage.context.map(turn));
    this.context.hidden = !this.context.hidden;
    const says = this.context.hidden ? "Context" : "Hide context";
    setText(this.contextButton, says);
    this.contextButton.ariaLabel = `${says} of ${inLines(this.passage.lines)}`;
    this.contextButton.setAttribute("aria-expanded", String(!this.context.hidden));
    this.editor.evidence.reveal(this.node);
    this.editor.say(this.context.hidden ? "Context hidden." : `Context of ${inLines(this.passage.lines)} shown.`);
  }

  // What is quoted already is marked in the passage; drawn anew only when it changes, so that a selection survives.
  markQuoted(verbatims) {
    const said = this.passage.quote;
    const spans = merged(verbatims.map((words) => [said.indexOf(words), words.length]).filter(([at]) => at >= 0).map(([at, length]) => [at, at + length]));
    const drawn = JSON.stringify(spans);
    if (drawn === (this.spans ?? "[]")) return;
    this.spans = drawn;
    let done = 0;
    const pieces = spans.flatMap(([start, end]) => {
      const before = said.slice(done, start);
      done = end;
      return [before, element("mark", {text: said.slice(start, end)})];
    });
    this.quote.replaceChildren(...pieces, said.slice(done));
  }
}

function turn([speaker, isModerator, text, inside]) {
  return element("p", {class: `turn${inside ? " inside" : ""}${isModerator ? " moderator" : ""}`},
    element("b", {text: speaker ? `${speaker}: ` : ""}), inside ? element("strong", {dir: "auto", text}) : element("span", {dir: "auto", text}));
}

const setText = (node, text) => { if (node.textContent !== text) node.textContent = text; };
