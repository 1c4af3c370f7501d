// What a person changes here: each method sends an operation and shows what comes of it at once.
import {lineWords} from "./transcript_panel.js";

// These are methods of the view.
export const changing = {
  change(name, args) {
    const entry = this.study.change(name, args);
    this.hook.lastOperation = {name, arguments: args};
    return entry;
  },

  place(themes) {
    const range = this.range();
    if (!this.canIndex) return this.say(this.remarkWords());
    if (range || this.passage) this.placedLast = themes;
    if (range) this.placeSelection(range, themes);
    else if (this.passage) this.addThemes(this.passage, themes);
    requestAnimationFrame(() => { this.hook.paintedAt = performance.now(); });
  },

  placeSelection({start, end}, themes) {
    this.madeHere(this.change("index_passage", {transcript_id: this.study.transcript.id, start, end, themes}), end);
    this.say(`Placed ${lineWords(this.passage.lines)} under ${themes.map((id) => this.study.themeName(id)).join(", ")}.`);
  },

  // A new passage is picked, the caret behind it.
  madeHere(entry, caret) {
    this.selected = entry.key;
    this.note = null;
    this.anchor = this.focus = caret;
    this.refresh();
    this.showSelection({reveal: false});
  },

  placeByKey(digit) {
    const theme = (this.bar.hidden ? this.study.onKeys : this.offered)[digit - 1]; // what the bar shows, is what the key does
    if (!theme) return this.say(`The key ${digit} has no theme yet: keep one under it with Alt+${digit} in the palette.`);
    if (!this.range() && !this.passage) return this.say("Select some words first.");
    this.place([theme.id]);
  },

  // Under the theme of the last placement, once more.
  placeAgain() {
    const themes = (this.placedLast ?? [this.study.recent[0]?.id]).filter((id) => this.study.open([id]).length);
    if (!themes.length) return this.say("Nothing has been placed yet.");
    if (!this.range() && !this.passage) return this.say("Select some words first.");
    this.place(themes);
  },

  // A new sub-theme in the participant's words, and the words under it.
  nameInVivo(parent, name) {
    const {start, end} = this.range();
    this.madeHere(this.change("in_vivo", {transcript_id: this.study.transcript.id, start, end, parent_id: parent.id, name}), end);
    this.say(`Placed ${lineWords(this.passage.lines)} under the new sub-theme “${name}” of ${parent.number} ${parent.name}.`);
  },

  pin(theme, position) {
    const isThere = this.study.pins[position] === theme.id;
    this.change(isThere ? "unpin_theme" : "pin_theme", isThere ? {theme_id: theme.id} : {theme_id: theme.id, position});
    this.refresh();
    this.say(isThere ? `The key ${position + 1} is free.` : `${theme.number} ${theme.name} is under the key ${position + 1}.`);
    return this.study.pins;
  },

  mark(passage, marks) {
    if (!this.canIndex) return;
    this.change("mark_passage", {passage_id: passage.id, ...marks});
    this.refresh();
    this.say(this.panel.asides({...this.passage, memos: []}).join(", ") || "No marks.");
  },

  strengthen(by) {
    const {passage} = this;
    if (!passage) return;
    const strength = Math.min(3, Math.max(0, (passage.strength ?? 0) + by));
    if (strength === (passage.strength ?? 0)) this.say(strength ? "Strength 3 is the most." : "It has no strength.");
    else this.mark(passage, {strength});
  },

  // At the caret: the second half becomes a passage of its own.
  split(passage) {
    if (!passage || !this.canIndex) return;
    const {transcript} = this.study;
    const at = this.focus;
    const isWithin = at > passage.start && at < passage.end && transcript.trimmed(passage.start, at) && transcript.trimmed(at, passage.end);
    if (!isWithin) return this.say("Put the caret between two words of the passage first, with the arrow keys or the mouse.");
    const entry = this.change("split_passage", {passage_id: passage.id, at});
    this.selected = entry.key;
    this.anchor = this.focus = transcript.trimmed(at, passage.end).start;
    this.refresh();
    this.showSelection({reveal: false});
    this.column.node.focus({preventScroll: true});
    this.say("Split in two. Undo makes it one again.");
  },

  // What is thought of talk under no theme; then on to the next.
  triage(verdict) {
    if (!this.canIndex) return;
    const range = this.range();
    if (this.judgedHere()) return this.untriage();
    if (!range || !this.darkHere()) return this.say("Go to talk under no theme first (d).");
    this.change("triage", {transcript_id: this.study.transcript.id, ...range, verdict});
    this.anchor = this.focus = range.start;
    this.refresh();
    this.say(`Judged: ${verdict}.`);
    if (this.study.dark.length) this.nextDark(1);
    else this.showSelection({reveal: false});
  },

  untriage() {
    const [start, end] = this.judgedHere();
    this.change("untriage", {transcript_id: this.study.transcript.id, start, end});
    this.refresh();
    this.showSelection({reveal: false});
    this.say("Under no theme again.");
  },

  addThemes(passage, themes) {
    const fresh = themes.filter((id) => !passage.themes.includes(id));
    if (!fresh.length) return this.say("The passage is already placed there.");
    this.change("place_passage", {passage_id: passage.id, theme_ids: fresh});
    this.refresh();
    this.say(`Also placed under ${fresh.map((id) => this.study.themeName(id)).join(", ")}.`);
  },

  takeOut(passage, theme) {
    const isLast = passage.themes.length === 1;
    this.change("take_out", {passage_id: passage.id, theme_id: theme});
    this.refresh();
    this.say(`Taken out of ${this.study.themeName(theme)}.${isLast ? " It was the last theme, so the passage is removed." : ""} Undo brings it back.`);
  },

  removePassage(passage) {
    if (!passage || !this.canIndex) return;
    this.change("remove_passage", {passage_id: passage.id});
    this.refresh();
    this.column.node.focus({preventScroll: true});
    this.say(`Passage removed, ${lineWords(passage.lines)}. Undo brings it back.`);
  },

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
  },

  undo() {
    if (!this.canNote) return;
    this.change("undo", {});
    this.refresh();
    this.say("Undoing the last change.");
  },

  redo() {
    if (!this.canNote) return;
    this.change("redo", {});
    this.refresh();
    this.say("Redoing.");
  },

  panelActions() {
    return {
      place: (adrift) => this.beginPlacing(adrift),
      pick: (id) => this.pick(id),
      pickNote: (note) => this.pickNote(note),
      goTo: (place) => this.goTo(place),
      mark: (passage, marks) => this.mark(this.passage ?? passage, marks),
      split: (passage) => this.split(this.passage ?? passage),
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
  },

  memoChange(name, args, sentence) {
    this.change(name, args);
    this.refresh();
    this.say(sentence);
  },
};
