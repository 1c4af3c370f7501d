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
    const hint = element("div", {class: "palette-hint"}, ...hints([["Enter", "places"], ["Shift+Enter", "places and stays"], ["Esc", "leaves"]]));
    this.node = element("div", {class: "palette floating", role: "dialog", "aria-label": "Place under a theme", hidden: true},
      this.title, this.input, this.placed, this.list, this.definition, hint);
    this.node.addEventListener("focusout", (event) => this.left(event));
    this.list.addEventListener("pointermove", (event) => this.activate(this.options.indexOf(event.target.closest(".option"))));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.shiftKey));
  }

  get isOpen() { return !this.node.hidden; }

  open({title, rect, bounds, themes, recent, already, onPlace, onClose}) {
    Object.assign(this, {themes: themes.filter((theme) => !theme.retired), recent, already: new Set(already), onPlace, onClose});
    this.parents = withParents(themes);
    this.title.textContent = title;
    this.input.value = "";
    this.node.hidden = false;
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

  find() {
    const query = this.input.value.trim();
    const found = query ? ranked(this.themes, query) : [...this.recent.slice(0, 9), ...this.themes];
    this.found = found;
    const recentCount = query ? 0 : Math.min(this.recent.length, 9);
    this.options = found.map((theme, index) => this.option(theme, index, recentCount, Boolean(query)));
    const headings = recentCount ? [[0, "Recent"], [recentCount, "All themes"]] : [];
    this.list.replaceChildren(...this.options.flatMap((option, index) => {
      const heading = headings.find(([at]) => at === index);
      return heading ? [element("div", {class: "palette-heading", role: "presentation", text: heading[1]}), option] : [option];
    }));
    if (!found.length) this.list.replaceChildren(element("div", {class: "palette-none", text: "No theme has these words or this number."}));
    this.list.scrollTop = 0;
    this.active = -1;
    this.activate(found.length ? 0 : -1);
  }

  option(theme, index, recentCount, isSearch) {
    const isRecent = index < recentCount;
    const isPlaced = this.already.has(theme.id);
    const node = element("div", {class: `option hue-${theme.colour}`, role: "option", id: `option-${index}`, "aria-selected": "false"},
      element("span", {class: "swatch"}), element("span", {class: "number", text: theme.number}), element("span", {class: "name", text: theme.name}));
    if (!isSearch && !isRecent) node.style.setProperty("--depth", theme.depth - 1 > 0 ? theme.depth - 1 : 0);
    if (isPlaced) node.append(element("span", {class: "aside", text: "already placed"}));
    else if (isSearch && this.parents.get(theme.id)) node.append(element("span", {class: "aside", text: this.parents.get(theme.id).name}));
    node.classList.toggle("main", theme.depth <= 1);
    return node;
  }

  activate(index) {
    if (index < 0 && this.found.length) return;
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
    if (!theme) return;
    this.definition.append(element("strong", {text: `${theme.number} ${theme.name}`}), element("span", {text: theme.definition || "No definition is written yet."}));
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
    if (!theme) return;
    if (this.already.has(theme.id)) return this.define({...theme, definition: "The passage is already placed under this theme."});
    this.already.add(theme.id);
    this.onPlace(theme, stays);
    if (!stays) return this.close();
    this.showPlaced([...this.placedThemes, theme]);
    this.input.value = "";
    this.find();
    this.input.focus({preventScroll: true});
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
    event.stopPropagation();
    if (!act || event.isComposing) return;
    event.preventDefault();
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
