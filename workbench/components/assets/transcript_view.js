// The transcript on the screen: ties together the reading column, the palette, the panel and the keys.
import {button, element, placeNear, plural} from "./elements.js";
import {Transcript} from "./transcript_positions.js";
import {Study, isReal} from "./transcript_study.js";
import {Column} from "./transcript_column.js";
import {Palette} from "./transcript_palette.js";
import {Panel, lineWords} from "./transcript_panel.js";
import {Help, singleKeysOn} from "./transcript_keys.js";

const SELECTED_PAUSE = 150;
const CLOSE_AFTER = 300;
const BOTTOM_GAP = 16;
const LEAST_HEIGHT = 420;
const HIGHLIGHT = "workbench-selection";
const IN_COLUMN_ONLY = /Arrow|Enter|Home|End|Page/;
const views = new WeakMap();

class View {
  constructor(root, setStateValue) {
    this.root = root;
    this.setStateValue = setStateValue;
    this.anchor = this.focus = null; // positions; equal ones are a caret
    this.selected = null;            // the picked passage: its id, or its local key until the server has named it
    this.note = null;
    this.column = new Column((id) => this.pick(id), (note) => this.pickNote(note));
    this.palette = new Palette();
    this.panel = new Panel(this.panelActions());
    this.help = new Help(() => this.column.node.focus());
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
    const toolbar = element("div", {class: "toolbar"}, this.title, this.where, this.remark, this.undoTools, keys);
    this.bar = element("div", {class: "selection-bar floating", role: "toolbar", "aria-label": "The selected words", hidden: true});
    this.noteBox = element("div", {class: "note-box floating", role: "dialog", "aria-label": "Margin note", hidden: true});
    this.live = element("div", {class: "unseen", "aria-live": "polite"});
    const help = element("div", {class: "unseen", id: "column-help", text: "Press ? for the keys. The arrow keys move by word and line, Shift extends, Enter opens the themes."});
    this.frame = element("div", {class: "view"}, toolbar, this.column.node, this.bar, this.noteBox, this.palette.node, this.panel.node, this.help.node, this.live, help);
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
    window.addEventListener("workbench:settled", (event) => this.settled(event.detail), until);
    window.addEventListener("resize", () => this.fit(), until);
    window.addEventListener("pagehide", () => this.study?.flushResize(), until);
    this.resizing = new ResizeObserver(() => { this.column.fitLanes(); this.showCaret(); this.placeBar(); });
    this.resizing.observe(column);
  }

  close() {
    this.study?.flushResize();
    this.stopListening.abort();
    this.resizing.disconnect();
    CSS.highlights?.delete(HIGHLIGHT);
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
    if (this.study?.transcript.id !== text.transcript) this.begin(text);
    this.study.receive(this.data);
    this.refresh();
    if (!this.hook.ready) this.hook.ready = true;
    if (this.data.go && this.data.go_key !== this.gone) this.go(this.data.go);
    this.gone = this.data.go_key;
  }

  begin(text) {
    this.study?.flushResize();
    this.study = new Study(new Transcript(text));
    this.anchor = this.focus = this.selected = this.note = null;
    this.told = null;
    this.column.show(this.study.transcript);
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
    if (this.note) this.note = study.notes.find((note) => note.id === this.note.id) ?? null;
    const turnsDrawn = this.column.draw(study, this.selected);
    const isKept = this.panel.render({study, passage: this.passage, note: this.note, canIndex: this.canIndex, canNote: this.canNote});
    if (!isKept) this.column.node.focus({preventScroll: true});
    if (turnsDrawn) this.drawSelection();
    this.undoTools.hidden = !this.canNote;
    this.remark.textContent = this.remarkWords();
    Object.assign(this.hook, {passages: study.passages.length, notes: study.notes.length, pending: study.local.length, selected: this.selected, turnsDrawn});
    this.tellSelected();
  }

  remarkWords() {
    if (!this.data.may_write) return "You may read here, not write.";
    return this.data.mode === "read" ? "Reading: margin notes can be written, indexing comes later." : "";
  }

  tellSelected() {
    const id = this.selected === null || isReal(this.selected) ? this.selected : undefined;
    clearTimeout(this.telling);
    if (id === undefined || id === this.told) return;
    this.telling = setTimeout(() => {
      this.told = id;
      this.setStateValue("selected", id);
    }, SELECTED_PAUSE);
  }

  go({passage, start, end, line}) {
    const {transcript} = this.study;
    const found = this.study.byId.get(passage);
    const row = line === undefined ? null : transcript.lines.find(({number}) => number === line);
    const place = found ?? row ?? (start === undefined ? null : {start, end});
    if (!place) return;
    if (found) this.told = found.id;
    this.anchor = place.start;
    this.focus = found ? place.start : place.end;
    this.selected = found?.id ?? null;
    this.note = null;
    this.refresh();
    this.showSelection({reveal: false, bar: false});
    this.column.reveal(place.start, {share: 0.25});
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

  press(event) {
    if (event.target.closest("button")) return;
    this.isPressed = true;
    this.outside = null;
    this.bar.hidden = true;
    this.noteBox.hidden = true;
  }

  // Over the panel or the toolbar the browser would select to the end of the text; the line at the same height is meant.
  drag(event) {
    if (!this.isPressed) return;
    this.frame.classList.add("selecting");
    const {left, right} = this.column.node.getBoundingClientRect();
    const isOutside = event.clientX > right || event.clientX < left;
    this.outside = isOutside ? this.column.positionAtHeight(event.clientY, event.clientX > right) : null;
    if (isOutside) requestAnimationFrame(() => this.holdOutside());
  }

  holdOutside() {
    if (this.isPressed && this.outside !== null) document.getSelection().extend(...this.column.placeOf(this.outside, true));
  }

  release() {
    if (!this.isPressed) return;
    setTimeout(() => { // the browser settles the selection after this event
      this.holdOutside();
      this.outside = null;
      this.isPressed = false;
      this.frame.classList.remove("selecting");
      this.readSelection();
      if (this.isLate) this.refresh();
    });
  }

  selectionChanged() {
    if (this.isPressed || !this.study || this.root.activeElement !== this.column.node || isSameRange(this.browserRange(), this.shown)) return;
    this.dropReading();
    this.reading = setTimeout(() => this.readSelection(), 120);
  }

  dropReading() {
    clearTimeout(this.reading);
    this.reading = null;
  }

  browserRange() {
    const selection = document.getSelection();
    return selection.getComposedRanges?.({shadowRoots: [this.root]})[0] ?? (selection.rangeCount ? selection.getRangeAt(0) : null);
  }

  // Take over what the browser has selected (by mouse, finger or its own keys).
  readSelection() {
    this.dropReading();
    const range = this.browserRange();
    if (!range || !this.study || this.root.activeElement !== this.column.node) return;
    const start = this.column.positionOf(range.startContainer, range.startOffset, false);
    const isCaret = range.startContainer === range.endContainer && range.startOffset === range.endOffset;
    const end = isCaret ? start : this.column.positionOf(range.endContainer, range.endOffset, true);
    if (start === null || end === null) return;
    const [anchor, focus] = document.getSelection().direction === "backward" ? [end, start] : [start, end];
    if (anchor === this.anchor && focus === this.focus) return this.range() && this.showBar();
    this.select(anchor, focus, {reveal: false, keepsPick: start === end});
  }

  // Acts after the release of the same click has read the browser's selection.
  click(event) {
    if (event.target.closest("button")) return;
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
  }

  // The innermost passage first; the next click on the same words takes the next one around it.
  pickAround(mark) {
    const ids = mark.dataset.p.split(" ").map((id) => (this.study.byId.has(Number(id)) ? Number(id) : id));
    this.pick(ids[(ids.indexOf(this.selected) + 1) % ids.length], {moves: false});
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

  nextPassage(step) {
    const {passages} = this.study;
    if (!passages.length) return this.say("There is no passage yet.");
    const at = passages.findIndex((passage) => passage.id === this.selected);
    const here = this.focus ?? this.column.firstInView().from;
    const after = passages.findIndex((passage) => passage.start >= here);
    const next = at >= 0 ? at + step : step > 0 ? after : (after < 0 ? passages.length : after) - 1;
    if (!passages[next]) return this.say(step > 0 ? "This was the last passage." : "This was the first passage.");
    this.pick(passages[next].id);
  }

  change(name, args) {
    const entry = this.study.change(name, args);
    this.hook.lastOperation = {name, arguments: args};
    return entry;
  }

  place(themes) {
    const range = this.range();
    if (!this.canIndex) return this.say(this.remarkWords());
    if (range) this.placeSelection(range, themes);
    else if (this.passage) this.addThemes(this.passage, themes);
    requestAnimationFrame(() => { this.hook.paintedAt = performance.now(); });
  }

  placeSelection({start, end}, themes) {
    const entry = this.change("index_passage", {transcript_id: this.study.transcript.id, start, end, themes});
    this.selected = entry.key;
    this.note = null;
    this.anchor = this.focus = end;
    this.refresh();
    this.showSelection({reveal: false});
    this.say(`Placed ${lineWords(this.passage.lines)} under ${themes.map((id) => this.study.themeName(id)).join(", ")}.`);
  }

  addThemes(passage, themes) {
    const fresh = themes.filter((id) => !passage.themes.includes(id));
    if (!fresh.length) return this.say("The passage is already placed there.");
    this.change("place_passage", {passage_id: passage.id, theme_ids: fresh});
    this.refresh();
    this.say(`Also placed under ${fresh.map((id) => this.study.themeName(id)).join(", ")}.`);
  }

  takeOut(passage, theme) {
    const isLast = passage.themes.length === 1;
    this.change("take_out", {passage_id: passage.id, theme_id: theme});
    this.refresh();
    this.say(`Taken out of ${this.study.themeName(theme)}.${isLast ? " It was the last theme, so the passage is removed." : ""} Undo brings it back.`);
  }

  removePassage(passage) {
    if (!passage || !this.canIndex) return;
    this.change("remove_passage", {passage_id: passage.id});
    this.refresh();
    this.column.node.focus({preventScroll: true});
    this.say(`Passage removed, ${lineWords(passage.lines)}. Undo brings it back.`);
  }

  resize(passage, side, step) {
    if (!passage || !this.canIndex) return;
    const {transcript} = this.study;
    let {start, end} = passage;
    if (side === "start") start = step < 0 ? transcript.previousWordStart(start) : transcript.nextWordStart(start);
    else end = step < 0 ? transcript.previousWordEnd(end) : transcript.nextWordEnd(end);
    if (start >= end) return this.say("A passage needs at least one word.");
    this.study.resize(passage, start, end);
    this.hook.lastOperation = {name: "resize_passage", arguments: {passage_id: passage.id, start, end}};
    this.refresh();
    this.column.reveal(side === "start" ? start : end - 1);
    const quote = transcript.slice(start, end).split(/\s+/);
    this.say(side === "start" ? `Starts with “${quote.slice(0, 3).join(" ")}”` : `Ends with “${quote.slice(-3).join(" ")}”`);
  }

  undo() {
    if (!this.canNote) return;
    this.change("undo", {});
    this.refresh();
    this.say("Undoing the last change.");
  }

  redo() {
    if (!this.canNote) return;
    this.change("redo", {});
    this.refresh();
    this.say("Redoing.");
  }

  panelActions() {
    return {
      pick: (id) => this.pick(id),
      pickNote: (note) => this.pickNote(note),
      letGo: () => { this.letGo(); this.column.node.focus({preventScroll: true}); },
      copy: (passage) => this.copyPassage(passage),
      addTheme: (opener) => this.openPalette(opener),
      takeOut: (passage, theme) => this.takeOut(passage, theme),
      removePassage: (passage) => this.removePassage(passage),
      resize: (passage, side, step) => this.resize(this.passage ?? passage, side, step),
      writeMemo: (passage, text) => this.memoChange("write_memo", {about: "passage", about_id: passage.id, text}, "Memo written."),
      reviseMemo: (memo, text) => this.memoChange("revise_memo", {memo_id: memo.id, text}, "Saved."),
      removeMemo: (memo) => this.memoChange("remove_memo", {memo_id: memo.id}, "Deleted. Undo brings it back."),
    };
  }

  memoChange(name, args, sentence) {
    this.change(name, args);
    this.refresh();
    this.say(sentence);
  }

  // ---- the bar at the selection, the palette, the margin note ----

  showBar() {
    const index = this.canIndex ? this.barButton("Index…", "Enter", () => this.openPalette()) : null;
    const note = this.canNote ? this.barButton("Margin note", "n", () => this.openNote()) : null;
    const copy = this.barButton("Copy with citation", "c", () => this.copyPassage(this.range()));
    this.offered = this.study.recent;
    const recent = this.canIndex ? this.offered.slice(0, 9).map((theme, at) => this.recentButton(theme, at + 1)) : [];
    this.bar.replaceChildren(element("div", {class: "bar-row"}, index, note, copy), element("div", {class: "bar-recent"}, ...recent));
    this.bar.hidden = false;
    this.placeBar();
  }

  barButton(label, key, act) {
    const node = button(label, act);
    node.append(element("kbd", {text: key, "aria-hidden": "true"}));
    return node;
  }

  recentButton(theme, key) {
    return element("button", {type: "button", class: `hue-${theme.colour}`, title: `${theme.number} ${theme.name}`, onclick: () => this.place([theme.id])},
      element("kbd", {text: key, "aria-hidden": "true"}), element("span", {class: "swatch"}), element("span", {class: "number", text: theme.number}), element("span", {class: "name", text: theme.name}));
  }

  placeBar() {
    if (this.bar.hidden) return;
    const range = this.range();
    if (!range) return void (this.bar.hidden = true);
    this.putAtSelection(this.bar, range);
    const view = this.column.node.getBoundingClientRect();
    const {first, last} = this.column.rects(range.start, range.end);
    this.bar.classList.toggle("out-of-view", last.bottom < view.top || first.top > view.bottom);
  }

  // At the end of the selection where the eye is, else above its beginning.
  putAtSelection(box, {start, end}) {
    const {first, last} = this.column.rects(start, end);
    const frame = this.frame.getBoundingClientRect();
    const left = first.top === last.top ? first.left : Math.min(first.left, last.left);
    placeNear(box, {top: first.top, bottom: last.bottom, left}, frame);
  }

  openPalette(opener) {
    if (!this.canIndex) return this.say(this.remarkWords());
    if (!this.range() && !this.passage && !this.selectSentence()) return;
    const place = this.range() ?? this.passage;
    const {first, last} = this.column.rects(place.start, place.end);
    const rect = opener?.getBoundingClientRect() ?? {top: first.top, bottom: last.bottom, left: Math.min(first.left, last.left)};
    this.bar.hidden = true;
    this.palette.open({
      title: `${this.range() ? "Index" : "Add a theme to"} ${lineWords(this.study.transcript.lineLabel(place.start, place.end))}`,
      rect, bounds: this.frame.getBoundingClientRect(), themes: this.data.themes, recent: this.study.recent,
      already: this.range() ? [] : this.passage.themes,
      onPlace: (theme) => this.place([theme.id]),
      onClose: () => this.backToColumn(),
    });
  }

  backToColumn() {
    this.column.node.focus({preventScroll: true});
    this.showSelection({reveal: false});
  }

  openNote() {
    if (!this.canNote) return this.say(this.remarkWords());
    if (!this.range() && !this.selectSentence()) return;
    const range = this.range();
    const close = () => { this.noteBox.hidden = true; this.backToColumn(); };
    const writer = this.panel.writer(`note-${range.start}-${range.end}`, "", `Note on ${lineWords(this.study.transcript.lineLabel(range.start, range.end))}`, (text) => { this.writeNote(range, text); close(); }, close);
    this.noteBox.replaceChildren(writer);
    this.noteBox.hidden = false;
    this.bar.hidden = true;
    this.putAtSelection(this.noteBox, range);
    writer.querySelector("textarea").focus({preventScroll: true});
  }

  writeNote({start, end}, text) {
    this.change("note_in_margin", {transcript_id: this.study.transcript.id, start, end, text});
    this.anchor = this.focus = end;
    this.refresh();
    this.say(`Margin note written at ${lineWords(this.study.transcript.lineLabel(start, end))}.`);
  }

  copyPassage(place) {
    if (!place) return this.say("Nothing is selected.");
    const citation = this.data.citation ?? this.study.transcript.name;
    copyText(this.root, `${this.study.transcript.slice(place.start, place.end)} (${citation.replace(/^\((.*)\)$/, "$1")})`);
    this.say("Copied with its citation.");
    this.column.node.focus({preventScroll: true});
  }

  // Ctrl+C gives the words as they are stored, without line breaks of the screen.
  copied(event) {
    const range = this.range();
    if (!range || this.root.activeElement !== this.column.node) return;
    event.clipboardData.setData("text/plain", this.study.transcript.slice(range.start, range.end));
    event.preventDefault();
  }

  // ---- keys ----

  key(event) {
    const target = event.composedPath()[0];
    const isField = target.matches("input, textarea");
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
  }

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
      Escape: () => this.letGo(), Enter: () => this.openPalette(), "/": () => this.openPalette(),
      n: () => this.openNote(), m: () => this.passage && this.panel.focusMemo(this.passage), c: () => this.copyPassage(this.range() ?? this.passage),
      "[": () => this.resize(this.passage, "start", -1), "{": () => this.resize(this.passage, "start", 1),
      "]": () => this.resize(this.passage, "end", 1), "}": () => this.resize(this.passage, "end", -1),
      Delete: () => this.removePassage(this.passage), Backspace: () => this.removePassage(this.passage),
      u: () => this.undo(), "Ctrl+z": () => this.undo(), "Ctrl+y": () => this.redo(), "Ctrl+Z": () => this.redo(),
      f: () => this.panel.focusFilter(), "?": () => this.help.toggle(),
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [`${digit}`, () => this.placeRecent(digit)])),
    });
  }

  // A key that moves, and the same with Shift that extends.
  moves(name, target, isVertical = false) {
    const act = (extends_) => {
      const goal = isVertical ? this.goal : undefined;
      this.moveTo(target(this.start(), extends_), extends_);
      this.goal = isVertical ? goal ?? this.goal : undefined;
    };
    const shifted = name.startsWith("Ctrl+") ? `Ctrl+Shift+${name.slice(5)}` : `Shift+${name}`;
    return {[name]: () => act(false), [shifted]: () => act(true)};
  }

  // Where a movement starts: at the caret, or at the first turn in view when the caret is out of sight.
  start() {
    if (this.focus !== null && (this.anchor !== this.focus || this.column.isInView(this.focus))) return this.focus;
    this.anchor = this.focus = this.column.firstInView().from;
    return this.focus;
  }

  moveTo(position, extends_) {
    this.select(extends_ ? this.anchor ?? position : position, position);
  }

  moveTurn(step, extends_) {
    const isLost = this.focus === null || (!extends_ && !this.column.isInView(this.focus));
    const here = isLost ? null : this.study.transcript.turnAt(this.focus > this.anchor ? this.focus - 1 : this.focus);
    const turn = here ? this.study.transcript.turns[here.index + step] : this.column.firstInView();
    if (extends_) return this.extendTurn(here ?? turn, turn, step);
    if (!turn) return this.say(step > 0 ? "This is the last turn." : "This is the first turn.");
    this.select(turn.from, turn.from);
  }

  extendTurn(here, next, step) {
    const anchor = this.anchor ?? here.from;
    const edge = step > 0 ? here.to : here.from;
    const isAtEdge = this.focus === edge;
    if (isAtEdge && !next) return;
    this.select(anchor, isAtEdge ? (step > 0 ? next.to : next.from) : edge);
  }

  lineBeside(at, step) {
    const {transcript} = this.study;
    const line = transcript.lineAt(at);
    this.goal ??= at - line.start;
    const next = transcript.lines[line.index + step];
    if (!next) return step > 0 ? transcript.end : transcript.start;
    const wanted = Math.min(next.start + this.goal, next.end - 1);
    const starts = transcript.words(next.turn).map(([start]) => start).filter((start) => start >= next.start && start < next.end);
    return starts.reduce((best, start) => (Math.abs(start - wanted) < Math.abs(best - wanted) ? start : best), starts[0] ?? next.start);
  }

  lineEnd(at) {
    const {transcript} = this.study;
    const line = transcript.lineAt(at);
    return transcript.trimmed(line.start, line.end)?.end ?? line.end;
  }

  selectSentence() {
    const at = this.range() ? Math.max(this.anchor, this.focus) : this.start();
    const [start, end] = this.study.transcript.sentenceAt(at);
    this.select(this.range() ? Math.min(this.anchor, this.focus) : start, end);
    return Boolean(this.range());
  }

  selectTurnHere() {
    const {transcript} = this.study;
    const range = this.range();
    if (!range) return this.selectTurn(transcript.turnAt(this.start()));
    const last = transcript.turnAt(range.end - 1);
    const isWhole = range.end >= (transcript.trimmed(last.from, last.to)?.end ?? last.to);
    const first = transcript.turnAt(range.start);
    this.select(first.from, (isWhole && transcript.turns[last.index + 1] ? transcript.turns[last.index + 1] : last).to);
  }

  placeRecent(digit) {
    const theme = (this.bar.hidden ? this.study.recent : this.offered)[digit - 1]; // what the bar shows, is what the key does
    if (!theme) return this.say(`There is no ${digit}th recent theme.`);
    if (!this.range() && !this.passage) return this.say("Select some words first.");
    this.place([theme.id]);
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

function isSameRange(one, other) {
  return one && other && one.startContainer === other.startContainer && one.startOffset === other.startOffset
    && one.endContainer === other.endContainer && one.endOffset === other.endOffset;
}

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

function isInGutter(event) {
  return event.clientX < event.target.getBoundingClientRect().left + parseFloat(getComputedStyle(event.target).paddingLeft) - 8;
}

// navigator.clipboard exists only on https and localhost.
async function copyText(root, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", {class: "unseen"});
    field.value = text;
    root.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

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
