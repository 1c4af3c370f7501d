// What is shown of a transcript and how: by theme, by analyst, labels, snapping, talk under no theme.
import {button, element} from "./elements.js";

const LABELS = [["both", "numbers and names"], ["numbers", "numbers"], ["names", "names"]];
const SNAPS = [["words", "to what is selected"], ["sentence", "to whole sentences"], ["turn", "to whole turns"]];

export class Options {
  constructor(onChange, onClose) {
    this.onChange = onChange;
    this.onClose = onClose;
    this.labels = remembered("labels", LABELS);
    this.snap = remembered("snap", SNAPS);
    this.dark = remembered("dark", [["off"], ["on"]]) === "on";
    this.theme = this.person = null;
    this.themes = element("select", {onchange: () => this.set("theme", Number(this.themes.value) || null)});
    this.people = element("select", {onchange: () => this.set("person", Number(this.people.value) || null)});
    this.labelling = choice(LABELS, this.labels, (value) => this.set("labels", value, true));
    this.snapping = choice(SNAPS, this.snap, (value) => this.set("snap", value, true));
    this.darkBox = element("input", {type: "checkbox", checked: this.dark, onchange: () => { this.dark = this.darkBox.checked; remember("dark", this.dark ? "on" : "off"); this.onChange(); }});
    const row = (name, field) => element("label", {class: "option-row"}, element("span", {text: name}), field);
    this.node = element("div", {class: "options floating", role: "dialog", "aria-label": "What is shown", hidden: true, onkeydown: (event) => this.key(event)},
      row("Passages under", this.themes), row("Passages of", this.people), row("Labels", this.labelling), row("Selecting snaps", this.snapping),
      element("label", {class: "option-row check"}, this.darkBox, element("span", {text: "Mark talk that is under no theme"})),
      element("div", {class: "actions"}, button("Show all passages", () => this.showAll()), button("Close", () => this.close())));
    this.opener = button("Show…", () => this.toggle(), {title: "What is shown (w)", "aria-expanded": "false"});
    this.opener.append(element("kbd", {text: "w", "aria-hidden": "true"}));
  }

  get filter() { return {theme: this.theme, person: this.person}; }

  receive({themes, people, person}) {
    const stamp = JSON.stringify([themes, people, person]);
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    this.themes.replaceChildren(option("", "all themes"), ...themes.map(({id, number, name, depth}) => option(id, `${"\u2002".repeat(Math.max(0, depth - 1))}${number} ${name}`)));
    const others = Object.entries(people).filter(([id]) => Number(id) !== person);
    this.people.replaceChildren(option("", "everybody"), option(person, "mine only"), ...others.map(([id, name]) => option(id, name)));
    if (!themes.some(({id}) => id === this.theme)) this.theme = null;
    this.showChosen();
  }

  showChosen() {
    this.themes.value = this.theme ?? "";
    this.people.value = this.person ?? "";
  }

  // In words, what of all passages is shown; empty where all are.
  said(study) {
    const by = this.person === study.data.person ? "mine" : study.data.people?.[this.person];
    return [this.theme === null ? "" : `under ${study.themeName(this.theme)}`, this.person === null ? "" : by].filter(Boolean).join(", ");
  }

  set(name, value, isKept = false) {
    this[name] = value;
    if (isKept) remember(name, value);
    this.onChange();
  }

  // Another way of snapping at each call; returns it in words.
  nextSnap() {
    const at = SNAPS.findIndex(([value]) => value === this.snap);
    const [value, words] = SNAPS[(at + 1) % SNAPS.length];
    this.snapping.value = value;
    this.set("snap", value, true);
    return words;
  }

  showAll() {
    this.theme = this.person = null;
    this.showChosen();
    this.onChange();
  }

  toggle() {
    if (!this.node.hidden) return this.close();
    this.node.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.themes.focus();
  }

  close() {
    this.node.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.onClose();
  }

  key(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.close();
  }
}

function choice(values, now, onChoose) {
  const node = element("select", {onchange: () => onChoose(node.value)}, ...values.map(([value, words]) => option(value, words)));
  node.value = now;
  return node;
}

function option(value, text) {
  return element("option", {value: `${value}`, text});
}

function remembered(name, values) {
  try {
    const kept = localStorage.getItem(`workbench.${name}`);
    return values.some(([value]) => value === kept) ? kept : values[0][0];
  } catch {
    return values[0][0];
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`workbench.${name}`, value);
  } catch { /* a browser that keeps nothing */ }
}
