// The passages a cell is written from: to read, to link, and to quote from letter for letter.
import {button, element, placeNear, plural} from "./elements.js";
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

  draw(draft, mayWrite, current) {
    const {passages} = draft.data;
    this.mayWrite = mayWrite;
    this.title.textContent = passages.length ? plural(passages.length, "passage") : "No passages";
    for (const [id, view] of this.views) if (!passages.some((passage) => passage.id === id)) this.drop(id, view);
    passages.forEach((passage, index) => this.drawOne(passage, index, draft, current));
    this.empty ??= element("p", {class: "empty", text: "Nothing is indexed under this theme in this case. Say why the cell is blank, or go on without evidence."});
    if (!passages.length) this.list.append(this.empty);
    else this.empty.remove();
    if (!this.list.querySelector("[tabindex='0']")) this.list.querySelector(".passage")?.setAttribute("tabindex", "0");
  }

  drop(id, view) {
    view.node.remove();
    this.views.delete(id);
  }

  drawOne(passage, index, draft, current) {
    let view = this.views.get(passage.id);
    if (!view || (view.passage !== passage && JSON.stringify(view.passage) !== JSON.stringify(passage))) {
      const fresh = this.build(passage);
      view?.node.replaceWith(fresh.node);
      this.views.set(passage.id, (view = fresh));
    }
    view.passage = passage;
    if (this.list.children[index] !== view.node) this.list.insertBefore(view.node, this.list.children[index] ?? null);
    const uses = draft.usesOf(passage.id);
    view.node.classList.toggle("used", uses.length > 0);
    view.node.classList.toggle("lit", Boolean(current?.passages.includes(passage.id)));
    setText(view.use, uses.length ? `used in ${uses.map((part) => draft.name(part)).join(", ")}` : "not used yet");
    this.drawLink(view, passage, draft, current);
    this.markQuoted(view, draft.parts.filter((part) => part.kind === "verbatim").map((part) => part.text.trim()).filter(Boolean));
  }

  drawLink(view, {id, lines}, draft, current) {
    view.actions.hidden = !this.mayWrite;
    const target = current && draft.linkTarget(current);
    const linked = target?.passages.includes(id);
    const name = target ? draft.name(target) : "a new summary";
    setText(view.link, linked ? `Unlink from ${name}` : `Link to ${name}`);
    view.link.ariaLabel = linked ? `Unlink lines ${lines} from ${name}` : `Link lines ${lines} to ${name}`;
  }

  build(passage) {
    const {id, lines, speaker, themes, memos = [], href} = passage;
    const use = element("span", {class: "use"});
    const quote = element("blockquote", {class: "said", "data-passage": id, text: passage.quote});
    const link = button("Link", () => this.editor.toggleLink(id), {class: "quiet"});
    const quoteAll = button("Quote all", () => this.quote(id), {class: "quiet", "aria-label": `Quote all of lines ${lines}`});
    quoteAll.addEventListener("pointerdown", (event) => event.preventDefault());
    const actions = element("span", {class: "actions"}, link, quoteAll);
    // Only ever an address of this site.
    const place = /^[/?](?!\/)/.test(href ?? "") ? element("a", {href, target: "_top", class: "place", text: "Open in transcript", onclick: () => this.editor.followLink(), "aria-label": `Open lines ${lines} in the transcript`}) : null;
    const node = element("div", {class: "passage", role: "listitem", tabindex: "-1", "aria-label": `Lines ${lines}, ${speaker}`},
      element("div", {class: "passage-head"}, element("span", {class: "lines", text: lines}), element("span", {class: "who", text: speaker}), use),
      quote,
      ...memos.map((memo) => element("p", {class: "memo"}, element("b", {text: "Memo: "}), memo)),
      element("div", {class: "passage-foot"}, actions, place, themes ? element("span", {class: "themes", text: themes}) : null));
    node.addEventListener("focus", () => this.rove(node));
    return {node, use, quote, link, quoteAll, actions};
  }

  // What is quoted already is marked in the passage; drawn anew only when it changes, so that a selection survives.
  markQuoted(view, verbatims) {
    const said = view.passage.quote;
    const spans = merged(verbatims.map((words) => [said.indexOf(words), words.length]).filter(([at]) => at >= 0).map(([at, length]) => [at, at + length]));
    const drawn = JSON.stringify(spans);
    if (drawn === (view.spans ?? "[]")) return;
    view.spans = drawn;
    let done = 0;
    const pieces = spans.flatMap(([start, end]) => {
      const before = said.slice(done, start);
      done = end;
      return [before, element("mark", {text: said.slice(start, end)})];
    });
    view.quote.replaceChildren(...pieces, said.slice(done));
  }

  // -- going about

  rove(node) {
    for (const other of this.list.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
  }

  focus() {
    (this.list.querySelector("[tabindex='0']") ?? this.list.querySelector(".passage"))?.focus();
  }

  show(id) {
    const node = this.views.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({block: "nearest"});
    node.classList.remove("flash");
    node.getBoundingClientRect(); // starts the animation again
    node.classList.add("flash");
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
      l: () => this.mayWrite && this.editor.toggleLink(id) !== null,
      Enter: () => event.target === node && this.editor.focusCell() !== null,
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
    this.views.forEach((view, id) => setText(view.quoteAll, this.selected?.id === id ? "Quote selection" : "Quote all"));
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
    this.editor.addQuote(id, chosen);
    return true;
  }
}

const setText = (node, text) => { if (node.textContent !== text) node.textContent = text; };

function merged(spans) {
  const found = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

const quoteOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".said") ?? null;

function composedRange(root) {
  const selection = document.getSelection();
  const [range] = selection.getComposedRanges?.({shadowRoots: [root]}) ?? [];
  if (range) return range.collapsed ? null : range;
  const inner = root.getSelection?.() ?? selection;
  return inner.rangeCount && !inner.isCollapsed ? inner.getRangeAt(0) : null;
}

function offsetIn(quote, node, offset) {
  const range = document.createRange();
  range.setStart(quote, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

function pointIn(quote, offset) {
  const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && offset > node.length) {
    offset -= node.length;
    node = walker.nextNode();
  }
  return {node: node ?? quote, offset: node ? offset : 0};
}

function trimmed(said, {id, start, end}) {
  const words = said.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  const to = end - (words.length - words.trimEnd().length);
  return to > from ? {id, start: from, end: to} : null;
}

// Nobody is quoted with half a word (or half a sign).
function wholeWords(said, {start, end}) {
  const pieces = new Intl.Segmenter(undefined, {granularity: "word"}).segment(said);
  const last = pieces.containing(end - 1);
  return said.slice(pieces.containing(start).index, last.index + last.segment.length).trim();
}

// [start, end] of each sentence, or of each word.
function bounds(said, granularity) {
  const segments = [...new Intl.Segmenter(undefined, {granularity}).segment(said)];
  const wanted = granularity === "word" ? segments.filter((piece) => piece.isWordLike) : segments.filter((piece) => piece.segment.trim());
  return wanted.map(({index, segment}) => [index, index + segment.length]);
}
