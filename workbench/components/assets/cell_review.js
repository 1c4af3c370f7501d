// How far the cell has come and what is said about it: its state in words, the steps one may take, remarks and answers.
import {Composer, Threads} from "./cell_threads.js";
import {button, element} from "./elements.js";
import {send} from "./operations.js";

const WHOLE = "";
const WORDS = "words";

export class Review {
  constructor(editor) {
    this.editor = editor;
    this.threads = new Threads(editor);
    this.line = element("span", {class: "review-line", role: "status"});
    this.submitButton = button("Submit for review", () => this.submit());
    this.approveButton = button("Approve", () => this.approve());
    this.askButton = button("Ask for changes…", () => this.compose(true));
    this.why = element("span", {class: "why"});
    this.bar = element("div", {class: "review-bar", role: "group", "aria-label": "Review", tabindex: "-1"},
      this.line, element("span", {class: "steps"}, this.submitButton, this.approveButton, this.askButton), this.why);
    this.about = element("select", {"aria-label": "What the remark is about"});
    this.composer = new Composer({label: "Your remark", go: "Leave remark", onSend: (text) => this.say(text), onCancel: () => this.remarkButton.focus(), extra: this.about});
    this.remarkButton = button("Leave a remark…", () => this.compose(false), {class: "quiet"});
    this.title = element("h4");
    this.node = element("section", {class: "review", "aria-label": "Remarks on this cell", tabindex: "-1"},
      element("div", {class: "review-head"}, this.title, this.remarkButton), this.composer.node, this.threads.node);
  }

  // `data` is the payload of the cell (workbench/cell_payload.py).
  draw(draft, data) {
    this.draft = draft;
    this.data = data;
    if (this.composer.at(`remark ${draft.storageName}/new`)) this.meant(false);
    this.line.textContent = data.review.line;
    this.line.dataset.status = data.review.status;
    this.submitWhenSaved();
    this.drawSteps();
    const open = data.review.threads.filter((thread) => !thread.settled).length;
    this.title.textContent = open ? `Remarks (${open} open)` : "Remarks";
    this.remarkButton.hidden = !data.may_write || !data.seen;
    this.node.hidden = !data.review.threads.length && this.remarkButton.hidden;
    this.fillAbout();
    this.threads.draw(draft, data);
  }

  // -- steps: each is there where it may come next; where something keeps the person from it, the words say what

  drawSteps() {
    const {draft, data, data: {review: {steps}}} = this;
    const isOnItsWay = Boolean(this.waiting || this.submitting || draft.waiting);
    const savesFirst = data.may_write && draft.unsaved;
    const why = this.reasons(steps, savesFirst);
    this.show(this.submitButton, savesFirst || "submitted" in steps, why.submit, isOnItsWay);
    this.submitButton.textContent = savesFirst ? "Save and submit for review" : "Submit for review";
    this.show(this.approveButton, "approved" in steps, why.approve, isOnItsWay);
    this.show(this.askButton, "changes asked" in steps, why.ask, isOnItsWay);
    this.why.textContent = [...new Set([why.submit, why.approve, why.ask].filter(Boolean))].join(" ");
  }

  reasons(steps, savesFirst) {
    const {draft} = this;
    const undecided = draft.theirs ? "Compare both texts and decide first." : "";
    const isCharted = draft.hasWords || draft.content.blank !== "not charted yet";
    const own = savesFirst ? "You have unsaved words here: save or discard them first." : "";
    return {
      submit: undecided || (savesFirst ? (isCharted ? "" : "Write something, or say why the cell is blank, first.") : steps.submitted ?? ""),
      approve: "approved" in steps ? undecided || steps.approved || own : "",
      ask: "changes asked" in steps ? undecided || own : "",
    };
  }

  show(step, isThere, why, isOnItsWay) {
    step.hidden = !isThere;
    step.disabled = Boolean(why) || isOnItsWay;
  }

  get cells() { return [{...this.draft.where, seen: this.draft.base.seen}]; }

  submit() {
    if (!this.draft.unsaved) return this.take("submit_cells", {cells: this.cells});
    if (!this.editor.save()) return undefined;
    this.submitting = this.draft;
    return this.drawSteps();
  }

  // What was saved in order to be submitted is stored now, or was refused.
  submitWhenSaved() {
    const draft = this.submitting;
    if (!draft || draft.waiting) return;
    this.submitting = null;
    if (!draft.unsaved && !draft.refusal && !draft.theirs) this.take("submit_cells", {cells: [{...draft.where, seen: draft.base.seen}]});
  }

  approve() {
    this.take("approve_cells", {cells: this.cells});
  }

  take(name, args) {
    this.waiting = send(name, args);
    this.drawSteps();
  }

  // -- remarks

  compose(asks) {
    this.meant(asks);
    this.fillAbout(this.anchorMeant());
    this.composer.open();
  }

  // Words left unsent in another cell are a remark until changes are asked for again.
  meant(asks) {
    this.asks = asks;
    this.composer.call(asks ? "Ask for changes" : "Leave remark", asks ? "What should be changed?" : "Your remark");
  }

  // What the person has selected last: words of a block, or words of a passage.
  anchorMeant() {
    const {editor} = this;
    if (editor.evidence.selected) return String(editor.evidence.selected.id);
    const text = (editor.views.get(editor.current) ?? editor.views.values().next().value)?.text;
    this.words = text ? text.value.slice(text.selectionStart, text.selectionEnd).trim() : "";
    return this.words ? WORDS : WHOLE;
  }

  fillAbout(chosen = this.about.value) {
    const options = [[WHOLE, "On the whole cell"], ...(this.words ? [[WORDS, `On “${shortened(this.words)}”`]] : []),
      ...this.data.passages.map(({id, lines, speaker}) => [String(id), `On the passage in lines ${lines}${speaker ? `, ${speaker}` : ""}`])];
    const drawn = JSON.stringify(options);
    if (drawn !== this.drawnAbout) this.about.replaceChildren(...options.map(([value, text]) => element("option", {value, text})));
    this.drawnAbout = drawn;
    this.about.value = options.some(([value]) => value === chosen) ? chosen : WHOLE;
  }

  say(text) {
    const {value} = this.about;
    const anchor = value === WHOLE ? {} : value === WORDS ? {words: this.words} : {passage_id: Number(value)};
    const args = {...this.draft.where, text, ...anchor};
    return this.asks ? send("ask_changes", {...args, seen: this.draft.base.seen}) : send("remark_on_cell", args);
  }

  // -- answers of the study

  settled(answer) {
    if (answer.id === this.waiting) this.waiting = null;
    if (this.composer.settled(answer)) this.editor.say(this.asks ? "Changes are asked for." : "Your remark is saved.");
    this.threads.settled(answer);
    if (this.draft) this.drawSteps();
  }
}

const shortened = (words) => (words.length > 60 ? `${words.slice(0, 60)} …` : words);
