// Above a cell: which one it is, the ways to the cells beside it, its history, and the keys.
import {DIRECTIONS, KEYS} from "./cell_keys.js";
import {button, element} from "./elements.js";

export class Head {
  constructor(editor) {
    this.caseName = element("span", {class: "case-name"});
    this.themeName = element("span", {class: "theme-name"});
    this.definition = element("p", {class: "definition"});
    this.goers = Object.fromEntries(Object.entries(DIRECTIONS).map(([way, {sign, name}]) =>
      [way, button(sign, () => editor.go(way), {class: "square", "aria-label": name, title: `${name} (Alt+Shift+${sign})`})]));
    this.historyButton = button("History", () => editor.history.toggle?.());
    this.keysButton = button("Keys", () => this.toggleKeys(), {"aria-expanded": "false"});
    this.node = element("header", {class: "head"},
      element("div", {class: "titles"}, element("h2", {}, this.caseName, this.themeName), this.definition),
      element("div", {class: "ways"}, element("span", {class: "goers", role: "group", "aria-label": "Cells beside"}, ...Object.values(this.goers)),
        this.historyButton, this.keysButton, button("Close", () => editor.close(), {title: "Esc"})));
    this.keys = element("div", {class: "keys", hidden: true}, ...Object.entries(KEYS).map(([where, keys]) =>
      element("section", {}, element("h3", {text: where}), element("dl", {}, ...keys.map(keyRow)))));
  }

  draw({case: one, theme, neighbours}) {
    this.caseName.textContent = one.name;
    this.themeName.textContent = `${theme.number} ${theme.name}`;
    this.definition.textContent = theme.definition || "";
    for (const [way, goer] of Object.entries(this.goers)) goer.disabled = !neighbours?.[way];
  }

  toggleKeys() {
    this.keys.hidden = !this.keys.hidden;
    this.keysButton.setAttribute("aria-expanded", String(!this.keys.hidden));
  }
}

const keyRow = ([key, what]) => element("div", {}, element("dt", {text: key}), element("dd", {text: what}));
