// By keyboard: the keys and what they move.
import {singleKeysOn} from "./transcript_keys.js";

const IN_COLUMN_ONLY = /Arrow|Enter|Home|End|Page/;

// These are methods of the view.
export const moving = {
  key(event) {
    const target = event.composedPath()[0];
    const isField = target.matches("input, textarea, select");
    if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation(); // Streamlit listens to r, c and Escape
    if (isField && event.key === "Escape") return this.column.node.focus({preventScroll: true});
    if (isField || event.isComposing || !this.study) return;
    if (this.reading) this.readSelection();
    const name = keyName(event);
    const act = this.keys()[name];
    if (!act || (isSingle(event) && !singleKeysOn())) return;
    if (IN_COLUMN_ONLY.test(name) && target !== this.column.node) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  },

  keys() {
    return (this.bindings ??= {
      j: () => this.moveTurn(1, false), k: () => this.moveTurn(-1, false), J: () => this.moveTurn(1, true), K: () => this.moveTurn(-1, true),
      ...this.moves("ArrowRight", (at, extends_) => (extends_ ? this.study.transcript.nextWordEnd(at) : this.study.transcript.nextWordStart(at))),
      ...this.moves("ArrowLeft", (at) => this.study.transcript.previousWordStart(at)),
      ...this.moves("Ctrl+ArrowRight", (at) => this.study.transcript.characterBeside(at, 1)),
      ...this.moves("Ctrl+ArrowLeft", (at) => this.study.transcript.characterBeside(at, -1)),
      ...this.moves("ArrowDown", (at) => this.lineBeside(at, 1), true), ...this.moves("ArrowUp", (at) => this.lineBeside(at, -1), true),
      ...this.moves("Home", (at) => this.study.transcript.lineAt(at).start), ...this.moves("End", (at) => this.lineEnd(at)),
      ...this.moves("Ctrl+Home", () => this.study.transcript.start), ...this.moves("Ctrl+End", () => this.study.transcript.end),
      p: () => this.nextPassage(1), P: () => this.nextPassage(-1),
      s: () => this.selectSentence(), t: () => this.selectTurnHere(),
      Escape: () => (this.placed ? this.leavePlacing() : this.letGo()), Enter: () => (this.placed ? this.placeHere() : this.openPalette()), v: () => this.openPalette(undefined, true), ".": () => this.placeAgain(),
      "/": () => this.find.open(), h: () => this.nextHit(1), H: () => this.nextHit(-1),
      d: () => this.nextDark(1), D: () => this.nextDark(-1), x: () => this.triage("irrelevant"), i: () => this.triage("new idea"),
      o: () => this.nextOverlap(), "|": () => this.split(this.passage), "\\": () => this.split(this.passage),
      "*": () => this.passage && this.mark(this.passage, {key: !this.passage.key}), "+": () => this.strengthen(1), "-": () => this.strengthen(-1),
      w: () => this.options.toggle(), S: () => this.say(`Selecting by mouse snaps ${this.options.nextSnap()}.`),
      n: () => this.openNote(), m: () => this.passage && this.panel.focusMemo(this.passage), c: () => this.copyPassage(this.range() ?? this.passage),
      "[": () => this.resize(this.passage, "start", -1), "{": () => this.resize(this.passage, "start", 1),
      "]": () => this.resize(this.passage, "end", 1), "}": () => this.resize(this.passage, "end", -1),
      Delete: () => this.removePassage(this.passage), Backspace: () => this.removePassage(this.passage),
      u: () => this.undo(), "Ctrl+z": () => this.undo(), "Ctrl+y": () => this.redo(), "Ctrl+Z": () => this.redo(),
      f: () => this.panel.focusFilter(), "?": () => this.help.toggle(),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [`${digit}`, () => this.placeByKey(digit)])),
    });
  },

  // A key that moves, and the same with Shift that extends.
  moves(name, target, isVertical = false) {
    const act = (extends_) => {
      const goal = isVertical ? this.goal : undefined;
      this.moveTo(target(this.start(), extends_), extends_);
      this.goal = isVertical ? goal ?? this.goal : undefined;
    };
    const shifted = name.startsWith("Ctrl+") ? `Ctrl+Shift+${name.slice(5)}` : `Shift+${name}`;
    return {[name]: () => act(false), [shifted]: () => act(true)};
  },

  // Where a movement starts: at the caret, or at the first turn in view when the caret is out of sight.
  start() {
    if (this.focus !== null && (this.anchor !== this.focus || this.column.isInView(this.focus))) return this.focus;
    this.anchor = this.focus = this.column.firstInView().from;
    return this.focus;
  },

  // A caret that moves within the picked passage leaves it picked: it may be split there.
  moveTo(position, extends_) {
    const {passage} = this;
    const keepsPick = !extends_ && passage && position >= passage.start && position <= passage.end;
    this.select(extends_ ? this.anchor ?? position : position, position, {keepsPick});
  },

  moveTurn(step, extends_) {
    const isLost = this.focus === null || (!extends_ && !this.column.isInView(this.focus));
    const here = isLost ? null : this.study.transcript.turnAt(this.focus > this.anchor ? this.focus - 1 : this.focus);
    const turn = here ? this.study.transcript.turns[here.index + step] : this.column.firstInView();
    if (extends_) return this.extendTurn(here ?? turn, turn, step);
    if (!turn) return this.say(step > 0 ? "This is the last turn." : "This is the first turn.");
    this.select(turn.from, turn.from);
  },

  extendTurn(here, next, step) {
    const anchor = this.anchor ?? here.from;
    const edge = step > 0 ? here.to : here.from;
    const isAtEdge = this.focus === edge;
    if (isAtEdge && !next) return;
    this.select(anchor, isAtEdge ? (step > 0 ? next.to : next.from) : edge);
  },

  lineBeside(at, step) {
    const {transcript} = this.study;
    const line = transcript.lineAt(at);
    this.goal ??= at - line.start;
    const next = transcript.lines[line.index + step];
    if (!next) return step > 0 ? transcript.end : transcript.start;
    const wanted = Math.min(next.start + this.goal, next.end - 1);
    const starts = transcript.words(next.turn).map(([start]) => start).filter((start) => start >= next.start && start < next.end);
    return starts.reduce((best, start) => (Math.abs(start - wanted) < Math.abs(best - wanted) ? start : best), starts[0] ?? next.start);
  },

  lineEnd(at) {
    const {transcript} = this.study;
    const line = transcript.lineAt(at);
    return transcript.trimmed(line.start, line.end)?.end ?? line.end;
  },

  selectSentence() {
    const at = this.range() ? Math.max(this.anchor, this.focus) : this.start();
    const [start, end] = this.study.transcript.sentenceAfter(at);
    this.select(this.range() ? Math.min(this.anchor, this.focus) : start, end);
    return Boolean(this.range());
  },

  selectTurnHere() {
    const {transcript} = this.study;
    const range = this.range();
    if (!range) return this.selectTurn(transcript.turnAt(this.start()));
    const last = transcript.turnAt(range.end - 1);
    const isWhole = range.end >= (transcript.trimmed(last.from, last.to)?.end ?? last.to);
    const first = transcript.turnAt(range.start);
    this.select(first.from, (isWhole && transcript.turns[last.index + 1] ? transcript.turns[last.index + 1] : last).to);
  },

  nextPassage(step) {
    const {passages} = this.study;
    if (!passages.length) return this.say("There is no passage yet.");
    const at = passages.findIndex((passage) => passage.id === this.selected);
    const here = this.focus ?? this.column.firstInView().from;
    const after = passages.findIndex((passage) => passage.start >= here);
    const next = at >= 0 ? at + step : step > 0 ? after : (after < 0 ? passages.length : after) - 1;
    if (!passages[next]) return this.say(step > 0 ? "This was the last passage." : "This was the first passage.");
    this.pick(passages[next].id);
  },

  // The passages that share the words at the caret, one after the other.
  nextOverlap() {
    const here = this.study.around(this.focus ?? this.start());
    if (!here.length) return this.say("No passage here.");
    const at = here.findIndex((passage) => passage.id === this.selected);
    this.pick(here[(at + 1) % here.length].id, {moves: false});
    if (here.length > 1) this.say(`${((at + 1) % here.length) + 1} of ${here.length} passages here: ${this.study.themeNames(this.passage)}.`);
  },

  // ---- search hits ----

  nextHit(step) {
    const from = this.focus === null ? null : Math.min(this.anchor, this.focus);
    if (!this.find.go(step, from)) this.find.open();
  },

  goTo({start, end}) {
    this.column.node.focus({preventScroll: true});
    this.select(start, end, {reveal: false, silent: true});
    this.column.hold(start);
    this.placeBar();
  },

  // ---- talk under no theme ----

  nextDark(step) {
    const {dark} = this.study;
    if (!this.data.dark) return this.say("Talk under no theme is not known here.");
    if (!dark.length) return this.say("All that participants say here is under a theme or judged.");
    const here = this.focus === null ? this.start() : Math.min(this.anchor, this.focus);
    const isOn = dark.some((stretch) => stretch.start === here);
    const next = step > 0 ? dark.find(({start}) => (isOn ? start > here : start >= here)) ?? dark[0] : dark.findLast(({start}) => start < here) ?? dark.at(-1);
    this.goTo(next);
    this.say(`Under no theme, ${dark.indexOf(next) + 1} of ${dark.length}, ${this.whereWords()}: ${this.study.transcript.slice(next.start, next.end).slice(0, 200)}`);
  },

  // What has been judged of the selected words, or undefined.
  judgedHere() {
    const range = this.range();
    return range && this.study.triaged.find(([start, end]) => start <= range.start && range.end <= end);
  },

  // The stretch under no theme in which the selection lies, or undefined.
  darkHere() {
    const range = this.range();
    return range && this.study.dark.find(({start, end}) => start <= range.start && range.end <= end);
  },
};

function keyName(event) {
  const isCharacter = event.key.length === 1;
  const key = isCharacter && /\p{L}/u.test(event.key) ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const alt = event.altKey && !isCharacter ? "Alt+" : "";
  return `${control}${alt}${event.shiftKey && !isCharacter ? "Shift+" : ""}${key}`;
}

function isSingle(event) {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey;
}
