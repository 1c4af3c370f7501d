// One cell of a chart beside its evidence. The words being typed belong to the person: news from the study never overwrites
// them (cell_draft.js). Here: what the parts of the screen have in common, the keys, saving, and going from cell to cell.
import {element} from "./elements.js";
import {Draft} from "./cell_draft.js";
import {Changed} from "./cell_changed.js";
import {Evidence} from "./cell_evidence.js";
import {Foot} from "./cell_foot.js";
import {Guides} from "./cell_guides.js";
import {Head} from "./cell_head.js";
import {History} from "./cell_history.js";
import {holdFocus} from "./hold_focus.js";
import {actOf, actOfBlock, DIRECTIONS} from "./cell_keys.js";
import {Linking} from "./cell_linking.js";
import {Meanwhile, Notices, Question} from "./cell_notices.js";
import {Review} from "./cell_review.js";
import {Writing} from "./cell_writing.js";

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

class CellEditor {
  constructor(root) {
    this.root = root;
    this.drafts = new Map();
    this.views = new Map();
    this.build();
    this.letGo = holdFocus(root, () => this.placeToWrite().target);
    this.onSettled = (event) => this.settled(event.detail);
    this.onUnload = (event) => { if (this.draft?.unsaved && !this.isFollowing) event.preventDefault(); };
    window.addEventListener("workbench:settled", this.onSettled);
    window.addEventListener("beforeunload", this.onUnload);
  }

  leave() {
    this.letGo();
    this.tellWhich(null);
    this.evidence.leave();
    window.removeEventListener("workbench:settled", this.onSettled);
    window.removeEventListener("beforeunload", this.onUnload);
    this.node.remove();
  }

  // -- the screen

  // Each part has a `node` and draws itself from the draft and the payload.
  build() {
    this.head = new Head(this);
    this.notices = new Notices(this);
    this.changed = new Changed(this);
    this.question = new Question(this);
    this.evidence = new Evidence(this);
    this.meanwhile = new Meanwhile(this);
    this.writing = new Writing(this);
    this.guides = new Guides(this);
    this.review = new Review(this);
    this.linking = new Linking(this);
    this.history = new History(this);
    this.foot = new Foot(this);
    this.live = element("div", {class: "unseen", role: "status", "aria-live": "polite"});
    this.cell = element("section", {class: "cell", "aria-label": "Cell"}, this.review.bar, this.meanwhile.node, this.writing.node, this.guides.node, this.review.node);
    this.node = element("section", {class: "editor", onkeydown: (event) => this.key(event)}, this.head.node,
      element("div", {class: "above"}, this.head.keys, this.notices.node, this.changed.node, this.question.node),
      element("div", {class: "panes"}, this.evidence.node, this.cell), this.foot.node,
      this.evidence.quoteButton, this.linking.picker.node, this.history.node, this.live);
    this.root.append(this.node);
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
    if (data.person !== this.person) this.drafts.clear();
    this.person = data.person;
    const name = `${data.case.id}:${data.theme.id}`;
    const isOther = name !== this.name;
    if (isOther) this.enter(name);
    let draft = this.drafts.get(name);
    if (draft) this.tell(draft, draft.receive(data), isOther);
    else this.drafts.set(name, (draft = new Draft(data)));
    this.draft = draft;
    this.mayWrite = data.may_write;
    this.draw();
    if (isOther) this.tellWhich(name);
    if (isOther) this.arrive();
  }

  // To the matrix on the page, also to one that comes later.
  tellWhich(name) {
    window.__workbenchCell = name;
    window.dispatchEvent(new CustomEvent("workbench:cell", {detail: name}));
  }

  enter(name) {
    this.name = name;
    this.current = null;
    this.linking.picker.close();
    this.question.answer();
    this.cell.scrollTop = this.evidence.node.scrollTop = 0;
  }

  // The person came here to write; but never take the focus from another field of the page.
  arrive() {
    this.say(`${this.draft.title} ${this.draft.data.theme.name}`);
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    const goesThroughList = document.activeElement?.workbench?.kind === "review"; // with its "Next"
    if (!isTyping && !goesThroughList) this.focusCell();
  }

  tell(draft, outcome, isOther) {
    if (isOther) return;
    const who = draft.latest.written?.person ?? "Somebody";
    if (outcome === "adopted") this.say(`${who} has changed this cell; what you see is new.`);
    if (outcome === "conflict") this.say(`${who} has written this cell meanwhile. Your words are kept: compare both and decide.`);
  }

  settled(answer) {
    for (const side of [this.changed, this.review]) side.settled(answer);
    for (const draft of this.drafts.values()) {
      if (!answer.ok) draft.judgementRefused(answer.id);
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
    this.head.draw(data);
    for (const part of [this.writing, this.evidence, this.notices, this.meanwhile, this.guides, this.foot, this.changed, this.review, this.history]) part.draw(draft, data);
    this.publish();
  }

  get currentPart() { return this.draft.part(this.current) ?? null; }
  get focused() { return this.root.activeElement; }

  // -- writing

  enterBlock(key) {
    if (this.current === key) return;
    this.current = key;
    this.views.forEach((view, other) => view.node.classList.toggle("current", other === key && this.mayWrite));
    this.evidence.draw(this.draft);
  }

  caretMoved() {
    this.evidence.drawTargets(this.draft);
  }

  write(key, text, caret, undoes = false) {
    this.draft.write(key, text, caret, undoes);
    this.draw();
  }

  showPassage(id) { this.evidence.show(id); }

  selectStretch(key, stretch) { this.views.get(key)?.select(stretch); }

  // A guide is settled in a cell: one that was never saved is saved first.
  settleGuide(guide, settled) {
    const {draft} = this;
    if (!draft.base.seen && !draft.waiting && (!draft.hasWords || !this.save())) return this.say("Save the cell first: a guide is settled in a cell.");
    draft.settleGuide(guide, settled);
    this.draw();
    this.say(settled ? "Settled: it is meant so." : "It is remarked again.");
  }

  // -- keys

  // Streamlit listens for letters and Escape on the whole page: no key leaves the editor.
  key(event) {
    event.stopPropagation();
    if (event.defaultPrevented || event.isComposing) return;
    const act = actOf(event, this);
    if (!act) return;
    event.preventDefault();
    act();
  }

  blockKey(event, view) {
    if (event.isComposing) return;
    const {picker} = this.linking;
    if (picker.isOpen && !picker.stays && picker.key(event)) return;
    const act = this.mayWrite && actOfBlock(event, this, view);
    if (!act) return;
    event.preventDefault();
    act();
  }

  escape() {
    if (this.linking.picker.isOpen) return this.linking.picker.close();
    if (this.question.isOpen) return this.question.stay();
    if (!this.head.keys.hidden) return this.head.toggleKeys();
    this.close();
  }

  placeToWrite() {
    const view = this.views.get(this.current) ?? this.views.values().next().value;
    return {view, target: view?.text ?? (this.draft.blank && this.mayWrite ? this.foot.reason : this.head.keysButton)};
  }

  focusCell(stay = false) {
    const {view, target} = this.placeToWrite();
    target.focus({preventScroll: !stay});
    if (!stay && view) view.text.setSelectionRange(view.text.value.length, view.text.value.length);
  }

  // -- saving and leaving

  // False where something stands in the way of saving.
  save() {
    const {draft} = this;
    if (!this.mayWrite) return false;
    if (draft.theirs) return this.refuse("Compare both texts and decide first: “Keep mine” or “Take theirs”.", this.meanwhile.node.querySelector("button"));
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
    if (this.mayWrite && this.draft.unsaved) this.question.ask(leave);
    else leave();
  }

  // A draft waits for the person's return from the transcript.
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

  // -- telling

  say(sentence) {
    this.live.textContent = sentence;
  }

  publish() {
    const {draft} = this;
    this.root.host.workbench = Object.freeze({
      ready: true, kind: "cell", cell: this.name, seen: draft.base.seen, blocks: draft.parts.length, blank: draft.blank, passages: draft.data.passages.length,
      unsaved: draft.unsaved, waiting: Boolean(draft.waiting), conflict: Boolean(draft.theirs), restored: Boolean(draft.restored),
      dynamics: [...draft.dynamics], hints: this.guides.shown.filter(({name}) => !draft.isSettled(name)).map(({name}) => name), state: this.foot.state.textContent,
    });
  }
}
