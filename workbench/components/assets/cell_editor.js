// One cell of a chart beside its evidence. The words being typed belong to the person: news from the study never overwrites
// them (cell_draft.js). Here: the screen, the keys, and going from cell to cell.
import {button, element, plural} from "./elements.js";
import {capital, Draft, newPart, NOT_CHARTED} from "./cell_draft.js";
import {BlockView} from "./cell_block.js";
import {Evidence} from "./cell_evidence.js";
import {Picker} from "./cell_picker.js";

const editors = new WeakMap();

export default function ({data, parentElement, setStateValue}) {
  let editor = editors.get(parentElement);
  if (!editor) editors.set(parentElement, (editor = new CellEditor(parentElement)));
  editor.setStateValue = setStateValue;
  editor.receive(data);
  return () => {
    editor.leave();
    editors.delete(parentElement);
  };
}

const SAYS_NOTHING = ["asked, nothing said", "not asked", "not applicable"];
const DIRECTIONS = {
  left: {sign: "←", key: "ArrowLeft", name: "Theme before"}, right: {sign: "→", key: "ArrowRight", name: "Theme after"},
  up: {sign: "↑", key: "ArrowUp", name: "Case above"}, down: {sign: "↓", key: "ArrowDown", name: "Case below"},
};
const KEYS = {
  "Anywhere": [
    ["Ctrl+Enter", "saves and stays (also Ctrl+S)"], ["Ctrl+Shift+Enter", "saves and opens the next case"], ["Alt+Shift+arrows", "opens the cell beside"],
    ["F6", "goes between evidence and cell"], ["Esc", "closes"],
  ],
  "In the cell": [
    ["[", "links a passage, by lines or words"], ["Alt+S", "adds a summary"], ["Alt+C", "adds a comment"], ["Alt+↑ ↓", "moves the block"], ["Backspace", "deletes an empty block"],
  ],
  "In the evidence": [
    ["j k  ↑ ↓", "next, previous passage"], ["s  S", "selects the next sentence; extends to it"], ["[ ]  { }", "widens, narrows by a word at either end"],
    ["q", "quotes the selected words"], ["l", "links the passage, or takes the link out"],
  ],
};

class CellEditor {
  constructor(root) {
    this.root = root;
    this.drafts = new Map();
    this.views = new Map();
    this.build();
    this.onSettled = (event) => this.settled(event.detail);
    this.onUnload = (event) => { if (this.draft?.unsaved && !this.isFollowing) event.preventDefault(); };
    window.addEventListener("workbench:settled", this.onSettled);
    window.addEventListener("beforeunload", this.onUnload);
  }

  leave() {
    this.evidence.leave();
    window.removeEventListener("workbench:settled", this.onSettled);
    window.removeEventListener("beforeunload", this.onUnload);
    this.node.remove();
  }

  // -- the screen

  build() {
    this.evidence = new Evidence(this);
    this.picker = new Picker();
    this.live = element("div", {class: "unseen", role: "status", "aria-live": "polite"});
    this.node = element("section", {class: "editor", onkeydown: (event) => this.key(event)},
      this.buildHead(), this.buildNotices(), element("div", {class: "panes"}, this.evidence.node, this.buildCell()), this.buildFoot(),
      this.evidence.quoteButton, this.picker.node, this.live);
    this.root.append(this.node);
  }

  buildHead() {
    this.caseName = element("span", {class: "case-name"});
    this.themeName = element("span", {class: "theme-name"});
    this.definition = element("p", {class: "definition"});
    this.goers = Object.fromEntries(Object.entries(DIRECTIONS).map(([way, {sign, name}]) =>
      [way, button(sign, () => this.go(way), {class: "square", "aria-label": name, title: `${name} (Alt+Shift+${sign})`})]));
    this.keysButton = button("Keys", () => this.toggleKeys(), {"aria-expanded": "false"});
    return element("header", {class: "head"},
      element("div", {class: "titles"}, element("h2", {}, this.caseName, this.themeName), this.definition),
      element("div", {class: "ways"}, element("span", {class: "goers", role: "group", "aria-label": "Cells beside"}, ...Object.values(this.goers)),
        this.keysButton, button("Close", () => this.close(), {title: "Esc"})));
  }

  buildNotices() {
    const row = ([key, what]) => element("div", {}, element("dt", {text: key}), element("dd", {text: what}));
    this.keys = element("div", {class: "keys", hidden: true}, ...Object.entries(KEYS).map(([where, keys]) =>
      element("section", {}, element("h3", {text: where}), element("dl", {}, ...keys.map(row)))));
    this.notices = element("div", {class: "notices"});
    this.question = element("div", {class: "question", role: "alertdialog", "aria-label": "Unsaved words", hidden: true});
    return element("div", {class: "above"}, this.keys, this.notices, this.question);
  }

  buildCell() {
    this.meanwhile = element("section", {class: "meanwhile", "aria-label": "What somebody else wrote meanwhile", hidden: true});
    this.blankNote = element("div", {class: "blank-note", hidden: true});
    this.blocks = element("div", {class: "blocks"});
    this.adders = element("div", {class: "adders"},
      button("Add summary", () => this.add("summary"), {title: "Alt+S"}), button("Add comment", () => this.add("comment"), {title: "Alt+C"}));
    this.hints = element("ul", {class: "hints", "aria-label": "Remarks"});
    this.cellTitle = element("h3", {class: "pane-title"});
    this.cell = element("section", {class: "cell", "aria-label": "Cell"}, this.cellTitle, this.meanwhile, this.blankNote, this.blocks, this.adders, this.hints);
    return this.cell;
  }

  buildFoot() {
    this.saveButton = button("Save", () => this.save(), {class: "primary", title: "Ctrl+Enter"});
    this.saveNextButton = button("Save and next case ↓", () => this.saveAndNext(), {title: "Ctrl+Shift+Enter"});
    this.state = element("span", {class: "state"});
    this.reason = element("select", {onchange: () => this.leaveBlank()});
    this.reasonHint = element("span", {class: "reason-hint", id: "reason-hint"});
    this.reason.setAttribute("aria-describedby", "reason-hint");
    this.blankLabel = element("label", {class: "blank"}, element("span", {text: "Leave blank because…"}), this.reason);
    this.foot = element("footer", {class: "foot"}, this.saveButton, this.saveNextButton, this.state, this.blankLabel, this.reasonHint);
    return this.foot;
  }

  // Where a box may be put: within the editor and the window.
  bounds() {
    const {top, left, right, bottom} = this.node.getBoundingClientRect();
    return {top, left, right, bottom: Math.min(bottom, window.innerHeight)};
  }

  // -- data in

  receive(payload) {
    if (payload === this.payload || !payload) return;
    this.payload = payload;
    const data = payload instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(payload)) : payload;
    const name = `${data.case.id}:${data.theme.id}`;
    const isOther = name !== this.name;
    if (isOther) this.enter(name);
    let draft = this.drafts.get(name);
    if (draft) this.tell(draft, draft.receive(data), isOther);
    else this.drafts.set(name, (draft = new Draft(data)));
    this.draft = draft;
    this.mayWrite = data.may_write;
    this.draw();
    if (isOther) this.arrive();
  }

  enter(name) {
    this.name = name;
    this.current = null;
    this.picker.close();
    this.answer();
    this.cell.scrollTop = this.evidence.node.scrollTop = 0;
  }

  // The person came here to write; but never take the focus from another field of the page.
  arrive() {
    this.say(`${this.draft.title} ${this.draft.data.theme.name}`);
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (!isTyping) this.focusCell();
  }

  tell(draft, outcome, isOther) {
    if (isOther) return;
    const who = draft.latest.written?.person ?? "Somebody";
    if (outcome === "adopted") this.say(`${who} has changed this cell; what you see is new.`);
    if (outcome === "conflict") this.say(`${who} has written this cell meanwhile. Your words are kept: compare both and decide.`);
  }

  settled(answer) {
    for (const draft of this.drafts.values()) {
      if (draft.waiting?.id !== answer.id) continue;
      const outcome = draft.settled(answer);
      if (draft === this.draft) this.tell(draft, outcome, false);
      if (answer.ok) this.say(`${draft.title} saved.`);
      this.draw();
    }
  }

  // -- drawing

  draw() {
    const {draft, draft: {data}} = this;
    this.current = draft.parts.some((part) => part.key === this.current) ? this.current : draft.parts[0]?.key ?? null;
    this.node.ariaLabel = `Cell: ${data.case.name}, ${data.theme.number} ${data.theme.name}`;
    this.caseName.textContent = data.case.name;
    this.themeName.textContent = `${data.theme.number} ${data.theme.name}`;
    this.definition.textContent = data.theme.definition || "";
    for (const [way, goer] of Object.entries(this.goers)) goer.disabled = !data.neighbours?.[way];
    this.evidence.draw(draft, this.mayWrite, this.currentPart);
    this.drawMeanwhile();
    this.drawBlocks();
    this.drawBlankNote();
    this.drawNotices();
    this.drawFoot();
    this.publish();
  }

  get currentPart() { return this.draft.part(this.current) ?? null; }

  drawBlocks() {
    const {draft} = this;
    const isEmpty = draft.blank && !draft.hasWords && !this.blocks.contains(this.root.activeElement);
    const shown = isEmpty ? [] : draft.parts;
    for (const [key, view] of this.views) if (!shown.some((part) => part.key === key)) this.dropBlock(key, view);
    shown.forEach((part, index) => {
      if (!this.views.has(part.key)) this.views.set(part.key, new BlockView(this, part));
      const view = this.views.get(part.key);
      if (this.blocks.children[index] !== view.node) this.place(view, index);
      view.draw(draft, this.mayWrite);
      view.node.classList.toggle("current", part.key === this.current && this.mayWrite);
    });
    this.blocks.classList.toggle("aside", Boolean(draft.blank));
    this.adders.hidden = !this.mayWrite;
    this.cellTitle.textContent = draft.blank ? "Left blank" : draft.hasWords ? plural(draft.words(), "word") : capital(NOT_CHARTED);
    const hints = this.mayWrite ? draft.hints() : [];
    if (hints.join() !== this.drawnHints) this.hints.replaceChildren(...hints.map((text) => element("li", {text})));
    this.drawnHints = hints.join();
  }

  dropBlock(key, view) {
    view.node.remove();
    this.views.delete(key);
  }

  // Moving a node takes its focus away; the caret goes back to where it was.
  place(view, index) {
    const focused = this.root.activeElement;
    const moved = view.node.contains(focused);
    const {selectionStart, selectionEnd} = view.text;
    this.blocks.insertBefore(view.node, this.blocks.children[index] ?? null);
    if (!moved) return;
    focused.focus();
    if (focused === view.text) view.text.setSelectionRange(selectionStart, selectionEnd);
  }

  drawBlankNote() {
    const {draft} = this;
    this.blankNote.hidden = !draft.blank;
    if (!draft.blank) return;
    const words = draft.words();
    const sentence = draft.hasWords
      ? `Saving leaves this cell blank (“${draft.blank}”) and takes out the ${words ? plural(words, "word") : "comment"} below. Undo brings them back.`
      : `This cell is left blank: ${draft.blank}.`;
    this.blankNote.replaceChildren(element("p", {text: sentence}));
    if (this.mayWrite) this.blankNote.append(button(draft.hasWords ? "Keep the words" : "Write instead", () => this.writeInstead()));
  }

  drawMeanwhile() {
    const {theirs} = this.draft;
    this.meanwhile.hidden = !theirs;
    if (!theirs) return this.meanwhile.replaceChildren();
    const {person = "somebody else", at = ""} = theirs.written ?? {};
    const did = theirs.blank ? `left it blank: ${theirs.blank}` : "wrote:";
    this.meanwhile.replaceChildren(
      element("p", {}, element("strong", {text: `Meanwhile ${person} ${did}`}), at ? element("span", {class: "at", text: ` ${at}`}) : null),
      ...theirs.parts.map((part) => element("p", {class: `theirs ${part.kind}`, text: said(part)})),
      element("p", {class: "actions"},
        button("Keep mine", () => this.keepMine(), {title: "Saves your words over theirs; theirs stay in the history"}),
        button("Take theirs", () => this.takeTheirs(), {title: "Your words can be brought back until you go on writing"})));
  }

  drawNotices() {
    const {draft} = this;
    const elsewhere = [...this.drafts].filter(([name, other]) => name !== this.name && other.refusal);
    const sentences = [
      !this.mayWrite && ["You can read this cell, but not change it."],
      draft.refusal && !draft.theirs && [draft.refusal, "refusal"],
      draft.restored && ["Unsaved draft restored.", "", ["Discard it", () => this.discard()]],
      draft.aside && [draft.aside.says, "", ["Bring it back", () => this.bringBack()]],
      ...elsewhere.map(([name, other]) => [`${other.title} was not saved: ${other.refusal} Your words are kept.`, "refusal", ["Go there", () => this.ask(name)]]),
    ].filter(Boolean);
    const drawn = JSON.stringify(sentences);
    if (drawn === this.drawnNotices) return;
    this.drawnNotices = drawn;
    this.notices.replaceChildren(...sentences.map(([text, kind = "", act]) =>
      element("p", {class: `notice ${kind}`, role: kind ? "alert" : null}, element("span", {text}), act ? button(...act) : null)));
  }

  drawFoot() {
    const {draft, draft: {data}} = this;
    for (const part of [this.saveButton, this.saveNextButton, this.blankLabel, this.reasonHint]) part.hidden = !this.mayWrite;
    this.saveButton.disabled = !draft.unsaved || Boolean(draft.theirs);
    this.saveNextButton.disabled = !data.neighbours?.down || Boolean(draft.theirs);
    this.saveNextButton.textContent = draft.unsaved ? "Save and next case ↓" : "Next case ↓";
    this.state.textContent = this.stateInWords();
    this.state.classList.toggle("unsaved", draft.unsaved);
    this.drawReasons();
  }

  stateInWords() {
    const {draft} = this;
    if (draft.theirs) return "Compare both and decide";
    if (draft.unsaved) return "Unsaved changes";
    if (draft.waiting) return "Saving…";
    const {written} = draft.base;
    if (written) return `Saved · ${written.person}, ${written.at}`;
    return draft.base.seen ? "Saved" : "Nothing written yet";
  }

  // The reasons that say nothing was said are not offered where passages show that something was.
  drawReasons() {
    const {draft, draft: {data}} = this;
    const isOffered = (reason) => !data.passages.length || !SAYS_NOTHING.includes(reason) || reason === draft.blank;
    const offered = data.reasons.filter(isOffered);
    const isWritten = draft.hasWords && !draft.blank;
    const options = isWritten ? ["", ...offered] : offered;
    if (options.join() !== [...this.reason.options].map((option) => option.value).join())
      this.reason.replaceChildren(...options.map((reason) => element("option", {value: reason, text: reason || "– it is written –"})));
    this.reason.value = isWritten ? "" : draft.blank ?? NOT_CHARTED;
    const hint = offered.length < data.reasons.length ? `Not offered: that nothing was said, asked or applicable. ${plural(data.passages.length, "passage")} here ${data.passages.length === 1 ? "shows" : "show"} otherwise.` : "";
    this.reasonHint.textContent = hint;
    this.foot.classList.toggle("written", isWritten);
  }

  // -- writing

  enterBlock(key) {
    if (this.current === key) return;
    this.current = key;
    this.views.forEach((view, other) => view.node.classList.toggle("current", other === key && this.mayWrite));
    this.evidence.draw(this.draft, this.mayWrite, this.currentPart);
  }

  write(key, text) {
    this.draft.write(key, text);
    this.draw();
  }

  add(kind) {
    const part = this.draft.insert(newPart(kind), this.current);
    this.current = part.key;
    this.draft.blank = this.draft.hasWords ? this.draft.blank : null;
    this.draw();
    this.views.get(part.key).text.focus();
    this.say(`${capital(this.draft.name(part))} added.`);
  }

  addQuote(passage, words) {
    const part = this.draft.insert(newPart("verbatim", words, [passage]), this.lastQuoteAfter(this.current));
    this.draw();
    this.views.get(part.key).node.scrollIntoView({block: "nearest"});
    this.say(`Quoted: ${plural(words.split(/\s+/).length, "word")} from lines ${this.linesOf(passage)}.`);
  }

  // Quotations follow the block they go with in the order they were made.
  lastQuoteAfter(key) {
    const {parts} = this.draft;
    let at = parts.findIndex((part) => part.key === key);
    while (parts[at + 1]?.kind === "verbatim") at += 1;
    return parts[at]?.key;
  }

  removeBlock(key) {
    const {draft} = this;
    const at = draft.parts.findIndex((part) => part.key === key);
    const name = draft.name(draft.part(key));
    draft.remove(key);
    if (!draft.parts.length) draft.parts = [newPart("summary")];
    this.current = draft.parts[Math.max(0, at - 1)].key;
    this.draw();
    this.focusCell(true);
    this.say(`${capital(name)} deleted.`);
  }

  moveBlock(key, by) {
    if (!this.draft.move(key, by)) return;
    this.draw();
    const at = this.draft.parts.findIndex((part) => part.key === key);
    this.say(`Block ${at + 1} of ${this.draft.parts.length}.`);
  }

  leaveBlank() {
    this.draft.leaveBlank(this.reason.value);
    this.draw();
    this.say(this.draft.blank ? `Blank: ${this.draft.blank}. Save to keep it so.` : "");
  }

  writeInstead() {
    this.draft.blank = null;
    if (!this.draft.parts.length) this.draft.parts = [newPart("summary")];
    this.draft.remember();
    this.draw();
    this.focusCell();
  }

  bringBack() {
    this.draft.bringBack();
    this.draw();
    this.focusCell(true);
  }

  discard() {
    this.draft.discard();
    this.draw();
    this.say("The draft is put aside.");
    this.focusCell();
  }

  // -- links between blocks and passages

  linesOf(id) { return this.draft.data.passages.find((passage) => passage.id === id)?.lines ?? ""; }

  showPassage(id) { this.evidence.show(id); }

  link(key, id, linked) {
    this.draft.link(key, id, linked);
    this.draw();
    this.say(`Lines ${this.linesOf(id)} ${linked ? "linked to" : "taken out of"} ${this.draft.name(this.draft.part(key))}.`);
  }

  unlink(view, id) {
    this.link(view.key, id, false);
    (view.refs.querySelector(".take-out") ?? view.text).focus();
  }

  toggleLink(id) {
    if (!this.currentPart || this.draft.blank) {
      this.draft.blank = null;
      this.current = this.draft.insert(newPart("summary")).key;
    }
    const {key, passages} = this.draft.linkTarget(this.currentPart);
    this.link(key, id, !passages.includes(id));
  }

  openLinks(key, anchor) {
    const linked = () => this.draft.part(key).passages;
    this.picker.open({
      passages: this.draft.data.passages, linked, anchor: anchor.getBoundingClientRect(), bounds: this.bounds(),
      onPick: ({id}) => this.link(key, id, !linked().includes(id)), onClose: () => anchor.focus({preventScroll: true}),
    });
  }

  // A "[" being typed opens the passages; what follows it narrows them, until one is picked or none answers.
  followBracket(view) {
    const query = bracketBefore(view.text);
    if (query === null || !this.draft.data.passages.length || this.draft.part(view.key).kind === "verbatim") return this.picker.close();
    const isNew = !this.picker.isOpen && query === "";
    if (isNew) this.picker.open({
      passages: this.draft.data.passages, linked: () => this.draft.part(view.key).passages, input: view.text,
      anchor: view.grow.getBoundingClientRect(), bounds: this.bounds(), onPick: ({id}) => this.pickAtBracket(view, id),
    });
    else if (this.picker.isOpen && !this.picker.find(query)) this.picker.close();
  }

  pickAtBracket(view, id) {
    const {text} = view;
    const at = text.value.lastIndexOf("[", text.selectionStart - 1);
    text.setRangeText("", at, text.selectionStart, "end");
    this.draft.write(view.key, text.value);
    this.link(view.key, id, true);
  }

  leftBlock() {
    if (this.picker.isOpen && !this.picker.stays) this.picker.close();
  }

  // -- keys

  // Streamlit listens for letters and Escape on the whole page: no key leaves the editor.
  key(event) {
    event.stopPropagation();
    if (event.defaultPrevented || event.isComposing) return;
    const act = this.actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actOf({key, code, ctrlKey, metaKey, altKey, shiftKey}) {
    const control = ctrlKey || metaKey;
    if (key === "Enter" && control) return () => (shiftKey ? this.saveAndNext() : this.save());
    if (control && !altKey && !shiftKey && key === "s") return () => this.save();
    const way = altKey && shiftKey && Object.keys(DIRECTIONS).find((name) => DIRECTIONS[name].key === key);
    if (way) return () => this.go(way);
    if (altKey && !control && !shiftKey && this.mayWrite && code === "KeyS") return () => this.add("summary");
    if (altKey && !control && !shiftKey && this.mayWrite && code === "KeyC") return () => this.add("comment");
    if (key === "F6") return () => (this.cell.contains(this.root.activeElement) ? this.evidence.focus() : this.focusCell());
    if (key === "Escape") return () => this.escape();
    return null;
  }

  blockKey(event, view) {
    if (event.isComposing) return;
    if (this.picker.isOpen && !this.picker.stays && this.picker.key(event)) return;
    const moves = event.altKey && !event.shiftKey && !event.ctrlKey && {ArrowUp: -1, ArrowDown: 1}[event.key];
    const deletes = event.key === "Backspace" && !view.text.value && this.draft.parts.length > 1 && !event.repeat;
    if (!this.mayWrite || (!moves && !deletes)) return;
    event.preventDefault();
    if (moves) this.moveBlock(view.key, moves);
    else this.removeBlock(view.key);
  }

  escape() {
    if (this.picker.isOpen) return this.picker.close();
    if (!this.question.hidden) return this.answer(() => this.focusCell(true));
    if (!this.keys.hidden) return this.toggleKeys();
    this.close();
  }

  focusCell(stay = false) {
    const view = this.views.get(this.current) ?? this.views.values().next().value;
    const target = view?.text ?? (this.draft.blank && this.mayWrite ? this.reason : this.keysButton);
    target.focus({preventScroll: !stay});
    if (!stay && view) view.text.setSelectionRange(view.text.value.length, view.text.value.length);
  }

  toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
    this.keysButton.setAttribute("aria-expanded", String(!this.keys.hidden));
  }

  // -- saving and leaving

  // False where something stands in the way of saving.
  save() {
    const {draft} = this;
    if (!this.mayWrite) return false;
    if (draft.theirs) return this.refuse("Compare both texts and decide first: “Keep mine” or “Take theirs”.", this.meanwhile.querySelector("button"));
    const wrong = draft.content.blank ? null : draft.parts.find((part) => draft.isMisquoted(part));
    if (wrong) return this.refuse(`Not saved: ${draft.name(wrong)} is not letter for letter.`, this.views.get(wrong.key).text);
    if (draft.unsaved) draft.save();
    else this.say("There is nothing new to save.");
    this.draw();
    return true;
  }

  refuse(sentence, focused) {
    focused?.focus();
    this.say(sentence);
    return false;
  }

  saveAndNext() {
    if (!this.draft.data.neighbours?.down) return this.save() && this.say("Saved. This is the last case.");
    if (!this.draft.unsaved || this.save()) this.ask(this.draft.data.neighbours.down);
  }

  keepMine() {
    this.draft.keepMine();
    this.draw();
    this.focusCell(true);
    this.say("Your words are being saved over theirs.");
  }

  takeTheirs() {
    this.draft.discard();
    this.draw();
    this.focusCell();
    this.say("Their words are in the cell; yours are put aside.");
  }

  go(way) {
    const next = this.draft.data.neighbours?.[way];
    if (!next) return this.say(`There is no cell there: ${DIRECTIONS[way].name.toLowerCase()}.`);
    this.leaveFor(() => this.ask(next));
  }

  close() {
    this.leaveFor(() => this.setStateValue("closed", Date.now()));
  }

  // Never the same value twice, so that the page hears it when the same cell is asked for again.
  ask(name) {
    this.setStateValue("go", `${name}#${Date.now()}`);
  }

  leaveFor(leave) {
    if (!this.mayWrite || !this.draft.unsaved) return leave();
    const saveFirst = button("Save and go on", () => this.answer(() => this.save() && leave()), {class: "primary"});
    this.question.replaceChildren(element("span", {text: "There are unsaved words in this cell."}), saveFirst,
      button("Go without saving", () => this.answer(() => this.forget(leave))), button("Stay", () => this.answer(() => this.focusCell(true)), {title: "Esc"}));
    this.question.hidden = false;
    saveFirst.focus();
  }

  // A draft waits for the person's return from the transcript; only closing the window would lose it.
  followLink() {
    this.isFollowing = true;
    setTimeout(() => { this.isFollowing = false; }, 2000);
  }

  forget(leave) {
    this.draft.discard();
    this.draft.aside = null;
    this.draw();
    leave();
  }

  answer(act = () => {}) {
    this.question.hidden = true;
    this.question.replaceChildren();
    act();
  }

  // -- telling

  say(sentence) {
    this.live.textContent = sentence;
  }

  publish() {
    const {draft} = this;
    this.root.host.workbench = Object.freeze({
      ready: true, kind: "cell", cell: this.name, seen: draft.base.seen, blocks: draft.parts.length, blank: draft.blank, passages: draft.data.passages.length,
      unsaved: draft.unsaved, waiting: Boolean(draft.waiting), conflict: Boolean(draft.theirs), restored: Boolean(draft.restored), hints: draft.hints(), state: this.state.textContent,
    });
  }
}

// What stands between the last open bracket and the caret, if it can still be a search.
function bracketBefore({value, selectionStart, selectionEnd}) {
  const [, query] = selectionStart === selectionEnd ? value.slice(0, selectionStart).match(/\[([^[\]\n]{0,30})$/) ?? [] : [];
  return query ?? null;
}

const said = ({kind, text}) => (kind === "verbatim" ? `“${text}”` : kind === "comment" ? `Comment: ${text}` : text);
