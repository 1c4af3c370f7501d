// The hits of a search, one under another: walk with j and k, tick with the space bar, place with i, open with Enter.
import {button, element, plural} from "./elements.js";
import {send} from "./operations.js";
import {Palette} from "./transcript_palette.js";

const CLOSE_AFTER = 300;
const UNITS = {sentence: "sentence", turn: "whole turn", words: "words found"};
const KEYS = "j, k or arrows: next, previous hit · Space: tick · a: tick all or none · i: place under a theme · "
  + "Enter: open in the transcript · u: undo";
const lists = new WeakMap();

export default function ({data, parentElement, setTriggerValue}) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, (list = new HitList(parentElement)));
  clearTimeout(list.closing);
  list.setTriggerValue = setTriggerValue;
  if (data && data !== list.payload) list.receive(data);
  return () => {
    list.closing = setTimeout(() => {
      list.close();
      lists.delete(parentElement);
    }, CLOSE_AFTER);
  };
}

function remembered(name, fallback) {
  try {
    return localStorage.getItem(`workbench.hit_list.${name}`) ?? fallback;
  } catch {
    return fallback;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`workbench.hit_list.${name}`, value);
  } catch {
    /* a browser without storage only forgets the choice */
  }
}

class HitList {
  constructor(root) {
    this.root = root;
    this.hits = [];
    this.ticked = new Set();
    this.at = 0;
    this.waiting = new Map(); // id of an operation → how many places it is to make
    this.palette = new Palette();
    this.unit = remembered("unit", "sentence") in UNITS ? remembered("unit", "sentence") : "sentence";
    this.build();
    this.stopListening = new AbortController();
    window.addEventListener("workbench:settled", ({detail}) => this.settled(detail), {signal: this.stopListening.signal});
  }

  close() {
    this.stopListening.abort();
    this.frame.remove();
  }

  build() {
    this.count = element("span", {class: "count"});
    this.tickAll = button("Tick all", () => this.toggleAll());
    this.place = button("Index…", () => this.openPalette(), {class: "first"});
    this.open = button("Open in the transcript", () => this.go());
    const choose = element("select", {"aria-label": "What of a hit is placed", onchange: () => this.setUnit(choose.value)},
      ...Object.entries(UNITS).map(([value, text]) => element("option", {value, text: `the ${text}`, selected: value === this.unit})));
    this.tools = element("div", {class: "tools", role: "toolbar", "aria-label": "The hits"}, this.count, this.tickAll, this.place,
      element("label", {class: "unit"}, element("span", {text: "Place"}), choose), this.open,
      button("Keys", () => this.say(KEYS), {title: KEYS}));
    this.list = element("div", {class: "hits", role: "listbox", tabindex: "0", "aria-multiselectable": "true", "aria-label": "Hits",
      onkeydown: (event) => this.key(event), onclick: (event) => this.click(event), ondblclick: (event) => this.doubleClick(event)});
    this.status = element("p", {class: "status", role: "status"});
    this.frame = element("section", {class: "frame", "aria-label": "Hits of the search"}, this.tools, this.status, this.list, this.palette.node);
    this.root.append(this.frame);
  }

  receive(payload) {
    this.payload = payload;
    const data = JSON.parse(new TextDecoder().decode(payload));
    const keys = data.hits.map(keyOf).join();
    const isSame = keys === this.keys;
    this.keys = keys;
    this.data = data;
    this.hits = data.hits;
    if (!isSame) {
      this.ticked.clear();
      this.at = 0;
    }
    this.draw(isSame);
    this.root.host.workbench = {ready: true, hits: this.hits.length, version: data.version};
  }

  // The same hits again: only what stands there already may have changed.
  draw(isSame) {
    if (isSame) this.hits.forEach((hit, index) => this.nodes[index].querySelector(".under").replaceWith(under(hit)));
    else {
      this.nodes = this.hits.map((hit, index) => this.node(hit, index));
      this.list.replaceChildren(...this.nodes);
      this.list.scrollTop = 0;
    }
    this.mark();
  }

  node(hit, index) {
    const shown = hit.words.map(([text, found]) => (found ? element("mark", {text}) : text));
    const words = element("p", {class: "said", dir: "auto"}, element("span", {class: "context", text: hit.before}), element("strong", {}, ...shown),
      element("span", {class: "context", text: hit.after}));
    const isNewCase = hit.transcript !== this.hits[index - 1]?.transcript;
    const about = element("p", {class: "about"}, element("b", {text: hit.speaker}), element("span", {text: `${hit.citation} ${hit.lines}`}), under(hit));
    const node = element("div", {class: `hit${hit.quiet ? " quiet" : ""}`, role: "option", id: `hit-${index}`, "aria-selected": "false"},
      element("span", {class: "tick", "aria-hidden": "true"}), about, words);
    if (isNewCase) {
      node.classList.add("begins");
      node.dataset.case = hit.case;
    }
    return node;
  }

  mark() {
    this.nodes.forEach((node, index) => {
      node.setAttribute("aria-selected", String(this.ticked.has(index)));
      node.classList.toggle("current", index === this.at);
    });
    if (this.hits.length) this.list.setAttribute("aria-activedescendant", `hit-${this.at}`);
    else this.list.removeAttribute("aria-activedescendant");
    const count = this.ticked.size;
    this.count.textContent = count ? `${count} of ${plural(this.hits.length, "hit")} ticked` : plural(this.hits.length, "hit");
    this.tickAll.textContent = count === this.hits.length && count ? "Tick none" : "Tick all";
    this.place.textContent = count ? `Index ${count} ticked…` : "Index this hit…";
    this.place.disabled = !this.data.may_write || !this.hits.length;
    this.open.disabled = !this.hits.length;
  }

  // -- going about

  step(by) {
    this.at = Math.max(0, Math.min(this.hits.length - 1, this.at + by));
    this.mark();
    this.nodes[this.at]?.scrollIntoView({block: "nearest"});
  }

  toggle(index) {
    if (!this.ticked.delete(index)) this.ticked.add(index);
    this.mark();
  }

  toggleAll() {
    if (this.ticked.size === this.hits.length) this.ticked.clear();
    else this.hits.forEach((_, index) => this.ticked.add(index));
    this.mark();
  }

  click(event) {
    const index = this.nodes.indexOf(event.target.closest(".hit"));
    if (index < 0) return;
    this.at = index;
    if (event.target.closest(".tick")) this.toggle(index);
    else this.mark();
  }

  doubleClick(event) {
    if (event.target.closest(".hit") && !event.target.closest(".tick")) this.go();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      j: () => this.step(1), ArrowDown: () => this.step(1), k: () => this.step(-1), ArrowUp: () => this.step(-1),
      PageDown: () => this.step(8), PageUp: () => this.step(-8), Home: () => this.step(-Infinity), End: () => this.step(Infinity),
      " ": () => this.toggle(this.at), a: () => this.toggleAll(), i: () => this.openPalette(), Enter: () => this.go(),
      u: () => this.undo(), "?": () => this.say(KEYS),
    }[event.key];
    if (!act || !this.hits.length) return;
    event.preventDefault();
    act();
  }

  go() {
    const hit = this.hits[this.at];
    if (hit) this.setTriggerValue("open", {transcript: hit.transcript, start: hit.places.words.start, end: hit.places.words.end});
  }

  setUnit(unit) {
    this.unit = unit;
    remember("unit", unit);
    this.say(`What is placed now: the ${UNITS[unit]}.`);
  }

  // -- placing

  // The ticked hits, or the one we are on. Two hits of one turn are one place where whole turns are placed.
  chosen() {
    const indices = this.ticked.size ? [...this.ticked].sort((one, other) => one - other) : [this.at];
    const places = indices.map((index) => ({transcript_id: this.hits[index].transcript, ...this.hits[index].places[this.unit]}));
    return [...new Map(places.map((place) => [`${place.transcript_id}:${place.start}:${place.end}`, place])).values()];
  }

  openPalette() {
    if (!this.data.may_write || !this.hits.length) return;
    const places = this.chosen();
    const many = places.length > 1;
    const title = many ? `Place ${places.length} passages under` : `Place the ${UNITS[this.unit]} under`;
    const byId = new Map(this.data.themes.map((theme) => [theme.id, theme]));
    const recent = this.data.recent.map((id) => byId.get(id)).filter((theme) => theme && !theme.retired);
    const bounds = this.frame.getBoundingClientRect();
    const here = this.nodes[this.at].getBoundingClientRect();
    this.palette.open({
      title, rect: this.ticked.size ? this.tools.getBoundingClientRect() : here, bounds: {top: bounds.top, left: bounds.left, right: bounds.right, bottom: Math.min(bounds.bottom, innerHeight)},
      themes: this.data.themes, recent, lists: recent.length ? [["Recent", recent]] : [], already: [], pins: [],
      onPlace: (theme) => this.placeUnder(theme, places), onClose: () => this.list.focus({preventScroll: true}),
    });
  }

  placeUnder(theme, places) {
    const id = send("index_passages", {places, themes: [theme.id]});
    this.waiting.set(id, theme);
    this.say(`Placing ${plural(places.length, "passage")} under ${theme.number} ${theme.name}…`);
    this.ticked.clear();
    this.mark();
  }

  undo() {
    this.waiting.set(send("undo"), null);
  }

  settled({id, ok, sentence}) {
    if (!this.waiting.has(id)) return;
    const theme = this.waiting.get(id);
    this.waiting.delete(id);
    if (!ok) return this.say(sentence || "This could not be stored.");
    if (sentence) return this.say(`${sentence[0].toUpperCase()}${sentence.slice(1)}.`);
    this.say(theme ? `They stand under ${theme.number} ${theme.name} already.` : "");
  }

  say(sentence) {
    this.status.textContent = sentence;
  }
}

function under(hit) {
  const about = `already under ${hit.under.join(", ")}`;
  return element("span", {class: "under", title: hit.under.length ? `Words of this are ${about}` : null, text: hit.under.length ? about : ""});
}

function keyOf({transcript, places}) {
  return `${transcript}:${places.words.start}:${places.words.end}`;
}
