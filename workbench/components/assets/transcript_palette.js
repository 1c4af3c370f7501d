// The palette: type a few letters or a number, see what the theme means, press Enter.
import {element, placeNear} from "./elements.js";

export class Palette {
  constructor() {
    this.title = element("div", {class: "palette-title"});
    this.placed = element("div", {class: "palette-placed", hidden: true});
    this.list = element("div", {class: "palette-list", role: "listbox", id: "palette-list", "aria-label": "Themes"});
    this.definition = element("div", {class: "palette-definition", id: "palette-definition"});
    this.input = element("input", {
      class: "palette-input", type: "text", role: "combobox", placeholder: "Number or words of a theme", autocomplete: "off", spellcheck: "false",
      "aria-label": "Theme", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-describedby": "palette-definition",
      oninput: () => this.find(), onkeydown: (event) => this.key(event),
    });
    this.nameField = element("input", {class: "palette-name", type: "text", maxlength: "200", "aria-label": "Name of the new sub-theme", onkeydown: (event) => this.keyInName(event)});
    this.naming = element("label", {class: "palette-naming", hidden: true}, element("span", {text: "New sub-theme"}), this.nameField);
    this.keyRow = element("div", {class: "palette-keys", role: "group", "aria-label": "Keep this theme under a number key"});
    this.hint = element("div", {class: "palette-hint"});
    this.node = element("div", {class: "palette floating", role: "dialog", "aria-label": "Place under a theme", hidden: true},
      this.title, this.naming, this.input, this.placed, this.list, this.definition, this.keyRow, this.hint);
    this.node.addEventListener("focusout", (event) => this.left(event));
    this.list.addEventListener("pointermove", (event) => this.activate(this.options.indexOf(event.target.closest(".option"))));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.shiftKey));
  }

  get isOpen() { return !this.node.hidden; }

  // lists: [[heading, themes], …] that come first while nothing is typed; pins: theme ids by number key.
  // words: those selected, by which a new sub-theme may be named; onName(parent, name) makes it. Starts so with `names`.
  open({title, rect, bounds, themes, lists, already, pins = [], words = "", names = false, onPlace, onName, onPin, onClose}) {
    Object.assign(this, {themes: themes.filter((theme) => !theme.retired), lists, already: new Set(already), pins, words, onPlace, onName, onPin, onClose});
    this.parents = withParents(themes);
    this.title.textContent = title;
    this.input.value = "";
    this.node.hidden = false;
    this.nameByWords(names);
    this.showPlaced([]);
    this.find();
    placeNear(this.node, rect, bounds);
    this.input.focus({preventScroll: true});
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.onClose();
  }

  left(event) {
    if (this.isOpen && !this.node.contains(event.relatedTarget) && document.hasFocus()) this.close();
  }

  // A new sub-theme takes the words as its name; what is chosen then is its parent.
  nameByWords(isNaming) {
    this.isNaming = isNaming;
    this.naming.hidden = !isNaming;
    this.nameField.value = this.words;
    this.input.placeholder = isNaming ? "Under which theme? Number or words" : "Number or words of a theme";
    const keys = isNaming ? [["Enter", "adds it and places the words"], ["Shift+Tab", "another name"], ["Esc", "leaves"]]
      : [["Enter", "places"], ["Shift+Enter", "places and stays"], ["Alt+1…9", "keeps on a key"], ["Esc", "leaves"]];
    this.hint.replaceChildren(...hints(keys));
  }

  find() {
    const query = this.input.value.trim();
    const open = this.isNaming ? this.themes.filter((theme) => !theme.other) : this.themes;
    const first = query ? [] : this.lists.map(([heading, themes]) => [heading, themes.filter((theme) => open.some(({id}) => id === theme.id))]).filter(([, themes]) => themes.length);
    const groups = query ? [["", ranked(open, query)]] : [...first, ["All themes", open]];
    this.found = groups.flatMap(([, themes]) => themes);
    this.options = [];
    const nodes = groups.flatMap(([heading, themes]) => {
      const isTree = heading === "All themes";
      const options = themes.map((theme) => this.option(theme, isTree, Boolean(query)));
      return first.length && heading ? [element("div", {class: "palette-heading", role: "presentation", text: heading}), ...options] : options;
    });
    if (!this.found.length) nodes.push(element("div", {class: "palette-none", role: "presentation", text: "No theme has these words or this number."}));
    if (this.words && !this.isNaming) nodes.push(this.newOption());
    this.list.replaceChildren(...nodes);
    this.list.scrollTop = 0;
    this.active = -1;
    this.activate(this.options.length ? 0 : -1);
  }

  // The way to a sub-theme in the participant's own words, after all others.
  newOption() {
    const node = element("div", {class: "option new", role: "option", id: `option-${this.options.length}`, "aria-selected": "false"},
      element("span", {class: "number", text: "+"}), element("span", {class: "name", text: `New sub-theme “${this.words}” under…`}));
    this.options.push(node);
    this.found.push(null);
    return node;
  }

  option(theme, isTree, isSearch) {
    const isPlaced = this.already.has(theme.id);
    const node = element("div", {class: `option hue-${theme.colour}`, role: "option", id: `option-${this.options.length}`, "aria-selected": "false"},
      element("span", {class: "swatch"}), element("span", {class: "number", text: theme.number}), element("span", {class: "name", text: theme.name}));
    this.options.push(node);
    if (isTree) node.style.setProperty("--depth", theme.depth - 1 > 0 ? theme.depth - 1 : 0);
    if (isPlaced) node.append(element("span", {class: "aside", text: "already placed"}));
    else if (isSearch && this.parents.get(theme.id)) node.append(element("span", {class: "aside", text: this.parents.get(theme.id).name}));
    const key = this.pins.indexOf(theme.id);
    if (key >= 0) node.append(element("kbd", {text: `${key + 1}`, title: `Kept under the key ${key + 1}`}));
    node.classList.toggle("main", theme.depth <= 1);
    return node;
  }

  activate(index) {
    if (index < 0 && this.options.length) return;
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    option?.setAttribute("aria-selected", "true");
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    this.define(this.found[index]);
  }

  define(theme) {
    this.definition.replaceChildren();
    this.showKeys(theme);
    if (!theme) {
      if (this.found.length && this.active >= 0) this.definition.append(element("strong", {text: "In the participant's own words"}), element("span", {text: "A new sub-theme is named by the selected words, and they are placed under it at once. Choose under which theme it comes."}));
      return;
    }
    this.definition.append(element("strong", {text: `${theme.number} ${theme.name}`}), element("span", {text: theme.definition || "No definition is written yet."}));
  }

  // The nine keys: the one pressed keeps the theme from now on; pressed again, it is free.
  showKeys(theme) {
    this.keyRow.hidden = !theme || this.isNaming || !this.onPin;
    if (this.keyRow.hidden) return;
    const keys = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => element("button", {
      type: "button", tabindex: -1, text: `${digit}`, "aria-pressed": String(this.pins[digit - 1] === theme.id), title: `Keep ${theme.number} ${theme.name} under the key ${digit} (Alt+${digit})`,
      onclick: () => this.pin(digit),
    }));
    this.keyRow.replaceChildren(element("span", {text: "Number key"}), ...keys);
  }

  pin(digit) {
    const theme = this.found[this.active];
    if (!theme || !this.onPin) return;
    this.pins = this.onPin(theme, digit - 1);
    const at = this.active;
    this.find();
    const again = this.found.findIndex((other, index) => other?.id === theme.id && index >= at);
    this.activate(again < 0 ? this.found.findIndex((other) => other?.id === theme.id) : again);
    this.options[this.active]?.scrollIntoView({block: "nearest"});
    this.input.focus({preventScroll: true});
  }

  step(by) {
    const count = this.found.length;
    if (!count) return;
    const last = count - 1;
    const next = this.active + by;
    this.activate(Math.abs(by) === 1 ? (next + count) % count : Math.min(last, Math.max(0, next)));
    this.options[this.active].scrollIntoView({block: "nearest"});
    if (this.active === 0) this.list.scrollTop = 0;
  }

  choose(stays) {
    const theme = this.found[this.active];
    if (theme === null) return this.beginNaming();
    if (!theme) return;
    if (this.isNaming) return this.makeNew(theme);
    if (this.already.has(theme.id)) return this.define({...theme, definition: "The passage is already placed under this theme."});
    this.already.add(theme.id);
    this.onPlace(theme, stays);
    if (!stays) return this.close();
    this.showPlaced([...this.placedThemes, theme]);
    this.input.value = "";
    this.find();
    this.input.focus({preventScroll: true});
  }

  beginNaming() {
    this.input.value = "";
    this.nameByWords(true);
    this.find();
    this.input.focus({preventScroll: true});
  }

  makeNew(parent) {
    const name = this.nameField.value.replace(/\s+/g, " ").trim();
    if (!name) return this.nameField.focus();
    this.onName(parent, name);
    this.close();
  }

  keyInName(event) {
    if (event.key !== "Enter" && event.key !== "Escape" && event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") this.close();
    else this.input.focus();
  }

  showPlaced(themes) {
    this.placedThemes = themes;
    this.placed.hidden = !themes.length;
    this.placed.textContent = `Placed under ${themes.map((theme) => `${theme.number} ${theme.name}`).join(", ")}. And under…`;
  }

  key(event) {
    const act = {
      ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1), PageDown: () => this.step(8), PageUp: () => this.step(-8),
      Enter: () => this.choose(event.shiftKey), Escape: () => this.close(), Tab: () => this.close(),
    }[event.key];
    const digit = event.altKey && /^Digit([1-9])$/.exec(event.code)?.[1];
    event.stopPropagation();
    if (digit) {
      event.preventDefault();
      return this.pin(Number(digit));
    }
    if (!act || event.isComposing) return;
    event.preventDefault();
    if (event.key === "Tab" && event.shiftKey && this.isNaming) return this.nameField.focus();
    act();
  }
}

export function hints(pairs) {
  return pairs.flatMap(([key, meaning]) => [element("kbd", {text: key}), element("span", {text: meaning})]);
}

function withParents(themes) {
  const path = [];
  return new Map(themes.map((theme) => {
    path[theme.depth] = theme;
    return [theme.id, path[theme.depth - 1] ?? null];
  }));
}

// Numbers first, then words at the beginning of words, in any order, then words anywhere, also in the definition.
function ranked(themes, query) {
  const words = plain(query).split(/\s+/);
  const scored = themes.map((theme, index) => ({theme, index, score: score(theme, words)})).filter(({score}) => score > 0);
  return scored.sort((one, other) => other.score - one.score || one.index - other.index).map(({theme}) => theme);
}

function score(theme, words) {
  const number = theme.number.toLowerCase();
  const name = plain(theme.name);
  const parts = name.split(/[^\p{L}\p{N}]+/u);
  const definition = plain(theme.definition ?? "");
  let total = 1;
  for (const word of words) {
    const value = wordScore(word, number, name, parts, definition);
    if (!value) return 0;
    total += value;
  }
  return total + (name.startsWith(words.join(" ")) ? 5 : 0);
}

function wordScore(word, number, name, parts, definition) {
  if (number === word) return 100;
  if (/^\d/.test(word) && (number.startsWith(word) || number.replaceAll(".", "") === word)) return 50;
  if (parts.some((part) => part === word)) return 12;
  if (parts.some((part) => part.startsWith(word))) return 10;
  if (name.includes(word)) return 4;
  return word.length > 2 && definition.includes(word) ? 1 : 0;
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}
