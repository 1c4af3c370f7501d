// The keys, written once: the help shows this table.
import {button, element} from "./elements.js";

export const KEYS = [
  ["Moving", [
    ["j  k", "next, previous turn"], ["← →", "word by word"], ["↑ ↓", "line by line"], ["Ctrl+← →", "character by character"],
    ["Home End", "begin, end of the line"], ["p  P", "next, previous passage"], ["o", "the next of the passages that overlap here"],
    ["d  D", "next, previous talk under no theme"], ["/", "finds words"], ["h  H", "next, previous hit"],
  ]],
  ["Selecting", [
    ["Shift+arrow, J K", "extends the selection"], ["s", "the sentence; again: the next one too"], ["t", "the turn; again: the next one too"],
    ["S", "the mouse snaps to words, sentences or turns"], ["Esc", "lets go"],
  ]],
  ["Indexing", [
    ["Enter", "opens the palette of themes"], ["1 … 9", "places under the theme on this key"], [".", "places under the last theme again"],
    ["Shift+Enter", "in the palette: places and stays open"], ["Alt+1 … 9", "in the palette: keeps the theme under this key"],
    ["v", "a new sub-theme in these words"], ["x  i", "talk under no theme: irrelevant, new idea"],
    ["n", "margin note on the selection"], ["u  Ctrl+Z", "undoes"], ["Ctrl+Y  Ctrl+Shift+Z", "redoes"],
  ]],
  ["The picked passage", [
    ["Enter", "adds a theme"], ["[  ]", "start a word earlier, end a word later"], ["{  }", "start a word later, end a word earlier"],
    ["|  \\", "splits it at the caret"], ["*", "key quotation, or not"], ["+  -", "stronger, weaker"],
    ["m", "writes a memo"], ["c", "copies it with its citation"], ["Delete", "removes it (undo brings it back)"],
  ]],
  ["Elsewhere", [["f", "filters the list"], ["w", "what is shown: theme, analyst, labels"], ["?", "shows these keys"]]],
];

const SWITCH = "workbench.singleKeys";

export function singleKeysOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function switchSingleKeys(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch { /* a browser that keeps nothing: the keys stay on */ }
}

export class Help {
  constructor(onClose) {
    this.onClose = onClose;
    this.box = element("input", {type: "checkbox", id: "single-keys", onchange: () => switchSingleKeys(this.box.checked)});
    const close = button("Close", () => this.close());
    const groups = KEYS.map(([name, keys]) => element("section", {}, element("h3", {text: name}),
      element("dl", {}, ...keys.flatMap(([key, meaning]) => [element("dt", {text: key}), element("dd", {text: meaning})]))));
    const single = element("label", {class: "switch"}, this.box, element("span", {text: "Single keys (letters, digits, signs) are on. Ctrl, Shift, arrow keys and Enter always work."}));
    this.node = element("div", {class: "help floating", role: "dialog", "aria-modal": "true", "aria-label": "Keys", hidden: true, onkeydown: (event) => this.key(event)},
      element("header", {}, element("h2", {text: "Keys"}), close), element("div", {class: "help-groups"}, ...groups), single);
    this.first = close;
  }

  get isOpen() { return !this.node.hidden; }

  toggle() {
    if (this.isOpen) return this.close();
    this.box.checked = singleKeysOn();
    this.node.hidden = false;
    this.first.focus();
  }

  close() {
    this.node.hidden = true;
    this.onClose();
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "?") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") { // only two stops: the button and the switch
      event.preventDefault();
      (event.target === this.first ? this.box : this.first).focus();
    }
  }
}
