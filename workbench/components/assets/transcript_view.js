// The transcript on the screen: ties together the reading column, the palette, the panel and the keys.
import {button, element, plural} from "./elements.js";
import {Transcript} from "./transcript_positions.js";
import {Study, isReal} from "./transcript_study.js";
import {Column} from "./transcript_column.js";
import {Palette} from "./transcript_palette.js";
import {Panel, lineWords} from "./transcript_panel.js";
import {Help} from "./transcript_keys.js";
import {Find, forgetHits} from "./transcript_find.js";
import {Options} from "./transcript_options.js";
import {pointing} from "./transcript_pointing.js";
import {moving} from "./transcript_moving.js";
import {bars} from "./transcript_bars.js";
import {changing} from "./transcript_changing.js";
import {placing} from "./transcript_placing.js";

const SELECTED_PAUSE = 150;
const CLOSE_AFTER = 300;
const BOTTOM_GAP = 16;
const LEAST_HEIGHT = 420;
const HIGHLIGHT = "workbench-selection";
const views = new WeakMap();

class View {
  constructor(root, setStateValue) {
    this.root = root;
    this.setStateValue = setStateValue;
    this.anchor = this.focus = null; // positions; equal ones are a caret
    this.selected = null;            // the picked passage: its id, or its local key until the server has named it
    this.note = null;
    this.placed = null;              // what is adrift and is being given a place
    this.column = new Column((id) => this.pick(id), (note) => this.pickNote(note));
    this.palette = new Palette();
    this.panel = new Panel(this.panelActions());
    this.help = new Help(() => this.column.node.focus());
    this.options = new Options(() => this.showOtherwise(), () => this.column.node.focus({preventScroll: true}));
    this.find = new Find(this.column, (hit, words) => this.goToHit(hit, words), () => this.column.node.focus({preventScroll: true}));
    this.buildFrame();
    this.listen();
  }

  buildFrame() {
    this.title = element("span", {class: "title"});
    this.where = element("span", {class: "where"});
    this.remark = element("span", {class: "remark"});
    this.undoTools = element("span", {class: "tools"}, button("Undo", () => this.undo(), {title: "Undo the last change (u, Ctrl+Z)"}),
      button("Redo", () => this.redo(), {title: "Redo (Ctrl+Y)"}));
    const keys = button("Keys", () => this.help.toggle(), {title: "The keys (?)"});
    keys.append(element("kbd", {text: "?", "aria-hidden": "true"}));
    const find = button("Find", () => this.find.open(), {class: "find-opener", title: "Find in this transcript (/)"});
    find.append(element("kbd", {text: "/", "aria-hidden": "true"}));
    this.showAll = button("Show all", () => { this.options.showAll(); this.column.node.focus({preventScroll: true}); }, {hidden: true});
    const toolbar = element("div", {class: "toolbar"}, this.title, this.where, this.remark, this.showAll, this.find.node, find, this.options.opener, this.undoTools, keys);
    this.placingBox = element("div", {class: "placing", role: "group", "aria-label": "To be placed", hidden: true});
    this.bar = element("div", {class: "selection-bar floating", role: "toolbar", "aria-label": "The selected words", hidden: true});
    this.noteBox = element("div", {class: "note-box floating", role: "dialog", "aria-label": "Margin note", hidden: true});
    this.live = element("div", {class: "unseen", "aria-live": "polite"});
    const help = element("div", {class: "unseen", id: "column-help", text: "Press ? for the keys. The arrow keys move by word and line, Shift extends, Enter opens the themes."});
    this.frame = element("div", {class: "view"}, toolbar, this.placingBox, this.column.node, this.bar, this.noteBox, this.palette.node, this.panel.node, this.options.node, this.help.node, this.live, help);
    this.root.append(this.frame);
  }

  listen() {
    this.stopListening = new AbortController();
    const until = {signal: this.stopListening.signal};
    const column = this.column.node;
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.frame.addEventListener("copy", (event) => this.copied(event));
    column.addEventListener("pointerdown", (event) => this.press(event));
    column.addEventListener("click", (event) => this.click(event));
    column.addEventListener("focus", () => this.focused());
    column.addEventListener("blur", () => { this.column.caret.hidden = true; });
    column.addEventListener("scroll", () => this.placeBar(), {passive: true});
    document.addEventListener("pointermove", (event) => this.drag(event), until);
    document.addEventListener("pointerup", () => this.release(), until);
    document.addEventListener("pointercancel", () => this.release(), until);
    document.addEventListener("selectionchange", () => this.selectionChanged(), until);
    window.addEventListener("workbench:text", () => this.findText(), until);
    window.addEventListener("workbench:marks", () => this.catchUp(), until);
    window.addEventListener("workbench:settled", (event) => this.settled(event.detail), until);
    window.addEventListener("resize", () => this.fit(), until);
    window.addEventListener("pagehide", () => this.study?.flushResize(), until);
    this.resizing = new ResizeObserver(() => { this.showCaret(); this.placeBar(); this.column.showHandles(this.handled); });
    this.resizing.observe(column);
  }

  close() {
    this.study?.flushResize();
    this.stopListening.abort();
    this.resizing.disconnect();
    CSS.highlights?.delete(HIGHLIGHT);
    forgetHits();
    clearTimeout(this.telling);
    this.frame.remove();
  }

  // ---- what the server says ----

  receive(bytes) {
    this.data = JSON.parse(new TextDecoder().decode(bytes));
    this.findText();
  }

  findText() {
    const text = this.data && window.__workbenchTexts?.get(this.data.transcript);
    if (!text) return void (this.title.textContent ||= "Loading the text…");
    if (text.digest !== this.data.digest) return void (this.remark.textContent = "The transcript has been corrected: reload the page.");
    if (this.study?.transcript.id !== text.transcript || this.digest !== text.digest) this.begin(text);
    const known = new Set([...this.study.data.passages.map(({id}) => id), ...(this.study.byId?.keys() ?? [])]); // also what was placed here
    const isFirst = this.study.data.version < 0;
    this.study.receive(this.data);
    this.options.receive(this.data);
    this.refresh();
    this.find.receive(this.data);
    if (!isFirst) this.tellOfOthers(known);
    this.catchUp();
    if (!this.hook.ready) this.hook.ready = true;
    if (this.data.go && this.data.go_key !== this.gone) this.go(this.data.go);
    this.gone = this.data.go_key;
  }

  begin(text) {
    this.study?.flushResize();
    this.study = new Study(new Transcript(text));
    this.digest = text.digest;
    this.anchor = this.focus = this.selected = this.note = this.placed = null;
    this.told = null;
    this.column.show(this.study.transcript);
    this.find.begin(this.study.transcript);
    this.study.filter = this.options.filter;
    this.study.showsDark = this.options.dark;
    this.title.textContent = text.name;
    this.root.host.workbench = this.hook = {ready: false, passages: 0, notes: 0, pending: 0, selected: null, lastOperation: null, paintedAt: null};
    Object.defineProperty(this.hook, "selection", {get: () => this.selectionForTests()});
    this.fit();
    this.showSelection({reveal: false});
  }

  selectionForTests() {
    const range = this.range();
    return range && {...range, quote: this.study.transcript.slice(range.start, range.end)};
  }

  settled(answer) {
    const entry = this.study?.settled(answer);
    if (!entry) return;
    if (answer.sentence) this.say(answer.sentence);
    this.refresh();
    this.catchUp();
  }

  // Somebody else has changed something: the page is asked for it, once this person's own changes are answered.
  catchUp() {
    const latest = window.__workbenchMarks;
    if (!this.study || latest?.transcript !== this.study.transcript.id || !(latest.marks > this.data.marks)) return;
    if (latest.marks === this.asked || this.study.local.some(({sent}) => sent)) return;
    this.asked = latest.marks;
    this.setStateValue("wanted", latest.marks);
  }

  tellOfOthers(known) {
    const news = this.data.passages.filter(({id, person}) => !known.has(id) && person !== this.data.person);
    if (!news.length) return;
    const names = [...new Set(news.map(({person}) => this.data.people?.[person]))].filter(Boolean).join(" and ");
    this.say(`${names} placed ${plural(news.length, "passage")}.`);
  }

  // Another filter or another way of showing.
  showOtherwise() {
    if (!this.study) return;
    this.study.filter = this.options.filter;
    this.study.showsDark = this.options.dark;
    this.study.kept = this.selected;
    this.study.narrow();
    this.refresh();
  }

  goToHit(hit, words) {
    const isTyping = this.root.activeElement === this.find.field;
    this.goTo(hit);
    this.say(`Hit ${words}, ${this.whereWords()}.`);
    if (isTyping) this.find.field.blur();
    this.column.node.focus({preventScroll: true});
  }

  get canIndex() { return this.data.may_write && this.data.mode !== "read"; }
  get canNote() { return this.data.may_write; }
  get passage() { return this.study.byId.get(this.selected) ?? null; }

  // Drawing replaces the words under the browser's own selection: one in the making is let finish, a fresh one is read first.
  refresh() {
    this.isLate = this.isPressed;
    if (this.isLate) return;
    if (this.reading) this.readSelection();
    const {study} = this;
    this.selected = study.known(this.selected);
    if (this.selected !== null && !this.passage) this.selected = null;
    study.keep(this.selected);
    if (this.note) this.note = study.notes.find((note) => note.id === this.note.id) ?? null;
    this.drawPlacing();
    this.column.sheet.dataset.words = this.options.labels;
    const turnsDrawn = this.column.draw(study, this.selected);
    requestAnimationFrame(() => this.column.showHandles(this.handled)); // measured once, when all is drawn
    if (turnsDrawn) this.find.draw();
    const isKept = this.panel.render({study, passage: this.passage, note: this.note, canIndex: this.canIndex, canNote: this.canNote});
    if (!isKept) this.column.node.focus({preventScroll: true});
    if (turnsDrawn) this.drawSelection();
    this.undoTools.hidden = !this.canNote;
    this.remark.textContent = this.remarkWords();
    Object.assign(this.hook, {passages: study.all.length, shown: study.passages.length, dark: study.dark.length, pins: study.pins, notes: study.notes.length, pending: study.local.length, selected: this.selected, turnsDrawn});
    this.tellSelected();
  }

  remarkWords() {
    if (!this.data.may_write) return "You may read here, not write.";
    const only = this.options.said(this.study);
    this.showAll.hidden = !only;
    if (only) return `Only passages ${only}`;
    return this.data.mode === "read" ? "Reading: margin notes can be written, indexing comes later." : "";
  }

  // The passage whose limits can be dragged.
  get handled() { return this.study && this.canIndex ? this.passage : null; }

  tellSelected() {
    const id = this.selected === null || isReal(this.selected) ? this.selected : undefined;
    clearTimeout(this.telling);
    if (id === undefined || id === this.told) return;
    this.telling = setTimeout(() => {
      this.told = id;
      this.setStateValue("selected", id);
    }, SELECTED_PAUSE);
  }

  go({passage, start, end, line, place: adrift}) {
    const {transcript} = this.study;
    const toPlace = adrift && this.study.adrift.find(({kind, id}) => kind === adrift.kind && id === adrift.id);
    if (toPlace) this.beginPlacing(toPlace);
    if (start !== undefined && !(start < end && end <= transcript.end)) return;
    const found = this.study.byId.get(passage);
    const row = line === undefined ? null : transcript.lines.find(({number}) => number === line);
    const place = found ?? row ?? (start === undefined ? null : {start, end});
    if (!place || (adrift && !toPlace)) return;
    if (found) this.told = found.id;
    this.anchor = place.start;
    this.focus = found ? place.start : place.end;
    this.selected = found?.id ?? null;
    this.note = null;
    this.refresh();
    this.showSelection({reveal: false, bar: Boolean(toPlace)});
    this.column.hold(place.start);
    this.column.flash(place.start, place.end);
  }

  // ---- the selection ----

  // The selected words without white space at their sides, or null.
  range() {
    if (this.anchor === null || this.anchor === this.focus) return null;
    return this.study.transcript.trimmed(Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus));
  }

  select(anchor, focus, options = {}) {
    this.anchor = anchor;
    this.focus = focus;
    const hadPick = this.selected !== null || this.note;
    if (!options.keepsPick && hadPick) {
      this.selected = this.note = null;
      this.refresh();
    }
    this.showSelection(options);
    if (!options.silent) this.describeSoon();
  }

  showSelection({reveal = true, bar = true} = {}) {
    if (!this.study) return;
    if (reveal && this.focus !== null) this.column.reveal(this.focus > this.anchor ? this.focus - 1 : this.focus);
    this.drawSelection();
    this.where.textContent = this.anchor === null ? "" : this.whereWords();
    this.column.markCurrent(this.anchor === null ? null : this.focus > this.anchor ? this.focus - 1 : this.focus);
    if (bar && this.range()) this.showBar();
    else this.bar.hidden = true;
  }

  whereWords() {
    const range = this.range() ?? {start: this.focus, end: this.focus};
    const {number} = this.study.transcript.turnAt(range.start);
    return `${number ? `turn ${number}, ` : ""}${lineWords(this.study.transcript.lineLabel(range.start, range.end))}`;
  }

  // The highlight stays while the focus is in the palette; the browser's own selection serves copying and Shift+click.
  drawSelection() {
    const range = this.anchor === null ? null : this.column.range(Math.min(this.anchor, this.focus), Math.max(this.anchor, this.focus));
    if (CSS.highlights && range && !range.collapsed) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    else CSS.highlights?.delete(HIGHLIGHT);
    this.showCaret();
    if (this.root.activeElement !== this.column.node || this.isPressed) return;
    const selection = document.getSelection();
    if (this.anchor === null) return selection.removeAllRanges();
    this.dropReading();
    selection.setBaseAndExtent(...this.column.placeOf(this.anchor, this.anchor > this.focus), ...this.column.placeOf(this.focus, this.focus > this.anchor));
    this.shown = this.browserRange();
  }

  showCaret() {
    const isShown = this.study && this.focus !== null && this.anchor === this.focus && this.root.activeElement === this.column.node;
    this.column.showCaret(isShown ? this.focus : null);
  }

  // The column shows its focus as a caret, so there is always one.
  focused() {
    if (!this.study || this.isPressed) return;
    if (this.focus === null) this.anchor = this.focus = this.column.firstInView().from;
    this.showSelection({reveal: false});
  }

  selectTurn(turn) {
    this.column.node.focus({preventScroll: true});
    this.select(turn.from, turn.to);
  }

  // ---- passages ----

  pick(id, {moves = true} = {}) {
    this.selected = id;
    this.note = null;
    const {passage} = this;
    if (moves) this.anchor = this.focus = passage.start;
    this.refresh();
    this.showSelection({reveal: false});
    if (moves) this.column.reveal(passage.start);
    clearTimeout(this.describing); // the passage, not the caret that a click has put into it
    const others = this.study.around(this.focus ?? passage.start).length - 1;
    this.say(`Passage, ${lineWords(passage.lines)}: ${this.study.themeNames(passage)}.${moves || others < 1 ? "" : ` ${plural(others, "more passage")} here, click again.`}`);
  }

  pickNote(note) {
    this.note = note;
    this.selected = null;
    this.anchor = this.focus = note.start;
    this.refresh();
    this.showSelection();
    this.column.flash(note.start, note.end);
    this.say(`Margin note: ${note.text}`);
  }

  letGo() {
    const hadPick = this.selected !== null || this.note;
    this.selected = this.note = null;
    if (!hadPick && this.anchor !== this.focus) this.anchor = this.focus;
    this.refresh();
    this.showSelection({reveal: false});
  }

  // ---- telling and fitting ----

  say(sentence) {
    this.live.textContent = sentence;
  }

  describeSoon() {
    clearTimeout(this.describing);
    this.describing = setTimeout(() => this.say(this.describe()), 250);
  }

  describe() {
    const {transcript} = this.study;
    const range = this.range();
    if (range) return `Selected, ${this.whereWords()}: ${transcript.slice(range.start, range.end).slice(0, 200)}`;
    const line = transcript.lineAt(this.focus ?? 0);
    return `Line ${line.number}, ${line.turn.speaker}: ${transcript.slice(this.focus ?? line.start, line.end)}`;
  }

  fit() {
    const {host} = this.root;
    this.frame.style.height = "0";
    if (host.clientHeight >= LEAST_HEIGHT / 2) return void (this.frame.style.height = `${host.clientHeight}px`); // fixed from outside
    const top = host.getBoundingClientRect().top + scrolledBy(host);
    this.frame.style.height = `${Math.max(LEAST_HEIGHT, window.innerHeight - top - BOTTOM_GAP)}px`;
  }
}

function scrolledBy(node) {
  let sum = 0;
  for (let at = node.parentElement; at; at = at.parentElement) sum += at.scrollTop;
  return sum;
}

Object.assign(View.prototype, pointing, moving, bars, changing, placing);

// Streamlit sometimes cleans up and calls again with the same element: the view (selection, scroll, words being written) lives on.
export default function ({data, parentElement, setStateValue}) {
  let view = views.get(parentElement);
  if (!view) views.set(parentElement, (view = new View(parentElement, setStateValue)));
  clearTimeout(view.closing);
  view.setStateValue = setStateValue;
  if (data?.length) view.receive(data);
  return () => {
    view.study?.flushResize();
    view.closing = setTimeout(() => {
      view.close();
      views.delete(parentElement);
    }, CLOSE_AFTER);
  };
}
