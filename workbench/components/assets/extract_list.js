// Extracts across cases: read them with what was said around them, and move those that belong elsewhere.
// Changes are painted at once and sent as operations; what has left the list keeps its place, greyed, until the list is another.
import {button, element, plural} from "./elements.js";
import {pending, send} from "./operations.js";
import {Palette, hints} from "./transcript_palette.js";
import {singleKeysOn} from "./transcript_keys.js";
import {citationOf, fitToWindow, theWords, wordsOf} from "./extract_words.js";

const lists = new WeakMap();
const CLOSE_AFTER = 300;
const KEYS = [["j k", "next, previous"], ["m", "move to another theme"], ["a", "place under a further theme"], ["Delete", "take out"],
  ["← →", "which of its themes"], ["Space", "tick"], ["Enter", "in the transcript"], ["c", "copy with citation"], ["u", "undo"]];
// What an operation makes of the themes of an extract, until the server has said it.
const LOCALLY = {
  move_passages: ({theme_id, into_id}, themes) => [...themes.filter((id) => id !== theme_id && id !== into_id), into_id],
  place_passage: ({theme_ids}, themes) => [...new Set([...themes, ...theme_ids])],
  take_out: ({theme_id}, themes) => themes.filter((id) => id !== theme_id),
};

class ExtractList {
  constructor(root) {
    this.root = root;
    this.order = [];           // ids as they stand in the list
    this.items = new Map();    // everything shown, also what has left
    this.cards = new Map();
    this.ticked = new Set();
    this.chosen = new Map();   // extract → which of its themes a move starts from
    this.waiting = [];
    this.build();
    this.until = new AbortController();
    window.addEventListener("workbench:settled", (event) => this.settle(event.detail), {signal: this.until.signal});
    window.addEventListener("resize", () => this.fit(), {signal: this.until.signal});
  }

  build() {
    this.palette = new Palette();
    this.count = element("span", {class: "count"});
    this.remark = element("span", {class: "remark"});
    this.bulk = element("span", {class: "bulk", hidden: true});
    const keys = button("Keys", () => this.toggleKeys(), {"aria-expanded": "false", title: "Show the keys (?)"});
    this.keysButton = keys;
    this.keys = element("div", {class: "keys", hidden: true}, ...hints(KEYS));
    this.feed = element("div", {class: "feed"});
    this.empty = element("p", {class: "empty", hidden: true});
    this.pane = element("div", {class: "pane", role: "region", "aria-label": "Extracts", tabindex: -1}, this.empty, this.feed);
    this.live = element("div", {class: "unseen", "aria-live": "polite"});
    this.frame = element("section", {class: "extracts"}, element("div", {class: "toolbar"}, this.count, this.bulk, element("span", {class: "brief", "aria-hidden": "true"}, ...hints(KEYS.slice(0, 3))), this.remark, keys), this.keys, this.pane, this.palette.node, this.live);
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.feed.addEventListener("focusin", (event) => this.focused(event));
    this.root.append(this.frame);
  }

  close() {
    this.until.abort();
    this.frame.remove();
  }

  // ---- data in ----

  receive(bytes) {
    const data = JSON.parse(new TextDecoder().decode(bytes));
    const isOther = data.signature !== this.data?.signature;
    this.data = data;
    this.themes = new Map(data.themes.map((theme) => [theme.id, theme]));
    if (isOther) this.begin();
    const here = new Set(data.items.map((item) => item.id));
    for (const item of data.items) {
      if (!this.items.has(item.id)) this.order.push(item.id);
      this.items.set(item.id, {...item, away: false});
    }
    for (const [id, item] of this.items) if (!here.has(id) && !item.away) this.letGo(id, item);
    this.waiting = this.waiting.filter((operation) => !(operation.version <= data.version));
    this.draw();
    if (isOther) this.pane.scrollTop = 0;
    this.fit();
  }

  // Where it went is still known when the server's list no longer has it.
  letGo(id, item) {
    item.left = this.themesOf(id).filter((theme) => !this.data.scope.includes(theme));
    item.away = true;
  }

  begin() {
    this.order = [];
    this.items.clear();
    this.cards.clear();
    this.feed.replaceChildren();
    this.ticked.clear();
    this.chosen.clear();
    this.current = null;
    this.waiting = pending().filter((operation) => LOCALLY[operation.name]);
  }

  settle({id, ok, version, sentence}) {
    const operation = this.waiting.find((one) => one.id === id);
    if (!operation) return;
    operation.version = version;
    if (!ok || version <= this.data.version) this.waiting = this.waiting.filter((one) => one !== operation);
    this.say(ok ? sentence : sentence || "That change was not saved.");
    this.draw();
  }

  // The themes of an extract with everything that is still on its way.
  themesOf(id) {
    const item = this.items.get(id);
    return this.waiting.reduce((themes, {name, arguments: args}) => {
      const concerns = args.passage_id === id || args.passage_ids?.includes(id);
      return concerns ? LOCALLY[name](args, themes) : themes;
    }, item.away ? item.left : item.themes);
  }

  inScope(id) {
    return this.themesOf(id).filter((theme) => this.data.scope.includes(theme));
  }

  isGone(id) {
    return this.items.get(id).away || !this.inScope(id).length;
  }

  // The theme a move starts from: the chosen one, else the first that brought the extract here.
  from(id) {
    const scope = this.inScope(id);
    return scope.includes(this.chosen.get(id)) ? this.chosen.get(id) : scope[0];
  }

  // ---- drawing ----

  draw() {
    const focused = this.root.activeElement?.closest?.(".extract")?.dataset.id;
    let group = null;
    const nodes = [];
    this.order.forEach((id, place) => {
      const item = this.items.get(id);
      if (item.case !== group) nodes.push(this.heading(item));
      group = item.case;
      nodes.push(this.card(id, place));
    });
    this.lay(nodes);
    this.count.textContent = this.order.length ? plural(this.order.filter((id) => !this.isGone(id)).length, "passage") + " here" : "";
    this.empty.hidden = this.order.length > 0;
    this.empty.textContent = this.data.empty;
    this.drawBulk();
    if (focused && !this.root.activeElement?.closest?.(".extract")) this.cards.get(Number(focused))?.node.focus({preventScroll: true});
    this.root.host.workbench = {ready: true, extracts: this.order.length, gone: this.order.filter((id) => this.isGone(id)).length, pending: this.waiting.length, current: this.current};
  }

  // Cards stay where they are: only what is new is put in.
  lay(nodes) {
    let at = this.feed.firstChild;
    const keep = new Set(nodes);
    for (const node of [...this.feed.children]) if (!keep.has(node)) node.remove();
    at = this.feed.firstChild;
    for (const node of nodes) {
      if (node === at) at = at.nextSibling;
      else this.feed.insertBefore(node, at);
    }
  }

  heading(item) {
    this.headings ??= new Map();
    const words = [item.case, item.facts].filter(Boolean);
    const key = `${this.data.signature} ${words.join(" ")}`;
    if (!this.headings.has(key) || !this.feed.contains(this.headings.get(key)))
      this.headings.set(key, element("h3", {class: "group"}, element("span", {text: words[0]}), element("span", {class: "aside", text: words[1] ?? ""})));
    return this.headings.get(key);
  }

  card(id, place) {
    let card = this.cards.get(id);
    if (!card) this.cards.set(id, (card = this.newCard(id)));
    const item = this.items.get(id);
    const gone = this.isGone(id);
    card.node.classList.toggle("gone", gone);
    card.node.classList.toggle("ticked", this.ticked.has(id));
    card.node.ariaPosInSet = place + 1;
    card.node.ariaSetSize = this.order.length;
    card.node.tabIndex = id === (this.current ?? this.order[0]) ? 0 : -1;
    card.tick.checked = this.ticked.has(id);
    card.tick.disabled = gone;
    card.chips.replaceChildren(...this.chips(id, gone));
    card.state.textContent = gone ? this.whereTo(id) : "";
    const told = JSON.stringify([item.lines, item.quote, item.marks, item.memos]);
    if (card.told !== told) this.fill(card, item);
    card.told = told;
    return card.node;
  }

  newCard(id) {
    const card = {};
    card.tick = element("input", {type: "checkbox", "aria-label": "Tick this passage", tabindex: -1, onchange: () => this.tick(id)});
    card.cite = element("span", {class: "cite", id: `cite-${id}`});
    card.by = element("span", {class: "by"});
    card.body = element("div", {class: "body"});
    card.chips = element("ul", {class: "chips", "aria-label": "Its themes"});
    card.state = element("p", {class: "state"});
    card.actions = element("div", {class: "actions"}, ...this.actions(id));
    const head = element("header", {}, this.data.may_write ? card.tick : null, card.cite, card.by, card.actions);
    card.node = element("article", {class: "extract", "data-id": id, "aria-labelledby": `cite-${id}`}, head, card.body, card.state, card.chips);
    card.node.addEventListener("pointerdown", (event) => { if (!event.target.closest("button, a, input")) this.step(id, {scroll: false}); });
    return card;
  }

  fill(card, item) {
    card.cite.textContent = citationOf(item);
    card.by.textContent = [item.person, item.at, ...item.marks].filter(Boolean).join(" · ");
    card.body.replaceChildren(wordsOf(item), ...item.memos.map((text) => element("p", {class: "memo", text})));
  }

  actions(id) {
    const link = element("a", {class: "open", href: this.items.get(id).href, text: "Open", title: "In the transcript (Enter)"});
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(id);
    });
    const copy = button("Copy", () => this.copy(id), {title: "The words with their citation (c)"});
    if (!this.data.may_write) return [link, copy];
    return [
      button("Move…", () => this.move([id]), {title: "Move to another theme (m)"}),
      button("Also…", () => this.also(id), {title: "Place under a further theme (a)"}),
      button("Take out", () => this.takeOut(id), {title: "Take out from under the theme (Delete)"}),
      link, copy,
    ];
  }

  chips(id, gone) {
    if (gone) return [];
    const from = this.from(id);
    const scope = this.inScope(id);
    return this.themesOf(id).map((themeId) => {
      const theme = this.themes.get(themeId);
      if (!theme) return null;
      const here = scope.includes(themeId);
      const node = element("li", {class: `chip hue-${theme.colour}${here ? "" : " elsewhere"}`}, element("span", {class: "swatch"}), element("span", {class: "number", text: theme.number}), element("span", {class: "name", text: theme.name}));
      if (here && scope.length > 1 && themeId === from) node.classList.add("from");
      return node;
    }).filter(Boolean);
  }

  whereTo(id) {
    const to = this.themesOf(id).map((themeId) => this.themes.get(themeId)).filter(Boolean);
    if (to.length) return `Now under ${to.map((theme) => `${theme.number} ${theme.name}`).join(", ")}. Press u to undo.`;
    return "No longer here. Press u to undo.";
  }

  drawBulk() {
    for (const id of this.ticked) if (this.isGone(id)) this.ticked.delete(id);
    this.bulk.hidden = !this.ticked.size;
    if (!this.ticked.size) return;
    this.bulk.replaceChildren(element("strong", {text: `${this.ticked.size} ticked`}), button("Move…", () => this.move([...this.ticked]), {title: "Move all that are ticked (m)"}),
      button("Untick", () => { this.ticked.clear(); this.draw(); }));
  }

  fit() {
    fitToWindow(this.root, this.frame);
  }

  // ---- keys ----

  key(event) {
    if (event.target.closest(".palette")) return;
    const {key} = event;
    const control = event.ctrlKey || event.metaKey;
    const inCard = event.target.closest(".extract");
    const onButton = event.target.matches("button, a, input");
    const id = inCard ? Number(inCard.dataset.id) : this.current ?? this.order[0];
    const act = control || event.altKey ? this.controlKey(event)
      : key === "?" ? () => this.toggleKeys()
      : key === "Escape" ? () => this.leave()
      : (key === "Enter" || key === " ") && onButton ? null
      : this.letterKey(event, id);
    if (!control) event.stopPropagation(); // Streamlit binds plain letters on the document
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  controlKey(event) {
    const key = event.key.toLowerCase();
    if (key === "z") return () => send(event.shiftKey ? "redo" : "undo");
    return key === "y" ? () => send("redo") : null;
  }

  letterKey({key}, id) {
    if (id === undefined || (key.length === 1 && key !== " " && !singleKeysOn())) return null;
    const at = this.order.indexOf(id);
    const may = this.data.may_write && !this.isGone(id);
    return {
      j: () => this.step(this.order[Math.min(at + (this.current === null ? 0 : 1), this.order.length - 1)]),
      k: () => this.step(this.order[Math.max(at - 1, 0)]),
      Enter: () => this.open(id),
      c: () => this.copy(id),
      u: this.data.may_write && (() => send("undo")),
      m: may && (() => this.move(this.ticked.size ? [...this.ticked] : [id])),
      a: may && (() => this.also(id)),
      " ": may && (() => this.tick(id)),
      Delete: may && (() => this.takeOut(id)),
      ArrowLeft: may && (() => this.choose(id, -1)),
      ArrowRight: may && (() => this.choose(id, 1)),
    }[key] || null;
  }

  step(id, {scroll = true} = {}) {
    if (id === undefined) return;
    this.current = id;
    for (const [other, card] of this.cards) card.node.tabIndex = other === id ? 0 : -1;
    const {node} = this.cards.get(id);
    node.focus({preventScroll: true});
    if (scroll) node.scrollIntoView({block: "nearest"});
  }

  focused(event) {
    const card = event.target.closest(".extract");
    if (!card) return;
    this.current = Number(card.dataset.id);
    for (const [other, {node}] of this.cards) {
      node.tabIndex = other === this.current ? 0 : -1;
      node.classList.toggle("here", other === this.current);
    }
  }

  leave() {
    if (!this.keys.hidden) return this.toggleKeys();
    this.ticked.clear();
    this.draw();
  }

  toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
    this.keysButton.ariaExpanded = String(!this.keys.hidden);
  }

  // ---- what is done ----

  act(name, args) {
    const id = send(name, args);
    this.waiting.push({id, name, arguments: args});
    this.draw();
  }

  tick(id) {
    if (this.ticked.has(id)) this.ticked.delete(id);
    else this.ticked.add(id);
    this.say(`${this.ticked.size} ticked.`);
    this.draw();
  }

  choose(id, by) {
    const scope = this.inScope(id);
    if (scope.length < 2) return;
    this.chosen.set(id, scope[(scope.indexOf(this.from(id)) + by + scope.length) % scope.length]);
    this.say(`From ${this.title(this.from(id))}.`);
    this.draw();
  }

  // All of one theme leave it as one act.
  move(ids) {
    const groups = new Map();
    for (const id of ids) groups.set(this.from(id), [...(groups.get(this.from(id)) ?? []), id]);
    const [id] = ids;
    const already = ids.length === 1 ? this.themesOf(id) : [];
    const what = ids.length === 1 ? citationOf(this.items.get(id)) : plural(ids.length, "passage");
    const from = groups.size === 1 ? ` from ${this.title(this.from(id))}` : "";
    this.choosing(id, `Move ${what}${from}`, already, (theme) => {
      this.moveOn(ids);
      this.ticked.clear();
      for (const [from, passages] of groups) if (from !== theme.id) this.act("move_passages", {passage_ids: passages, theme_id: from, into_id: theme.id});
      this.say(`Moving to ${theme.number} ${theme.name}.`);
      this.palette.close();
    });
  }

  also(id) {
    this.choosing(id, `Place ${citationOf(this.items.get(id))} also under`, this.themesOf(id), (theme) => {
      this.act("place_passage", {passage_id: id, theme_ids: [theme.id]});
      this.say(`Also under ${theme.number} ${theme.name}.`);
    });
  }

  takeOut(id) {
    const from = this.from(id);
    this.moveOn([id]);
    this.act("take_out", {passage_id: id, theme_id: from});
    this.step(this.current);
    this.say(`Took it out from under ${this.title(from)}.`);
  }

  moveOn(ids) {
    const last = Math.max(...ids.map((id) => this.order.indexOf(id)));
    const next = this.order.slice(last + 1).find((id) => !this.isGone(id));
    if (next !== undefined) this.current = next;
  }

  choosing(id, title, already, onPlace) {
    const {node} = this.cards.get(id);
    node.scrollIntoView({block: "nearest"});
    this.current = id;
    this.palette.open({
      title, rect: node.querySelector("header").getBoundingClientRect(), bounds: this.frame.getBoundingClientRect(),
      themes: this.data.themes, lists: [["Recent", this.data.recent.map((recent) => this.themes.get(recent)).filter(Boolean)]], already,
      onPlace, onClose: () => this.step(this.current),
    });
  }

  open(id) {
    const href = this.items.get(id).href;
    this.setTriggerValue("open", href.slice(href.indexOf("?") + 1));
  }

  copy(id) {
    const item = this.items.get(id);
    const words = `“${theWords(item)}” ${citationOf(item)}`;
    navigator.clipboard?.writeText(words).then(() => this.say("Copied with its citation."), () => this.say("The browser did not allow copying."));
  }

  title(themeId) {
    const theme = this.themes.get(themeId);
    return theme ? `${theme.number} ${theme.name}` : "";
  }

  say(sentence) {
    this.live.textContent = sentence;
    this.remark.textContent = sentence;
  }
}

// Streamlit sometimes cleans up and calls again with the same element: the list lives on then.
export default function ({data, parentElement, setTriggerValue}) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, (list = new ExtractList(parentElement)));
  clearTimeout(list.closing);
  list.setTriggerValue = setTriggerValue;
  if (data?.length) list.receive(data);
  return () => {
    list.closing = setTimeout(() => {
      list.close();
      lists.delete(parentElement);
    }, CLOSE_AFTER);
  };
}
