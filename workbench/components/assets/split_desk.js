// The split desk: the passages of a theme are dealt out to sub-themes by the keys 1 to 9. Nothing is stored before
// it is applied, as one operation; what is dealt out stays on this window until then, whatever page one goes to meanwhile.
import {button, element, plural} from "./elements.js";
import {send} from "./operations.js";
import {hints} from "./transcript_palette.js";
import {singleKeysOn} from "./transcript_keys.js";
import {applied, caughtUp, doAgain, draftOf, isAtEnd, isAtStart, remember, slot, takeBack} from "./split_history.js";
import {citationOf, fitToWindow, wordsOf} from "./extract_words.js";

const desks = new WeakMap();
const CLOSE_AFTER = 300;
const KEYS = [["1…9", "to this sub-theme, and on to the next passage"], ["0 Backspace", "back to left over"], ["j k", "next, previous"], ["f", "next that is left over"],
  ["n", "a new sub-theme"], ["u Ctrl+Z", "takes back"], ["Ctrl+Y", "does it again"], ["Ctrl+Enter", "split"], ["Esc", "from a name back to the passages"]];
const ALL = "all";

class Desk {
  constructor(root) {
    this.root = root;
    this.cards = new Map();
    this.shown = ALL;
    this.build();
    this.until = new AbortController();
    const until = {signal: this.until.signal};
    window.addEventListener("workbench:settled", (event) => this.settle(event.detail), until);
    window.addEventListener("resize", () => this.fit(), until);
    window.addEventListener("beforeunload", (event) => { if (this.draft?.dealt.size) event.preventDefault(); }, until);
  }

  build() {
    this.count = element("span", {class: "count"});
    this.remark = element("span", {class: "remark"});
    this.filter = element("select", {"aria-label": "Which passages to show", onchange: () => { this.shown = this.filter.value; this.draw(); this.pane.scrollTop = 0; }});
    this.keysButton = button("Keys", () => this.toggleKeys(), {"aria-expanded": "false", title: "Show the keys (?)"});
    this.keys = element("div", {class: "keys", hidden: true}, ...hints(KEYS));
    this.slots = element("div", {class: "slots", role: "region", "aria-label": "Sub-themes"});
    this.list = element("div", {class: "feed"});
    this.empty = element("p", {class: "empty", hidden: true});
    this.pane = element("div", {class: "pane", role: "region", "aria-label": "Passages", tabindex: -1}, this.empty, this.list);
    this.sum = element("span", {class: "sum"});
    this.clear = button("Start again", () => this.startAgain());
    this.applyButton = button("Split", () => this.apply(), {class: "apply", title: "Ctrl+Enter"});
    this.live = element("div", {class: "unseen", "aria-live": "polite"});
    const toolbar = element("div", {class: "toolbar"}, this.count, element("span", {class: "show"}, this.filter), this.remark, this.keysButton);
    this.frame = element("section", {class: "desk"}, toolbar, this.keys, this.slots, this.pane, element("div", {class: "foot"}, this.sum, this.clear, this.applyButton), this.live);
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focusin", (event) => this.focused(event));
    this.root.append(this.frame);
  }

  close() {
    this.until.abort();
    this.frame.remove();
  }

  // ---- data in ----

  receive(bytes) {
    const before = this.data?.theme.id;
    this.data = JSON.parse(new TextDecoder().decode(bytes));
    this.items = new Map(this.data.items.map((item) => [item.id, item]));
    const draft = caughtUp(this.data.theme.id, this.items, this.data.version);
    const isOther = draft !== this.draft;
    const hadFocus = this.frame.contains(this.root.activeElement);
    this.draft = draft;
    for (const id of this.draft.dealt.keys()) if (!this.items.has(id)) this.draft.dealt.delete(id);
    const open = new Set(this.data.existing.map(({id}) => id));
    this.draft.slots.forEach((part) => { if (part.themeId && !open.has(part.themeId)) part.themeId = null; });
    if (before !== this.data.theme.id) {
      this.cards.clear();
      this.list.replaceChildren();
      this.current = null;
      this.shown = ALL;
      this.buildSlots();
      this.pane.scrollTop = 0;
    } else if (isOther) this.buildSlots();
    else this.fillExisting();
    this.draw();
    this.fit();
    if (hadFocus) this.keepFocus();
  }

  // Where the passage or the field with the focus is gone, the keys go on working.
  keepFocus() {
    if (this.frame.contains(this.root.activeElement)) return;
    if (this.order.length) this.step(this.cards.get(this.current)?.node.isConnected ? this.current : this.order[0]);
    else this.pane.focus();
  }

  settle({id, ok, version, sentence}) {
    if (id === this.asked) this.say(sentence || "This could not be done.");
    if (id !== this.sent) return;
    this.sent = null;
    if (ok) {
      applied(this.data.theme.id, version, this.sentDealt);
      this.draft = draftOf(this.data.theme.id);
      this.buildSlots();
    }
    this.say(ok ? sentence : sentence || "The split was not saved.");
    this.draw();
    if (ok) this.keepFocus();
  }

  // ---- the sub-themes ----

  buildSlots() {
    this.slotViews = this.draft.slots.map((part, place) => this.slotView(part, place));
    this.restMany = element("span", {class: "many"});
    const rest = element("div", {class: "slot rest"}, element("div", {class: "slot-top"}, element("kbd", {text: "0"}), element("span", {class: "title", text: "Left over"}), this.restMany));
    const where = element("p", {class: "hint", text: this.data.below ? `They stay under ${this.data.theme.title}. New sub-themes come under ${this.data.below}.` : ""});
    this.slots.replaceChildren(...this.slotViews.map(({node}) => node), ...(this.data.may_write ? [this.adding()] : []), rest, where);
  }

  slotView(part, place) {
    const view = {many: element("span", {class: "many"})};
    const title = (this.data.existing.find(({id}) => id === part.themeId) ?? {}).title;
    view.name = part.themeId ? element("span", {class: "title", text: title ?? ""}) : this.field("input", part, "name", `Name of sub-theme ${place + 1}`);
    const away = button("×", () => this.dropSlot(place), {class: "away", title: "Take this sub-theme away; its passages are left over", "aria-label": `Take away sub-theme ${place + 1}`});
    const top = element("div", {class: "slot-top"}, element("kbd", {text: `${place + 1}`}), view.name, view.many, this.data.may_write ? away : null);
    const words = part.themeId ? null : this.field("textarea", part, "definition", "What belongs under it");
    view.node = element("div", {class: `slot hue-${place}`}, top, words);
    return view;
  }

  field(tag, part, name, label) {
    const field = element(tag, {placeholder: label, "aria-label": label, autocomplete: "off", rows: tag === "textarea" ? 1 : null, maxlength: tag === "input" ? 200 : null});
    field.value = part[name];
    field.disabled = !this.data.may_write;
    field.addEventListener("input", () => { part[name] = field.value; this.draw(); });
    return field;
  }

  adding() {
    this.existing = element("select", {onchange: () => this.useExisting()});
    this.fillExisting();
    return element("div", {class: "add"}, button("New sub-theme", () => this.newSlot(), {title: "n"}), element("label", {}, element("span", {text: "or one that is there"}), this.existing));
  }

  fillExisting() {
    if (!this.existing) return;
    const used = new Set(this.draft.slots.map(({themeId}) => themeId));
    const listed = this.data.existing.filter(({id}) => !used.has(id));
    const options = (themes) => themes.map(({id, title}) => element("option", {value: id, text: title}));
    const near = listed.filter((theme) => theme.near);
    this.existing.replaceChildren(element("option", {value: "", text: "Choose a theme"}),
      ...(near.length ? [element("optgroup", {label: "Here"}, ...options(near))] : []),
      element("optgroup", {label: "Elsewhere"}, ...options(listed.filter((theme) => !theme.near))));
  }

  newSlot(themeId = null, {focus = true, isRemembered = false} = {}) {
    if (this.draft.slots.length >= this.data.most) return this.say(`There are ${this.data.most} already, one for each key.`);
    if (!isRemembered) remember(this.draft, this.current);
    this.draft.slots.push(slot(themeId));
    this.buildSlots();
    this.draw();
    if (focus && !themeId) this.slotViews.at(-1).name.focus();
  }

  useExisting() {
    const id = Number(this.existing.value);
    if (!id) return;
    const unused = this.draft.slots.findIndex((part, place) => !part.themeId && !part.name && !part.definition && !this.many(place));
    if (unused < 0) return this.newSlot(id);
    remember(this.draft, this.current);
    this.draft.slots[unused] = slot(id);
    this.buildSlots();
    this.draw();
  }

  dropSlot(place) {
    remember(this.draft, this.current);
    this.draft.slots.splice(place, 1);
    for (const [id, at] of [...this.draft.dealt]) {
      if (at === place) this.draft.dealt.delete(id);
      else if (at > place) this.draft.dealt.set(id, at - 1);
    }
    this.buildSlots();
    this.draw();
  }

  titleOf(place) {
    const part = this.draft.slots[place];
    if (!part) return "Left over";
    return this.data.existing.find(({id}) => id === part.themeId)?.title ?? (part.name.trim() || `Sub-theme ${place + 1}`);
  }

  many(place) {
    let count = 0;
    for (const at of this.draft.dealt.values()) if (at === place) count += 1;
    return count;
  }

  // ---- drawing ----

  draw() {
    const total = this.data.items.length;
    const left = total - this.draft.dealt.size;
    const beyond = this.data.total - total;
    this.count.textContent = plural(this.data.total, "passage");
    this.slotViews.forEach((view, place) => { view.many.textContent = this.many(place); });
    this.restMany.textContent = left + beyond;
    this.drawFilter(left);
    this.drawCards();
    const parts = this.draft.slots.map((_, place) => this.many(place));
    this.sum.textContent = `${[...parts, left + beyond].join(" + ")} = ${this.data.total}${beyond ? `; the last ${beyond} are not shown and stay` : ""}`;
    this.sum.title = [...this.draft.slots.map((_, place) => this.titleOf(place)), "left over"].join(" + ");
    const reason = this.whyNot();
    this.applyButton.ariaDisabled = String(Boolean(reason));
    this.applyButton.title = reason || "Ctrl+Enter";
    this.applyButton.hidden = this.clear.hidden = !this.data.may_write;
    this.root.host.workbench = {ready: true, total, left, parts, current: this.current, sent: Boolean(this.sent)};
  }

  drawFilter(left) {
    const options = [[ALL, "All passages"], ["rest", `Left over (${left})`], ...this.draft.slots.map((_, place) => [String(place), `${place + 1} ${this.titleOf(place)} (${this.many(place)})`])];
    this.filter.replaceChildren(...options.map(([value, text]) => element("option", {value, text, selected: value === this.shown})));
    if (![...this.filter.options].some(({value}) => value === this.shown)) this.shown = this.filter.value = ALL;
  }

  isShown(id) {
    if (this.shown === ALL || id === this.current) return true;
    const at = this.draft.dealt.get(id);
    return this.shown === "rest" ? at === undefined : String(at) === this.shown;
  }

  drawCards() {
    this.order = this.data.items.map(({id}) => id).filter((id) => this.isShown(id));
    const nodes = this.order.map((id) => this.card(id));
    const keep = new Set(nodes);
    for (const node of [...this.list.children]) if (!keep.has(node)) node.remove();
    let at = this.list.firstChild;
    for (const node of nodes) {
      if (node === at) at = at.nextSibling;
      else this.list.insertBefore(node, at);
    }
    this.empty.hidden = this.order.length > 0;
    this.empty.textContent = this.data.items.length ? "No passage here." : "No passage stands directly under this theme, so there is nothing to split.";
  }

  card(id) {
    let card = this.cards.get(id);
    if (!card) this.cards.set(id, (card = this.newCard(this.items.get(id))));
    const at = this.draft.dealt.get(id);
    if (card.at !== at || card.slots !== this.draft.slots.length || card.title !== this.titleOf(at ?? -1)) this.place(card, id, at);
    card.node.tabIndex = id === (this.current ?? this.order[0]) ? 0 : -1;
    return card.node;
  }

  place(card, id, at) {
    Object.assign(card, {at, slots: this.draft.slots.length, title: this.titleOf(at ?? -1)});
    card.node.className = `extract${at === undefined ? "" : ` hue-${at}`}${id === this.current ? " here" : ""}`;
    card.where.textContent = card.title;
    const keys = [...this.draft.slots.keys(), -1].map((place) => button(`${place + 1}`, () => this.deal(id, place, {stay: true}), {
      tabindex: -1, class: place < 0 ? null : `hue-${place}`, title: this.titleOf(place), "aria-label": `To ${this.titleOf(place)}`, "aria-pressed": String(place === (at ?? -1)),
    }));
    card.to.replaceChildren(card.where, ...(this.data.may_write ? keys : []));
  }

  newCard(item) {
    const where = element("span", {class: "where"});
    const to = element("div", {class: "to"});
    const head = element("header", {}, element("span", {class: "cite", id: `desk-cite-${item.id}`, text: `${item.case}, ${citationOf(item).split(") ")[1]}`}), element("span", {class: "by", text: [item.person, ...item.marks].filter(Boolean).join(" · ")}));
    const node = element("article", {class: "extract", "data-id": item.id, "aria-labelledby": `desk-cite-${item.id}`}, head, wordsOf(item), ...item.memos.map((text) => element("p", {class: "memo", text})), to);
    node.addEventListener("pointerdown", (event) => { if (!event.target.closest("button")) this.step(item.id, {scroll: false}); });
    return {node, where, to};
  }

  fit() {
    fitToWindow(this.root, this.frame, 480);
  }

  // ---- keys ----

  key(event) {
    const control = event.ctrlKey || event.metaKey;
    if (!control) event.stopPropagation(); // Streamlit binds plain letters on the document
    const act = this.actOf(event, control);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  actOf(event, control) {
    const typing = event.target.matches("input, textarea, select");
    if (control && event.key === "Enter") return () => this.apply();
    if (typing) return event.key === "Escape" || (event.key === "Enter" && event.target.matches("input")) ? () => this.step(this.current ?? this.order[0]) : null;
    if (control && "zy".includes(event.key.toLowerCase()) && this.data.may_write) return () => (event.shiftKey || event.key === "y" ? this.redo() : this.undo());
    if (control || event.altKey) return null;
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("button")) return null;
    return this.letter(event.key);
  }

  letter(key) {
    if (key.length === 1 && !singleKeysOn()) return null;
    const id = this.current ?? this.order[0];
    const at = this.order.indexOf(id);
    const may = this.data.may_write && id !== undefined;
    if (/^[1-9]$/.test(key)) return may && (() => this.deal(id, Number(key) - 1));
    return {
      0: may && (() => this.deal(id, -1)),
      Backspace: may && (() => this.deal(id, -1)),
      j: () => this.step(this.order[this.current === null ? 0 : Math.min(at + 1, this.order.length - 1)]),
      k: () => this.step(this.order[Math.max(at - 1, 0)]),
      f: () => this.nextLeft(at),
      n: may && (() => this.newSlot()),
      u: this.data.may_write && (() => this.undo()),
      "?": () => this.toggleKeys(),
    }[key] || null;
  }

  nextLeft(at) {
    const around = [...this.order.slice(at + 1), ...this.order.slice(0, at + 1)];
    const id = around.find((id) => !this.draft.dealt.has(id));
    if (id === undefined) this.say("Nothing is left over.");
    else this.step(id);
  }

  step(id, {scroll = true} = {}) {
    const card = this.cards.get(id);
    if (!card) return;
    this.current = id;
    card.node.focus({preventScroll: true});
    if (scroll) card.node.scrollIntoView({block: "nearest"});
  }

  focused(event) {
    const id = Number(event.target.closest(".extract")?.dataset.id);
    if (!id) return;
    this.current = id;
    for (const [other, {node}] of this.cards) {
      node.tabIndex = other === id ? 0 : -1;
      node.classList.toggle("here", other === id);
    }
  }

  toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
    this.keysButton.ariaExpanded = String(!this.keys.hidden);
  }

  // ---- dealing out ----

  // A key for the next part makes it: one finds the groups first and names them later.
  deal(id, place, {stay = false} = {}) {
    if (place > this.draft.slots.length) return this.say(`There is no sub-theme ${place + 1} yet: press n for a new one.`);
    if ((this.draft.dealt.get(id) ?? -1) !== place) remember(this.draft, id);
    if (place === this.draft.slots.length) this.newSlot(null, {focus: false, isRemembered: true});
    if (place < 0) this.draft.dealt.delete(id);
    else this.draft.dealt.set(id, place);
    const at = this.order.indexOf(id);
    const next = this.order[at + 1];
    if (!stay && next !== undefined) {
      this.current = next;
      this.draw();
      this.step(next);
    } else this.draw();
    this.say(place < 0 ? "Left over." : `To ${this.titleOf(place)}, ${plural(this.many(place), "passage")} now.`);
  }

  startAgain() {
    remember(this.draft, this.current);
    Object.assign(this.draft, {slots: [slot(), slot()], dealt: new Map()});
    this.buildSlots();
    this.draw();
    this.say("Everything is left over again.");
  }

  // First what has been dealt out here and is not applied; then what is in the database, the split itself among it.
  undo() {
    if (isAtStart(this.draft)) this.asked = send("undo");
    else this.showStep(takeBack(this.draft, this.current), "Taken back");
  }

  redo() {
    if (this.draft.future.length) this.showStep(doAgain(this.draft, this.current), "Done again");
    else if (isAtEnd(this.draft)) this.asked = send("redo");
    else this.say("There is nothing to do again.");
  }

  showStep(id, said) {
    for (const dealt of this.draft.dealt.keys()) if (!this.items.has(dealt)) this.draft.dealt.delete(dealt);
    this.buildSlots();
    this.draw();
    this.step(this.cards.has(id) ? id : this.order[0]);
    this.say(`${said}: ${[...this.draft.slots.keys()].map((place) => `${this.titleOf(place)} ${this.many(place)}`).join(", ")}.`);
  }

  whyNot() {
    if (this.sent) return "The split is being saved.";
    if (!this.draft.dealt.size) return "Give passages to a sub-theme first: choose one and press 1 to 9.";
    const unnamed = this.draft.slots.findIndex((part, place) => !part.themeId && !part.name.trim() && this.many(place));
    return unnamed < 0 ? "" : `Name sub-theme ${unnamed + 1} first.`;
  }

  apply() {
    const reason = this.whyNot();
    if (reason) {
      const unnamed = this.draft.slots.findIndex((part, place) => !part.themeId && !part.name.trim() && this.many(place));
      if (unnamed >= 0) this.slotViews[unnamed].name.focus();
      return this.say(reason);
    }
    const parts = this.draft.slots.map(({name, definition, themeId}, place) => ({
      ...(themeId ? {theme_id: themeId} : {name: name.trim(), definition: definition.trim()}),
      passages: this.data.items.map(({id}) => id).filter((id) => this.draft.dealt.get(id) === place),
    })).filter((part) => part.passages.length);
    this.sentDealt = new Map(this.draft.dealt);
    this.sent = send("split_theme", {theme_id: this.data.theme.id, parts});
    this.say("Splitting…");
    this.draw();
  }

  say(sentence) {
    this.live.textContent = sentence;
    this.remark.textContent = sentence;
    this.remark.title = sentence;
  }
}

// Streamlit sometimes cleans up and calls again with the same element: the desk lives on then.
export default function ({data, parentElement}) {
  let desk = desks.get(parentElement);
  if (!desk) desks.set(parentElement, (desk = new Desk(parentElement)));
  clearTimeout(desk.closing);
  if (data?.length) desk.receive(data);
  return () => {
    desk.closing = setTimeout(() => {
      desk.close();
      desks.delete(parentElement);
    }, CLOSE_AFTER);
  };
}
