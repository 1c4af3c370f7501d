// The reading column: turns, their numbered lines, the marks in them and the bars beside them.
// A turn is drawn again only when something in it has changed.
import {button, element, plural} from "./elements.js";
import {countBelow} from "./transcript_positions.js";

const LANES_SHOWN = 8;
const LINE_HEIGHT = 1.6 * 16;
const WHERE_THE_EYE_IS = 0.3; // of the column's height: where the words one goes to are put
const HELD_FOR = 1500;

export class Column {
  constructor(onPick, onNote) {
    this.onPick = onPick;
    this.onNote = onNote;
    this.caret = element("div", {class: "caret", hidden: true});
    this.handles = ["start", "end"].map((side) => element("div", {class: `handle at-${side}`, "data-side": side, title: `Drag: the ${side} of the passage`, hidden: true}));
    this.sheet = element("div", {class: "sheet"});
    this.node = element("div", {class: "column", role: "region", tabindex: "0", "aria-describedby": "column-help"}, this.sheet);
    this.node.addEventListener("pointerover", (event) => this.emphasise(event.target.closest?.(".bar")?.passage));
    this.node.addEventListener("focusin", (event) => this.emphasise(event.target.closest?.(".bar")?.passage));
    this.node.addEventListener("focusout", () => this.emphasise(undefined));
    for (const name of ["wheel", "pointerdown", "touchstart", "keydown"]) this.node.addEventListener(name, () => this.letGo(), {capture: true, passive: true});
  }

  show(transcript) {
    this.letGo();
    this.transcript = transcript;
    this.node.setAttribute("aria-label", `Transcript ${transcript.name}`);
    this.turns = transcript.turns.map((turn) => this.turnElement(turn));
    this.drawn = [];
    this.current = null;
    this.sheet.replaceChildren(...this.turns, this.caret, ...this.handles);
  }

  turnElement(turn) {
    const node = element("div", {class: turn.quiet ? "turn quiet" : "turn", "data-turn": turn.index});
    node.style.containIntrinsicSize = `auto ${turn.rows.length * LINE_HEIGHT + 10}px`;
    const who = element("div", {class: "who", text: turn.speaker, title: turn.number ? `Turn ${turn.number}: a click selects it` : null});
    who.style.setProperty("--rows", turn.rows.length);
    for (const row of turn.rows) {
      row.node = element("div", {class: "line", "data-line": row.number});
      row.node.line = row;
    }
    node.append(who, ...turn.rows.map((row) => row.node));
    turn.node = node;
    turn.rows.forEach((row, index) => { row.node.style.gridRow = index + 2; });
    return node;
  }

  // Returns how many turns had to be drawn.
  draw(study, selected) {
    this.study = study;
    this.selected = selected;
    this.fitLanes();
    let count = 0;
    this.transcript.turns.forEach((turn, index) => {
      const stamp = this.stamp(study.turns[index]);
      if (this.drawn[index] === stamp) return;
      this.drawn[index] = stamp;
      this.drawTurn(turn, study.turns[index]);
      count++;
    });
    return count;
  }

  // How much fits into a bar is for the style sheet to say, so a further lane draws nothing again.
  fitLanes() {
    this.sheet.style.setProperty("--lanes", Math.max(2, Math.min(this.study.lanes, LANES_SHOWN)));
  }

  stamp({passages, notes, dark}) {
    const {study, selected} = this;
    const ofPassage = (passage) => [passage.id, passage.start, passage.end, study.lane.get(passage.id), study.colour(passage),
      study.themeNames(passage), passage.memos.length, passage.pending, passage.key, passage.strength, passage.id === selected].join();
    const ofNote = (note) => [note.id, note.start, note.end, note.pending, note.text].join();
    return `${passages.map(ofPassage).join("|")}#${notes.map(ofNote).join("|")}#${dark.map(({start, end}) => `${start},${end}`).join("|")}`;
  }

  drawTurn(turn, {passages, notes, dark}) {
    for (const row of turn.rows) row.node.replaceChildren(...this.pieces(row, passages, notes, dark));
    turn.node.querySelectorAll(".bar, .note-mark").forEach((old) => old.remove());
    const spans = passages.map((passage) => this.barSpan(turn, passage));
    turn.node.append(...passages.map((passage, index) => this.bar(passage, spans[index], spans)), ...this.noteMarks(turn, notes));
  }

  // A line is cut at every boundary in it; each piece knows all the passages it belongs to.
  pieces(row, passages, notes, dark) {
    const touches = ({start, end}) => start < row.end && end > row.start;
    const within = passages.filter(touches);
    const noted = notes.filter(touches);
    const unplaced = dark.filter(touches);
    const cuts = new Set([row.start, row.end]);
    for (const {start, end} of [...within, ...noted, ...unplaced]) cuts.add(Math.max(start, row.start)).add(Math.min(end, row.end));
    const points = [...cuts].sort((one, other) => one - other);
    return points.slice(0, -1).map((from, index) => this.piece(from, points[index + 1], within, noted, unplaced));
  }

  piece(from, to, within, noted, unplaced) {
    const text = this.transcript.slice(from, to);
    const covers = ({start, end}) => start <= from && to <= end;
    const passages = within.filter(covers).sort((one, other) => one.end - one.start - (other.end - other.start));
    const isNoted = noted.some(covers);
    const isDark = unplaced.some(covers);
    if (!passages.length && !isNoted && !isDark) return document.createTextNode(text);
    const selected = passages.find((passage) => passage.id === this.selected);
    const node = element(passages.length ? "mark" : "span", {text});
    if (passages.length) {
      node.className = `hue-${this.study.colour(selected ?? passages[0])} deep-${Math.min(passages.length, 3)}`;
      node.dataset.p = passages.map((passage) => passage.id).join(" ");
      node.classList.toggle("selected", Boolean(selected));
      node.classList.toggle("pending", passages.some((passage) => passage.pending));
    }
    node.classList.toggle("noted", isNoted);
    node.classList.toggle("dark", isDark);
    return node;
  }

  // The rows and the lane that the passage takes in this turn.
  barSpan(turn, passage) {
    const [first, last] = this.transcript.lineSpan(passage.start, passage.end);
    const begins = first.turn === turn;
    const ends = last.turn === turn;
    return {
      begins, ends, lane: Math.min(this.study.lane.get(passage.id), LANES_SHOWN - 1),
      from: begins ? turn.rows.indexOf(first) : 0, to: ends ? turn.rows.indexOf(last) : turn.rows.length - 1,
    };
  }

  bar(passage, span, spans) {
    const {begins, ends, from, to, lane} = span;
    const description = `Passage, lines ${passage.lines}: ${this.study.themeNames(passage)}`;
    const node = button("", () => this.onPick(passage.id), {
      class: "bar", tabindex: -1, title: description, "aria-label": description, "data-p": passage.id,
      "aria-pressed": String(passage.id === this.selected), "aria-hidden": begins ? null : "true",
    });
    node.passage = passage.id;
    node.classList.toggle("from-above", !begins);
    node.classList.toggle("goes-on", !ends);
    node.classList.toggle("pending", Boolean(passage.pending));
    node.style.gridArea = `${begins ? from + 2 : 1} / ${lane + 3} / ${to + 3} / ${freeUntil(span, spans)}`;
    node.append(this.stripe(passage));
    if (begins) node.append(this.label(passage, from === to));
    return node;
  }

  stripe(passage) {
    const colours = passage.themes.map((id) => `var(--hue-${this.study.themes.get(id)?.colour ?? 0})`);
    const stops = colours.map((colour, index) => `${colour} ${(index / colours.length) * 100}% ${((index + 1) / colours.length) * 100}%`);
    const node = element("span", {class: "stripe"});
    node.style.backgroundImage = `linear-gradient(${stops.join(", ")})`;
    return node;
  }

  label(passage, isOneLine) {
    if (isOneLine && passage.themes.length > 1) return element("span", {class: "label"}, element("span", {text: this.study.themeNumbers(passage)}));
    const themes = passage.themes.map((id) => this.study.themes.get(id));
    return element("span", {class: "label"}, ...themes.map((theme) => element("span", {class: "label-theme"},
      element("span", {text: theme?.number ?? "?"}), element("span", {class: "label-name", text: theme?.name ?? ""}))),
      ...signs(passage).map((sign) => element("span", {class: "memo-sign", text: sign})));
  }

  noteMarks(turn, notes) {
    const starting = notes.filter((note) => this.transcript.lineAt(note.start).turn === turn);
    const rows = groupBy(starting, (note) => this.rowOf(turn, note));
    return [...rows].map(([row, here]) => {
      const node = button(here.length > 1 ? `✎${here.length}` : "✎", () => this.onNote(here[0]), {
        class: "note-mark", tabindex: -1, title: here.map((note) => note.text).join("\n"),
        "aria-label": `${plural(here.length, "margin note")}: ${here[0].text}`,
      });
      node.style.gridRow = row + 2;
      return node;
    });
  }

  rowOf(turn, note) {
    return turn.rows.indexOf(this.transcript.lineAt(note.start));
  }

  emphasise(passage) {
    if (passage === this.emphasised) return;
    this.emphasised = passage;
    this.sheet.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
    if (passage === undefined) return;
    this.sheet.querySelectorAll(`[data-p~="${passage}"]`).forEach((node) => node.classList.add("lit"));
  }

  // ---- between positions and the document ----

  // The place of a point of the document; a point between two lines belongs to the next one as a start, to the one before as an end.
  positionOf(node, offset, isEnd) {
    if (!this.sheet.contains(node)) return null;
    const line = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".line")?.line;
    if (line) return this.transcript.points(this.transcript.units(line.start) + unitsBefore(line.node, node, offset));
    const range = document.createRange();
    range.setStart(node, offset);
    const before = countBelow(this.transcript.lines, ({node: other}) => range.comparePoint(other, 0) < 0);
    if (isEnd) return this.transcript.lines[before - 1]?.end ?? this.transcript.start;
    return this.transcript.lines[before]?.start ?? this.transcript.end;
  }

  placeOf(position, isEnd = false) {
    let line = this.transcript.lineAt(position);
    if (isEnd && position === line.start && line.index) line = this.transcript.lines[line.index - 1];
    let left = this.transcript.units(Math.min(position, line.end)) - this.transcript.units(line.start);
    const walker = document.createTreeWalker(line.node, NodeFilter.SHOW_TEXT);
    let text = walker.nextNode();
    for (let next; text && left > text.length && (next = walker.nextNode()); text = next) left -= text.length;
    return text ? [text, Math.min(left, text.length)] : [line.node, 0];
  }

  range(start, end) {
    const range = document.createRange();
    range.setStart(...this.placeOf(start));
    range.setEnd(...this.placeOf(end, end > start));
    return range;
  }

  // The first and last rectangle of a stretch of text (the caret's, when nothing is between).
  rects(start, end) {
    const first = this.lineRect(start, start === end ? start : Math.min(end, this.transcript.lineAt(start).end));
    if (start === end) return {first, last: first};
    const line = this.transcript.lineAt(Math.max(start, end - 1));
    return {first, last: this.lineRect(Math.max(start, line.start), end)};
  }

  lineRect(start, end) {
    const rects = this.range(start, end).getClientRects();
    return rects[rects.length - 1] ?? this.transcript.lineAt(start).node.getBoundingClientRect();
  }

  showCaret(position) {
    this.caret.hidden = position === null;
    if (position === null) return;
    const {first} = this.rects(position, position);
    const sheet = this.sheet.getBoundingClientRect();
    Object.assign(this.caret.style, {left: `${first.left - sheet.left}px`, top: `${first.top - sheet.top}px`, height: `${first.height}px`});
  }

  // The limits of the picked passage, to be dragged; null takes them away.
  showHandles(passage) {
    for (const handle of this.handles) handle.hidden = !passage;
    if (!passage) return;
    const {first, last} = this.rects(passage.start, passage.end);
    const sheet = this.sheet.getBoundingClientRect();
    this.handles.forEach((handle, at) => {
      const rect = at ? last : first;
      const side = at ? rect.right : rect.left;
      Object.assign(handle.style, {left: `${side - sheet.left}px`, top: `${rect.top - sheet.top}px`, height: `${rect.height}px`});
    });
  }

  // The position under the mouse, or null where there is no text.
  positionAt(x, y) {
    const root = this.node.getRootNode();
    const caret = document.caretPositionFromPoint?.(x, y, {shadowRoots: [root]});
    const line = caret && (caret.offsetNode.nodeType === Node.TEXT_NODE ? caret.offsetNode.parentElement : caret.offsetNode).closest?.(".line");
    return line && this.sheet.contains(line) ? this.positionOf(caret.offsetNode, caret.offset, false) : null;
  }

  markCurrent(position) {
    const line = position === null ? null : this.transcript.lineAt(position);
    if (line === this.current) return;
    this.current?.node.classList.remove("here");
    this.current?.turn.node.classList.remove("here");
    this.current = line;
    line?.node.classList.add("here");
    line?.turn.node.classList.add("here");
  }

  // Into view where it is not there yet.
  reveal(position, tries = 8) {
    this.letGo();
    const rect = this.transcript.lineAt(position).node.getBoundingClientRect();
    const view = this.node.getBoundingClientRect();
    const margin = Math.min(72, view.height / 5);
    let by = 0;
    if (rect.top < view.top + margin) by = rect.top - view.top - margin;
    else if (rect.bottom > view.bottom - margin) by = rect.bottom - view.bottom + margin;
    if (this.scrollBy(by) && tries) requestAnimationFrame(() => this.reveal(position, tries - 1));
  }

  // To where the eye is, and kept there for a moment, or until the person moves: turns out of sight have estimated
  // heights and take their own when they come near, and the column itself is fitted to a page that is still being drawn.
  hold(position) {
    const held = (this.held = {});
    const until = performance.now() + HELD_FOR;
    const step = () => {
      if (this.held !== held) return;
      const view = this.node.getBoundingClientRect();
      this.scrollBy(this.transcript.lineAt(position).node.getBoundingClientRect().top - view.top - view.height * WHERE_THE_EYE_IS);
      if (performance.now() < until) requestAnimationFrame(step);
    };
    step();
  }

  letGo() {
    this.held = null;
  }

  // Returns whether this moved anything.
  scrollBy(distance) {
    if (Math.abs(distance) < 2) return false;
    const before = this.node.scrollTop;
    this.node.scrollTop += distance;
    return this.node.scrollTop !== before;
  }

  firstInView() {
    const top = this.node.getBoundingClientRect().top;
    return this.transcript.turns[countBelow(this.turns, (node) => node.getBoundingClientRect().top < top)] ?? this.transcript.turns.at(-1);
  }

  isInView(position) {
    const rect = this.transcript.lineAt(position).node.getBoundingClientRect();
    const view = this.node.getBoundingClientRect();
    return rect.bottom > view.top && rect.top < view.bottom;
  }

  positionAtHeight(height, isEnd) {
    const isAbove = (node) => node.getBoundingClientRect().bottom <= height;
    const turn = this.transcript.turns[Math.min(countBelow(this.turns, isAbove), this.turns.length - 1)];
    const line = turn.rows[Math.min(countBelow(turn.rows, (row) => isAbove(row.node)), turn.rows.length - 1)];
    return isEnd ? line.end : line.start;
  }

  flash(start, end) {
    const [first, last] = this.transcript.lineSpan(start, end);
    for (const line of this.transcript.lines.slice(first.index, last.index + 1)) {
      line.node.classList.remove("flash");
      requestAnimationFrame(() => line.node.classList.add("flash"));
      setTimeout(() => line.node.classList.remove("flash"), 2000);
    }
  }
}

function signs({key, strength, memos}) {
  return [key ? "key quotation" : null, strength ? `strength ${strength}` : null, memos.length ? "memo" : null].filter(Boolean);
}

// The grid line up to which a bar may use the lanes beside it: the next passage on its lines, or the edge.
function freeUntil({from, to, lane}, spans) {
  const beside = spans.filter((other) => other.lane > lane && other.from <= to && other.to >= from).map((other) => other.lane);
  return beside.length ? Math.min(...beside) + 3 : -1;
}

function unitsBefore(line, node, offset) {
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
