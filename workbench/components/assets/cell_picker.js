// Picks passages by their lines or words. It serves two inputs: its own ("Link…") and, after a typed "[", the block itself.
import {element, placeNear} from "./elements.js";

export class Picker {
  constructor() {
    this.list = element("div", {class: "picker-list", role: "listbox", id: "picker-list", "aria-label": "Passages", "aria-multiselectable": "true"});
    this.own = element("input", {
      class: "picker-input", type: "text", role: "combobox", placeholder: "Lines or words of a passage", autocomplete: "off", spellcheck: "false",
      "aria-label": "Passage", "aria-expanded": "true", "aria-controls": "picker-list", "aria-autocomplete": "list",
      oninput: () => this.find(this.own.value), onkeydown: (event) => this.key(event) && event.stopPropagation(),
    });
    this.hint = element("div", {class: "picker-hint"});
    this.node = element("div", {class: "picker floating", hidden: true}, this.own, this.list, this.hint);
    this.node.addEventListener("focusout", (event) => this.left(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.pick(this.options.indexOf(event.target.closest(".option"))));
  }

  get isOpen() { return !this.node.hidden; }

  // `input` is the block's textarea when the picker follows what is typed there; `linked(id)` tells what is linked by now, `says` to what.
  open({passages, linked, says, anchor, bounds, input = null, query = "", onPick, onClose}) {
    Object.assign(this, {passages, linked, onPick, onClose, input: input ?? this.own, stays: !input});
    this.own.hidden = Boolean(input);
    this.own.value = "";
    this.own.ariaLabel = says ? `Passage for ${says}` : "Passage";
    this.hint.textContent = input ? "Enter links the sentence before · Esc leaves the bracket as it is" : `Links ${says} · Enter links or takes out · Esc when done`;
    this.node.hidden = false;
    this.find(query);
    placeNear(this.node, anchor, bounds);
    if (!input) this.own.focus({preventScroll: true});
    else input.setAttribute("aria-controls", "picker-list");
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    if (this.input !== this.own) this.input.removeAttribute("aria-controls");
    this.onClose?.();
  }

  left(event) {
    if (this.stays && this.isOpen && !this.node.contains(event.relatedTarget) && document.hasFocus()) this.close();
  }

  // Returns how many passages answer to the words.
  find(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = this.passages.filter((passage) => words.every((word) => answers(passage, word)));
    this.options = this.found.map((passage, index) => this.option(passage, index));
    this.list.replaceChildren(...this.options);
    if (!this.options.length) this.list.append(element("div", {class: "picker-none", text: "No passage here has these lines or words."}));
    this.activate(this.options.length ? 0 : -1);
    return this.found.length;
  }

  option(passage, index) {
    const isLinked = this.linked(passage.id);
    return element("div", {class: "option", role: "option", id: `pick-${index}`, "aria-selected": String(isLinked)},
      element("span", {class: "lines", text: passage.lines}), element("span", {class: "who", text: passage.speaker}),
      element("span", {class: "words", text: passage.quote}), element("span", {class: "aside", text: isLinked ? "linked" : ""}));
  }

  activate(index) {
    this.options[this.active]?.classList.remove("active");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.classList.add("active");
    option.scrollIntoView({block: "nearest"});
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  pick(index) {
    const passage = this.found[index];
    if (!passage) return;
    if (!this.stays) this.close();
    this.onPick(passage);
    if (!this.stays) return;
    this.options[index].replaceWith((this.options[index] = this.option(passage, index)));
    this.activate(index);
  }

  // True where the key was the picker's.
  key(event) {
    const count = this.options.length;
    const act = {
      ArrowDown: () => this.activate((this.active + 1) % count),
      ArrowUp: () => this.activate((this.active - 1 + count) % count),
      Enter: () => this.pick(this.active),
      Tab: () => (this.stays ? false : this.pick(this.active)),
      Escape: () => this.close(),
    }[event.key];
    if (!act || event.altKey || event.ctrlKey || event.metaKey || (!count && event.key !== "Escape")) return false;
    if (act() === false) return false;
    event.preventDefault();
    return true;
  }
}

function answers({lines, speaker, quote}, word) {
  const number = Number(word);
  const within = Number.isInteger(number) && lines.split(/[;,]\s*/).some((range) => {
    const [first, last = first] = range.split("–").map(Number);
    return number >= first && number <= last;
  });
  return within || lines.startsWith(word) || speaker.toLowerCase().includes(word) || (!Number.isInteger(number) && quote.toLowerCase().includes(word));
}
