// The passages a cell is written from: to read, to link, and to quote from letter for letter.
import {button, element, placeNear, plural} from "./elements.js";
import {PassageView} from "./cell_passage.js";
import {bounds, composedRange, offsetIn, pointIn, quoteOf, trimmed, wholeWords} from "./cell_words.js";
import {singleKeysOn} from "./transcript_keys.js";

export class Evidence {
  constructor(editor) {
    this.editor = editor;
    this.views = new Map();
    this.selected = null;
    this.title = element("h3", {class: "pane-title"});
    this.list = element("div", {class: "passages", role: "list", "aria-label": "Passages"});
    this.node = element("section", {class: "evidence", "aria-label": "Evidence"}, this.title, this.list);
    this.quoteButton = button("Quote", () => this.quoteSelected(), {class: "floating quote-here", hidden: true});
    this.quoteButton.append(element("kbd", {text: "Q"}));
    this.quoteButton.addEventListener("pointerdown", (event) => event.preventDefault());
    this.node.addEventListener("keydown", (event) => this.key(event));
    this.node.addEventListener("scroll", () => this.placeQuoteButton());
    this.onSelection = () => this.readSelection();
    document.addEventListener("selectionchange", this.onSelection);
  }

  leave() {
    document.removeEventListener("selectionchange", this.onSelection);
  }

  draw(draft) {
    const {passages} = draft.data;
    const {mayWrite, currentPart} = this.editor;
    this.mayWrite = mayWrite;
    const unused = passages.filter(({id}) => !draft.usesOf(id).length).length;
    this.title.textContent = passages.length ? `${plural(passages.length, "passage")}${unused ? `, ${unused} not used yet` : ""}` : "No passages";
    for (const [id, view] of this.views) if (!passages.some((passage) => passage.id === id)) this.drop(id, view);
    passages.forEach((passage, index) => this.drawOne(passage, index, draft, currentPart));
    this.empty ??= element("p", {class: "empty", text: "Nothing is indexed under this theme in this case. Say why the cell is blank, or go on without evidence."});
    if (!passages.length) this.list.append(this.empty);
    else this.empty.remove();
    if (!this.list.querySelector(".passage[tabindex='0']")) this.list.querySelector(".passage")?.setAttribute("tabindex", "0");
    this.drawTargets(draft);
  }

  drop(id, view) {
    view.node.remove();
    this.views.delete(id);
  }

  drawOne(passage, index, draft, current) {
    let view = this.views.get(passage.id);
    if (!view || (view.passage !== passage && JSON.stringify(view.passage) !== JSON.stringify(passage))) {
      const fresh = new PassageView(this.editor, passage);
      fresh.node.addEventListener("focus", () => this.rove(fresh.node));
      view?.node.replaceWith(fresh.node);
      this.views.set(passage.id, (view = fresh));
    }
    view.passage = passage;
    if (this.list.children[index] !== view.node) this.list.insertBefore(view.node, this.list.children[index] ?? null);
    view.draw(draft, current, this.mayWrite);
  }

  // Which sentence a passage would be linked to follows the caret.
  drawTargets(draft) {
    const {target} = this.editor.linking;
    for (const [id, view] of this.views) view.drawLink(target, Boolean(target && draft.isLinked(target.key, id, target.stretch)));
  }

  // The passages a stretch of the cell rests on, while it is pointed at.
  light(ids) {
    for (const [id, view] of this.views) view.node.classList.toggle("pointed", ids.includes(id));
    if (this.views.has(ids[0])) this.reveal(this.views.get(ids[0]).node);
  }

  // Within its own pane; the page stays where it is.
  reveal(node) {
    const [pane, box] = [this.node, node].map((one) => one.getBoundingClientRect());
    if (box.top < pane.top || box.height > pane.height) this.node.scrollTop -= pane.top - box.top;
    else if (box.bottom > pane.bottom) this.node.scrollTop += box.bottom - pane.bottom;
  }

  // -- going about

  rove(node) {
    for (const other of this.list.querySelectorAll(".passage[tabindex='0']")) other.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
  }

  focus() {
    (this.list.querySelector(".passage[tabindex='0']") ?? this.list.querySelector(".passage"))?.focus();
  }

  show(id) {
    const node = this.views.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({block: "nearest"});
    node.classList.remove("flash");
    node.getBoundingClientRect(); // starts the animation again
    node.classList.add("flash");
  }

  goTo(id) {
    this.show(id);
    this.views.get(id)?.node.focus({preventScroll: true});
  }

  key(event) {
    const node = event.target.closest(".passage");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = Number(node.querySelector("[data-passage]").dataset.passage);
    const letter = singleKeysOn() ? event.key : event.key.length === 1 ? "" : event.key;
    const act = {
      ArrowDown: () => !event.shiftKey && this.step(node, 1), ArrowUp: () => !event.shiftKey && this.step(node, -1), j: () => this.step(node, 1), k: () => this.step(node, -1),
      s: () => this.selectSentence(id, false), S: () => this.selectSentence(id, true),
      ArrowRight: () => event.shiftKey && this.extend(id, 1), ArrowLeft: () => event.shiftKey && this.extend(id, -1),
      "[": () => this.shiftStart(id, -1), "]": () => this.extend(id, 1), "{": () => this.shiftStart(id, 1), "}": () => this.extend(id, -1),
      q: () => this.quoteSelected(id), Q: () => this.quoteSelected(id),
      l: () => this.mayWrite && this.editor.linking.toggle(id) !== null,
      c: () => this.views.get(id).toggleContext() !== null,
      Enter: () => event.target === node && this.editor.focusCell(true) !== null,
      Escape: () => this.selected !== null && this.letGo(),
    }[letter];
    if (act && act() !== false) event.preventDefault();
  }

  step(node, by) {
    const next = by > 0 ? node.nextElementSibling : node.previousElementSibling;
    next?.focus();
    return true;
  }

  // -- selecting words within one passage

  readSelection() {
    this.selected = this.rangeInPassage();
    this.views.forEach((view, id) => view.drawQuote(this.selected?.id === id));
    this.placeQuoteButton();
  }

  rangeInPassage() {
    const range = composedRange(this.node.getRootNode());
    const from = range && quoteOf(range.startContainer);
    if (!from || !this.node.contains(from)) return null;
    const id = Number(from.dataset.passage);
    const start = offsetIn(from, range.startContainer, range.startOffset);
    const end = from.contains(range.endContainer) ? offsetIn(from, range.endContainer, range.endOffset) : from.textContent.length;
    return trimmed(from.textContent, {id, start, end});
  }

  select(id, start, end) {
    const {quote} = this.views.get(id);
    const from = pointIn(quote, start);
    const to = pointIn(quote, end);
    document.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
    this.readSelection();
    return true;
  }

  letGo() {
    document.getSelection().removeAllRanges();
    this.selected = null;
    this.placeQuoteButton();
    return true;
  }

  selectSentence(id, extends_) {
    const said = this.views.get(id).passage.quote;
    const sentences = bounds(said, "sentence");
    const mine = this.selected?.id === id ? this.selected : null;
    const next = sentences.find(([start]) => start >= (mine?.end ?? 0)) ?? (extends_ ? sentences.at(-1) : sentences[0]);
    return this.select(id, mine && extends_ ? mine.start : next[0], next[0] + said.slice(...next).trimEnd().length);
  }

  extend(id, by) {
    if (this.selected?.id !== id) return by > 0 && this.selectFirstWord(id);
    const {start, end} = this.selected;
    const ends = bounds(this.views.get(id).passage.quote, "word").map(([, stop]) => stop);
    const to = by > 0 ? ends.find((stop) => stop > end) : ends.findLast((stop) => stop < end);
    return to > start ? this.select(id, start, to) : true;
  }

  shiftStart(id, by) {
    if (this.selected?.id !== id) return false;
    const {start, end} = this.selected;
    const starts = bounds(this.views.get(id).passage.quote, "word").map(([from]) => from);
    const to = by > 0 ? starts.find((from) => from > start) : starts.findLast((from) => from < start);
    return to < end ? this.select(id, to, end) : true;
  }

  selectFirstWord(id) {
    const [first] = bounds(this.views.get(id).passage.quote, "word");
    return first ? this.select(id, ...first) : false;
  }

  // -- quoting

  placeQuoteButton() {
    const rect = this.selected && this.mayWrite ? this.rectOfSelection() : null;
    const pane = this.node.getBoundingClientRect();
    const isInView = rect && rect.bottom > pane.top && rect.bottom < pane.bottom + 4;
    this.quoteButton.hidden = !isInView;
    if (isInView) placeNear(this.quoteButton, rect, this.editor.bounds());
  }

  rectOfSelection() {
    const {id, start, end} = this.selected;
    const {quote} = this.views.get(id);
    const range = document.createRange();
    const [from, to] = [pointIn(quote, start), pointIn(quote, end)];
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    const rects = [...range.getClientRects()];
    return rects.at(-1) ?? range.getBoundingClientRect();
  }

  quoteSelected(id = this.selected?.id) {
    if (!this.mayWrite || id === undefined) return false;
    if (!this.selected) return this.editor.say("Select the words to quote first: S takes a sentence.") ?? true;
    return this.quote(this.selected.id);
  }

  quote(id) {
    const said = this.views.get(id).passage.quote;
    const chosen = this.selected?.id === id ? wholeWords(said, this.selected) : said.trim();
    this.letGo();
    this.editor.writing.addQuote(id, chosen);
    return true;
  }
}
