// Remarks on a cell: on all of it, on some of its words, or on a passage. One thread for each, with its answers; what is being
// typed outlives a change of cell and a reload.
import {forget, keep, kept} from "./cell_kept.js";
import {button, element, plural} from "./elements.js";
import {send} from "./operations.js";

// A field for a remark, a request or an answer, that keeps what is in it.
export class Composer {
  constructor({label, go, onSend, onCancel, extra = null}) {
    this.onSend = onSend;
    this.onCancel = onCancel;
    this.text = element("textarea", {rows: 2, "aria-label": label, oninput: () => this.typed(), onkeydown: (event) => this.key(event)});
    this.sendButton = button(go, () => this.send(), {class: "primary", title: "Ctrl+Enter"});
    this.label = element("span", {class: "composer-label", text: label});
    this.node = element("div", {class: "composer", hidden: true}, this.label, extra, this.text,
      element("div", {class: "composer-foot"}, this.sendButton, button("Cancel", () => this.cancel())));
  }

  // `name`: where the words are kept while they are unsent. True where it is another one than before.
  at(name) {
    if (name === this.name) return false;
    this.name = name;
    this.waiting = null;
    this.text.value = kept(name) ?? "";
    this.node.hidden = !this.text.value;
    this.typed();
    return true;
  }

  call(go, label) {
    this.sendButton.textContent = go;
    this.label.textContent = this.text.ariaLabel = label;
  }

  open() {
    this.node.hidden = false;
    this.node.scrollIntoView({block: "nearest"});
    this.text.focus();
  }

  // Esc takes it out of sight; the words are there again when it is opened.
  putAside() {
    this.node.hidden = true;
    this.onCancel();
  }

  cancel() {
    this.close();
    this.onCancel();
  }

  close() {
    this.text.value = "";
    this.typed();
    this.node.hidden = true;
  }

  typed() {
    this.sendButton.disabled = !this.text.value.trim() || Boolean(this.waiting);
    if (this.text.value) keep(this.name, this.text.value);
    else forget(this.name);
  }

  // The editor's own keys save the cell or close it: not from here.
  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.putAside();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send();
    else return;
    event.preventDefault();
  }

  send() {
    if (this.sendButton.disabled) return;
    this.waiting = this.onSend(this.text.value.trim());
    this.typed();
  }

  // True where its words have arrived.
  settled({id, ok}) {
    if (id !== this.waiting || !id) return false;
    this.waiting = null;
    if (ok) this.close();
    else this.typed();
    return ok;
  }
}

export class Threads {
  constructor(editor) {
    this.editor = editor;
    this.views = new Map();
    this.title = element("h4");
    this.open = element("div", {class: "threads"});
    this.settledTitle = element("summary");
    this.settledList = element("div", {class: "threads"});
    this.done = element("details", {}, this.settledTitle, this.settledList);
    this.node = element("div", {}, this.open, this.done);
  }

  draw(draft, data) {
    const {threads} = data.review;
    for (const [id, view] of this.views) if (!threads.some((thread) => thread.id === id)) this.drop(id, view);
    for (const thread of threads) {
      if (!this.views.has(thread.id)) this.views.set(thread.id, new ThreadView(this.editor, thread.id));
      const view = this.views.get(thread.id);
      view.draw(thread, draft, data);
      const list = thread.settled ? this.settledList : this.open;
      if (view.node.parentNode !== list) list.append(view.node);
    }
    const settled = threads.filter((thread) => thread.settled).length;
    this.done.hidden = !settled;
    this.settledTitle.textContent = plural(settled, "settled remark");
    this.markPassages(threads.filter((thread) => thread.passage && !thread.settled));
  }

  drop(id, view) {
    view.node.remove();
    this.views.delete(id);
  }

  // A passage that is remarked on says so in the evidence, and leads to the remark.
  markPassages(threads) {
    for (const [id, {node}] of this.editor.evidence.views) {
      const mine = threads.filter((thread) => thread.passage === id);
      node.classList.toggle("remarked", mine.length > 0);
      const before = node.querySelector(".remark-mark");
      const label = mine.length ? plural(mine.length, "remark") : "";
      if (before?.textContent === label) continue;
      before?.remove();
      if (mine.length) node.querySelector(".passage-head")?.append(button(label, () => this.views.get(mine[0].id)?.focus(), {class: "quiet remark-mark", "aria-label": `${label} on this passage: show`}));
    }
  }

  settled(answer) {
    for (const view of this.views.values()) view.settled(answer);
  }
}

class ThreadView {
  constructor(editor, id) {
    this.editor = editor;
    this.id = id;
    this.anchor = element("div", {class: "anchor"});
    this.said = element("div", {class: "remarks"});
    this.answerButton = button("Answer", () => this.composer.open(), {class: "quiet"});
    this.settleButton = button("Settle", () => this.settle(), {class: "quiet"});
    this.composer = new Composer({label: "Your answer", go: "Answer", onSend: (text) => this.answer(text), onCancel: () => this.answerButton.focus()});
    this.foot = element("div", {class: "thread-foot"}, this.answerButton, this.settleButton);
    this.node = element("article", {class: "thread", tabindex: "-1"}, this.anchor, this.said, this.foot, this.composer.node);
  }

  draw(thread, draft, data) {
    this.thread = thread;
    this.draft = draft;
    this.composer.at(`remark ${draft.storageName}/${thread.id}`);
    this.node.ariaLabel = `Remark by ${thread.person}, ${thread.settled ? "settled" : "open"}`;
    this.node.classList.toggle("settled", thread.settled);
    this.foot.hidden = !data.may_write;
    this.settleButton.textContent = thread.settled ? "Open again" : "Settle";
    this.drawAnchor(data);
    const drawn = JSON.stringify([thread.text, thread.answers]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.said.replaceChildren(...[thread, ...thread.answers].map(({person, at, text}, index) =>
      element("div", {class: index ? "remark answer" : "remark"},
        element("p", {class: "by"}, element("b", {text: person}), element("span", {class: "at", text: `${index ? "answered, " : ""}${at}`})), element("p", {class: "remark-text", text}))));
  }

  // -- what it is about

  drawAnchor(data) {
    const {words, passage} = this.thread;
    const place = words && !passage ? this.find() : null;
    const lines = passage && data.passages.find(({id}) => id === passage)?.lines;
    const drawn = JSON.stringify([words, passage, lines, Boolean(place)]);
    if (drawn === this.drawnAnchor) return;
    this.drawnAnchor = drawn;
    this.anchor.replaceChildren(...this.anchorParts(words, passage, place, lines));
  }

  anchorParts(words, passage, place, lines) {
    if (passage && lines) return ["On lines ", this.toAnchor(lines, () => this.editor.showPassage(passage))];
    if (passage) return ["On a passage that stands no longer here"];
    if (!words) return [];
    if (!place) return [`On “${words}”: `, element("em", {text: "these words have been rewritten"})];
    return ["On ", this.toAnchor(`“${words}”`, () => this.select())];
  }

  toAnchor(label, act) {
    return button(label, act, {class: "to-anchor", onfocus: () => this.light(true), onblur: () => this.light(false)});
  }

  // The block in which the words stand, and where.
  find() {
    for (const {key, text} of this.draft.parts) {
      const start = text.indexOf(this.thread.words);
      if (start >= 0) return {key, start, end: start + this.thread.words.length};
    }
    return null;
  }

  light(on) {
    const place = this.thread.passage ? null : this.find();
    const view = place && this.editor.views.get(place.key);
    if (view?.drawShape) {
      view.litStretch = on ? {start: place.start, end: place.end} : null;
      view.drawShape();
    }
    if (this.thread.passage && on) this.editor.showPassage(this.thread.passage);
  }

  select() {
    const place = this.find();
    const view = place && this.editor.views.get(place.key);
    if (!view) return this.editor.say("These words have been rewritten.");
    view.text.focus();
    view.text.setSelectionRange(place.start, place.end);
    view.node.scrollIntoView({block: "nearest"});
    return undefined;
  }

  focus() {
    this.node.scrollIntoView({block: "nearest"});
    this.node.focus();
  }

  // -- what one does with it

  answer(text) {
    return send("remark_on_cell", {...this.draft.where, text, answers: this.id});
  }

  settle() {
    send("settle_remark", {remark_id: this.id, settled: !this.thread.settled});
    this.editor.say(this.thread.settled ? "Opened again." : "Settled.");
  }

  settled(answer) {
    if (this.composer.settled(answer)) this.editor.say("Your answer is saved.");
  }
}
