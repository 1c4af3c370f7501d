// With the mouse or a finger: selecting, picking, dragging the limits of a passage.

// These are methods of the view.
export const pointing = {
  press(event) {
    this.wasDragged = false;
    if (event.target.closest("button")) return;
    if (event.target.closest(".handle")) return this.takeHandle(event);
    this.isPressed = true;
    this.outside = null;
    // Pressed on selected words, the browser would carry them off instead of selecting anew.
    if (event.button === 0 && !event.shiftKey) document.getSelection().removeAllRanges();
    this.bar.hidden = true;
    this.noteBox.hidden = true;
  },

  // Over the panel or the toolbar the browser would select to the end of the text; the line at the same height is meant.
  drag(event) {
    if (this.dragged) return this.dragHandle(event);
    if (!this.isPressed) return;
    this.frame.classList.add("selecting");
    const {left, right} = this.column.node.getBoundingClientRect();
    const isOutside = event.clientX > right || event.clientX < left;
    this.outside = isOutside ? this.column.positionAtHeight(event.clientY, event.clientX > right) : null;
    if (isOutside) requestAnimationFrame(() => this.holdOutside());
  },

  holdOutside() {
    if (this.isPressed && this.outside !== null) document.getSelection().extend(...this.column.placeOf(this.outside, true));
  },

  release() {
    if (this.dragged) return this.dropHandle();
    if (!this.isPressed) return;
    setTimeout(() => { // the browser settles the selection after this event
      this.holdOutside();
      this.outside = null;
      this.isPressed = false;
      this.frame.classList.remove("selecting");
      this.readSelection();
      if (this.isLate) this.refresh();
    });
  },

  // ---- dragging a limit ----

  takeHandle(event) {
    event.preventDefault();
    if (!this.passage || !this.canIndex) return;
    this.dragged = event.target.closest(".handle").dataset.side;
    this.frame.classList.add("dragging");
  },

  // The limit follows the mouse from word to word; it is sent when the mouse is let go.
  dragHandle(event) {
    const at = this.column.positionAt(event.clientX, event.clientY);
    const {passage} = this;
    if (at === null || !passage) return;
    const {transcript} = this.study;
    let {start, end} = passage;
    if (this.dragged === "start") start = transcript.nearestWord(at)[0];
    else end = transcript.nearestWord(at)[1];
    if (start >= end || (start === passage.start && end === passage.end)) return;
    this.study.resize(passage, start, end, true);
    this.hook.lastOperation = {name: "resize_passage", arguments: {passage_id: passage.id, start, end}};
    this.refresh();
  },

  dropHandle() {
    this.dragged = null;
    this.wasDragged = true; // the click that ends it is none on the text
    this.frame.classList.remove("dragging");
    this.study.flushResize();
    this.column.node.focus({preventScroll: true});
    this.refresh();
    if (this.passage) this.say(`Limits changed: ${this.passage.lines}.`);
  },

  // ---- what the browser has selected ----

  selectionChanged() {
    if (this.isPressed || !this.study || this.root.activeElement !== this.column.node || isSameRange(this.browserRange(), this.shown)) return;
    this.dropReading();
    this.reading = setTimeout(() => this.readSelection(), 120);
  },

  dropReading() {
    clearTimeout(this.reading);
    this.reading = null;
  },

  browserRange() {
    const selection = document.getSelection();
    return selection.getComposedRanges?.({shadowRoots: [this.root]})[0] ?? (selection.rangeCount ? selection.getRangeAt(0) : null);
  },

  // Take over what the browser has selected (by mouse, finger or its own keys).
  readSelection() {
    this.dropReading();
    const range = this.browserRange();
    if (!range || !this.study || this.root.activeElement !== this.column.node) return;
    const start = this.column.positionOf(range.startContainer, range.startOffset, false);
    const isCaret = range.startContainer === range.endContainer && range.startOffset === range.endOffset;
    const end = isCaret ? start : this.column.positionOf(range.endContainer, range.endOffset, true);
    if (start === null || end === null) return;
    const [from, to] = this.snapped(start, end);
    const [anchor, focus] = document.getSelection().direction === "backward" ? [to, from] : [from, to];
    if (anchor === this.anchor && focus === this.focus) return this.range() && this.showBar();
    this.select(anchor, focus, {reveal: false, keepsPick: start === end});
  },

  // To whole sentences or turns, where the person wants it so.
  snapped(start, end) {
    const {transcript} = this.study;
    const {snap} = this.options;
    if (start === end || snap === "words") return [start, end];
    const [first, last] = [transcript.turnAt(start), transcript.turnAt(Math.max(start, end - 1))];
    if (snap === "turn") return [first.from, last.to];
    return [Math.min(start, transcript.sentenceAt(start)[0]), Math.max(end, transcript.sentenceAt(Math.max(start, end - 1))[1])];
  },

  // Acts after the release of the same click has read the browser's selection.
  click(event) {
    if (this.wasDragged || event.target.closest("button, .handle")) return;
    const line = event.target.closest(".line")?.line;
    const who = event.target.closest(".who");
    const mark = event.target.closest("mark");
    const isOnNumber = line && isInGutter(event);
    const turn = this.study.transcript.turns[event.target.closest(".turn")?.dataset.turn];
    const clicks = event.detail;
    setTimeout(() => {
      if (turn && (who || (line && clicks === 3))) this.selectTurn(turn);
      else if (isOnNumber) this.select(line.start, line.end);
      else if (clicks > 1 || this.range()) return;
      else if (mark) this.pickAround(mark);
      else this.letGo();
    });
  },

  // The innermost passage first; the next click on the same words takes the next one around it.
  pickAround(mark) {
    const ids = mark.dataset.p.split(" ").map((id) => (this.study.byId.has(Number(id)) ? Number(id) : id));
    this.pick(ids[(ids.indexOf(this.selected) + 1) % ids.length], {moves: false});
  },
};

function isSameRange(one, other) {
  return one && other && one.startContainer === other.startContainer && one.startOffset === other.startOffset
    && one.endContainer === other.endContainer && one.endOffset === other.endOffset;
}

function isInGutter(event) {
  return event.clientX < event.target.getBoundingClientRect().left + parseFloat(getComputedStyle(event.target).paddingLeft) - 8;
}
