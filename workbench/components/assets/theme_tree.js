// The index: numbered themes as a tree. Changes are painted at once and sent as operations;
// what the server has not confirmed yet is laid over the themes it gave us.
import {element} from "./elements.js";
import {pending, send} from "./operations.js";
import {letThemesBeDragged} from "./theme_dragging.js";
import {countsOf, grow, isTemporary, isWithin, label, LOCALLY, renumber, temporaryId, whyNot} from "./theme_index.js";
import {KEYS, pressKey, pressKeyInFind} from "./theme_keys.js";

const trees = new WeakMap();

export default function ({data, parentElement, setStateValue}) {
  let tree = trees.get(parentElement);
  if (!tree) trees.set(parentElement, (tree = new ThemeTree(parentElement)));
  tree.setStateValue = setStateValue;
  tree.receive(data);
  return () => {
    tree.leave();
    trees.delete(parentElement);
  };
}

// Only view settings are remembered in the browser, nothing of the study but bare ids.
function remembered(name, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(`workbench.theme_tree.${name}`)) ?? fallback;
  } catch {
    return fallback;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(`workbench.theme_tree.${name}`, JSON.stringify(value));
  } catch {
    /* a browser without storage only forgets the view */
  }
}

class ThemeTree {
  constructor(root) {
    this.root = root;
    this.themes = [];
    this.version = -1;
    this.pending = null;
    this.rows = new Map();
    this.closed = new Set(remembered("closed", []));
    this.showRetired = remembered("showRetired", true);
    this.current = null;
    this.sent = [];
    this.typed = "";
    this.build();
    this.onSettled = (event) => this.settle(event.detail);
    this.onResize = () => this.fitPane();
    window.addEventListener("workbench:settled", this.onSettled);
    window.addEventListener("resize", this.onResize);
  }

  leave() {
    window.removeEventListener("workbench:settled", this.onSettled);
    window.removeEventListener("resize", this.onResize);
    clearTimeout(this.selectTimer);
    this.box.remove();
  }

  // -- data in

  receive(data) {
    this.themes = data.themes;
    this.version = data.version;
    this.mayWrite = data.may_write;
    this.pending = (this.pending ?? this.alreadyWaiting()).filter((operation) => !(operation.version <= this.version));
    this.adoptSelection(data.selected ?? null);
    this.render();
  }

  // Operations sent from this page before it was left and opened again.
  alreadyWaiting() {
    return pending().filter((operation) => LOCALLY[operation.name]).map((operation) => this.watched(operation));
  }

  watched(operation) {
    return {...operation, known: new Set(this.themes.map((theme) => theme.id))};
  }

  // The page's own choice wins, but the echo of what we told it must not undo a newer click.
  adoptSelection(selected) {
    if (selected === this.seenSelected) return;
    this.seenSelected = selected;
    const echo = this.sent.indexOf(selected);
    if (echo >= 0) this.sent.splice(0, echo + 1);
    else if (!this.selectTimer) this.choose(selected, {tell: false});
    requestAnimationFrame(() => this.rows.get(this.current)?.scrollIntoView({block: "nearest"}));
  }

  settle({id, ok, version, sentence}) {
    const operation = this.pending?.find((one) => one.id === id);
    if (!operation) return;
    operation.version = version;
    if (!ok || version <= this.version) this.pending = this.pending.filter((one) => one !== operation);
    if (!ok) this.say(sentence || "That change was not saved.");
    this.render();
  }

  // -- the themes as they look with everything that is still on its way

  layPending() {
    this.nodes = grow(this.themes);
    if (!this.pending.length) return;
    const claimed = new Set();
    for (const operation of this.pending) {
      if (operation.name === "add_theme" && this.hasArrived(operation, claimed)) continue;
      const node = LOCALLY[operation.name](this.nodes, operation.arguments, operation);
      if (node) node.saving = true;
    }
    renumber(this.nodes.get(null));
  }

  // The server's data can bring an added theme before its receipt does: then ours steps back for it.
  hasArrived(operation, claimed) {
    const {parent_id, name} = operation.arguments;
    const arrived = this.themes.find(
      (theme) => !operation.known.has(theme.id) && !claimed.has(theme.id) &&
        (theme.parent ?? null) === (parent_id ?? null) && theme.name === name,
    );
    if (arrived) claimed.add(arrived.id);
    return Boolean(arrived);
  }

  // A theme we were on under its temporary id is followed to its real one.
  followTemporary(before) {
    if (this.current === null || this.nodes.has(this.current)) return;
    const old = before?.get(this.current);
    const same = old && [...this.nodes.values()].find(
      (node) => node.name === old.name && (node.above?.id ?? null) === (old.above?.id ?? null) && !before.has(node.id),
    );
    const next = same ?? (old && this.nodes.get(old.above?.id));
    this.current = next?.id ?? null;
    if (this.current !== null) this.tellSelected();
  }

  visibleRows() {
    const rows = [];
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? this.matching(words) : null;
    const walk = (above, depth) => {
      const shown = above.children.filter((node) => (this.showRetired || !node.retired) && (!found || found.has(node)));
      const ordinary = shown.filter((node) => !node.other);
      const place = (node) => {
        const open = found ? true : !this.closed.has(node.id);
        rows.push({node, depth, position: shown.indexOf(node) + 1, size: shown.length, open});
        if (open) walk(node, depth + 1);
      };
      ordinary.forEach(place);
      if (this.adding && this.adding.above === above.id) rows.push({adding: true, depth});
      shown.filter((node) => node.other).forEach(place);
    };
    walk(this.nodes.get(null), 0);
    return rows;
  }

  matching(words) {
    const found = new Set();
    for (const node of this.nodes.values()) {
      if (node.id === null) continue;
      const text = `${node.number} ${node.name} ${node.definition ?? ""}`.toLowerCase();
      if (words.every((word) => text.includes(word))) for (let at = node; at; at = at.above) found.add(at);
    }
    return found;
  }

  render() {
    const before = this.nodes;
    this.layPending();
    this.followTemporary(before);
    this.shown = this.visibleRows();
    const visible = this.shown.filter((row) => row.node);
    if (!visible.some((row) => row.node.id === this.current)) this.anchor = this.nearestShown(visible);
    else this.anchor = this.current;
    this.placeRows();
    this.drawToolbar();
    this.empty.hidden = visible.length > 0 || Boolean(this.adding);
    this.empty.textContent = this.find.value ? "No theme has these words." : "No themes yet. Add the first one above.";
    this.fitPane();
    this.publish();
  }

  // When the current theme is folded away, the keyboard goes on from the theme that holds it.
  nearestShown(visible) {
    for (let at = this.nodes.get(this.current); at; at = at.above)
      if (visible.some((row) => row.node === at)) return at.id;
    return visible[0]?.node.id ?? null;
  }

  // Nodes are moved only where the order differs, so a field being typed in stays in place.
  placeRows() {
    const focused = this.root.activeElement;
    this.placing = true;
    const keep = new Set(this.shown.map((row) => (row.adding ? "adding" : row.node.id)));
    for (const [id, line] of this.rows) {
      if (keep.has(id)) continue;
      line.remove();
      this.rows.delete(id);
    }
    let cursor = this.tree.firstChild;
    for (const row of this.shown) {
      const line = row.adding ? this.addingRow(row) : this.themeRow(row);
      if (line === cursor) cursor = cursor.nextSibling;
      else this.tree.insertBefore(line, cursor);
    }
    this.placing = false;
    this.keepFocus(focused);
  }

  keepFocus(focused) {
    if (!focused || this.root.activeElement === focused) return;
    if (this.box.contains(focused)) focused.focus({preventScroll: true});
    else if (focused.classList.contains("row")) this.focusRow(this.anchor);
  }

  themeRow(row) {
    const {node, depth} = row;
    const line = this.rows.get(node.id) ?? this.newRow(node);
    line.draggable = this.mayWrite && !whyNot("move", node) && this.editing !== node.id;
    line.style.setProperty("--depth", depth);
    line.style.setProperty("--mark", `var(--theme-${node.colour % 12})`);
    line.classList.toggle("main", depth === 0);
    line.classList.toggle("retired", Boolean(node.retired));
    line.classList.toggle("saving", Boolean(node.saving));
    this.describeRow(line, row);
    this.fillRow(line, node, row.open);
    return line;
  }

  newRow(node) {
    const parts = ["twist", "number", "name", "state", "definition", "counts"].map((part) => element("span", {class: part}));
    parts[0].ariaHidden = "true";
    const line = element("div", {class: "row", role: "treeitem", "data-theme": node.id}, ...parts);
    this.rows.set(node.id, line);
    return line;
  }

  describeRow(line, {node, depth, position, size, open}) {
    line.ariaLevel = depth + 1;
    line.ariaPosInSet = position;
    line.ariaSetSize = size;
    line.ariaSelected = String(node.id === this.current);
    line.tabIndex = node.id === this.anchor ? 0 : -1;
    if (node.children.length) line.ariaExpanded = String(open);
    else line.removeAttribute("aria-expanded");
  }

  fillRow(line, node, open) {
    const [twist, number, name, state, definition, counts] = line.children;
    twist.textContent = node.children.length ? (open ? "▾" : "▸") : "";
    number.textContent = node.number;
    state.textContent = node.retired ? "retired" : node.saving ? "saving…" : "";
    definition.textContent = node.definition ?? "";
    counts.textContent = countsOf(node);
    if (this.editing !== node.id) name.textContent = node.name;
    else if (!name.querySelector("input")) this.openField(name, node);
  }

  publish() {
    this.root.host.workbench = {
      ready: true, themes: this.nodes.size - 1, pending: this.pending.length,
      selected: this.current, lastOperation: this.lastOperation ?? null,
    };
  }

  // -- the frame around the tree

  build() {
    this.box = element("section", {class: "index"});
    this.tools = element("div", {class: "tools", role: "toolbar", "aria-label": "Change the index"});
    this.buttons = [
      this.button("Add theme", () => this.startAdding(null), "A new main theme, last in the index"),
      this.button("Add sub-theme", () => this.addBelow(), "Under the chosen theme (Ctrl+Enter)", "add_below"),
      this.button("Rename", () => this.startRenaming(), "F2", "rename"),
      this.button("↑", () => this.shift(-1), "Move up (Alt+↑)", "move"),
      this.button("↓", () => this.shift(1), "Move down (Alt+↓)", "move"),
      this.button("⇤", () => this.moveOut(), "Move out one level (Alt+←)", "move"),
      this.button("⇥", () => this.moveIn(), "Move under the theme above (Alt+→)", "move"),
      this.button("Retire", () => this.retireOrRestore(), "Keep it and its passages, but use it no more", "retire"),
      this.button("Remove", () => this.remove(), "Only an empty theme (Delete)", "remove"),
    ];
    this.tools.append(...this.buttons);
    this.box.append(this.tools, this.buildView(), this.buildKeys(), this.buildTree(), this.buildStatus());
    this.root.append(this.box);
  }

  button(text, act, title, needs = "") {
    const button = element("button", {type: "button", text, title, "aria-label": text.length === 1 && title});
    Object.assign(button, {hint: title, needs});
    // Out of reach is said in a sentence instead of leaving a dead grey button.
    button.addEventListener("click", () => {
      const reason = needs && whyNot(needs, this.currentNode());
      if (reason) this.say(reason);
      else act();
    });
    return button;
  }

  buildView() {
    this.find = element("input", {class: "find", type: "search", placeholder: "Find a theme",
      "aria-label": "Find a theme by number, name or definition"});
    this.find.addEventListener("input", () => this.render());
    this.find.addEventListener("keydown", (event) => pressKeyInFind(this, event));
    this.fold = this.button("Close all", () => this.foldAll(), "Show only the main themes, or everything");
    this.retiredSwitch = element("input", {type: "checkbox"});
    this.retiredSwitch.checked = this.showRetired;
    this.retiredSwitch.addEventListener("change", () => {
      remember("showRetired", (this.showRetired = this.retiredSwitch.checked));
      this.render();
    });
    this.retiredWords = element("span");
    this.retiredLabel = element("label", {class: "retired-switch"}, this.retiredSwitch, this.retiredWords);
    this.keysButton = this.button("Keys", () => this.toggleKeys(), "Show the keys (?)");
    return element("div", {class: "view"}, this.find, this.fold, this.retiredLabel, this.keysButton);
  }

  buildKeys() {
    this.keys = element("dl", {class: "keys", hidden: true});
    for (const [key, words] of KEYS) this.keys.append(element("dt", {text: key}), element("dd", {text: words}));
    return this.keys;
  }

  buildTree() {
    this.tree = element("div", {class: "tree", role: "tree", "aria-label": "Index of themes"});
    this.tree.addEventListener("keydown", (event) => pressKey(this, event));
    this.tree.addEventListener("click", (event) => this.click(event));
    this.tree.addEventListener("dblclick", (event) => this.doubleClick(event));
    letThemesBeDragged(this);
    this.empty = element("p", {class: "empty"});
    this.pane = element("div", {class: "pane"}, this.tree, this.empty);
    return this.pane;
  }

  buildStatus() {
    this.status = element("p", {class: "status", role: "status"});
    return this.status;
  }

  drawToolbar() {
    this.tools.hidden = !this.mayWrite;
    const node = this.currentNode();
    for (const button of this.buttons) {
      const reason = button.needs ? whyNot(button.needs, node) : "";
      button.ariaDisabled = String(Boolean(reason));
      button.title = reason || button.hint;
    }
    this.buttons[7].textContent = node?.retired ? "Restore" : "Retire";
    const retired = [...this.nodes.values()].filter((one) => one.retired).length;
    this.retiredLabel.hidden = !retired;
    this.retiredWords.textContent = `Show retired (${retired})`;
    this.fold.textContent = this.closed.size ? "Open all" : "Close all";
    if (!this.mayWrite && !this.status.textContent) this.say("You may read this index, but not change it.");
  }

  // The tree takes what the window leaves below its place and scrolls in itself.
  fitPane() {
    const scroller = this.root.host.closest("[data-testid=stMain]");
    const top = this.pane.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    this.pane.style.maxHeight = `${Math.max(window.innerHeight - top - this.status.offsetHeight - 24, 320)}px`;
  }

  say(sentence) {
    this.status.textContent = sentence;
  }

  toggleKeys(show = this.keys.hidden) {
    this.keys.hidden = !show;
    this.keysButton.ariaExpanded = String(show);
    this.fitPane();
  }

  // -- choosing

  currentNode() {
    return this.current === null ? undefined : this.nodes?.get(this.current);
  }

  choose(id, {tell = true, focus = false} = {}) {
    const known = this.nodes?.get(id);
    for (let at = known?.above; at && at.id !== null; at = at.above) this.closed.delete(at.id);
    const changed = id !== this.current;
    this.current = id;
    if (!this.nodes) return;
    this.render();
    if (focus) this.focusRow(id);
    if (changed && tell) this.tellSelected();
  }

  // Walking through the tree with the arrow keys asks the server only where one stops.
  tellSelected() {
    clearTimeout(this.selectTimer);
    this.selectTimer = setTimeout(() => {
      this.selectTimer = null;
      const node = this.currentNode();
      if (node && isTemporary(node)) return;
      this.sent.push(this.current);
      this.setStateValue("selected", this.current);
    }, 180);
  }

  focusRow(id) {
    const line = this.rows.get(id);
    line?.focus({preventScroll: true});
    line?.scrollIntoView({block: "nearest"});
  }

  setOpen(node, open) {
    if (open) this.closed.delete(node.id);
    else this.closed.add(node.id);
    remember("closed", [...this.closed].filter((id) => typeof id === "number"));
    this.render();
  }

  foldAll() {
    const open = this.closed.size > 0;
    this.closed.clear();
    if (!open) for (const node of this.nodes.values()) if (node.id !== null && node.children.length) this.closed.add(node.id);
    remember("closed", [...this.closed]);
    this.render();
  }

  nodeAt(event) {
    const row = event.target.closest?.(".row");
    return row ? this.shown.find((one) => one.node && this.rows.get(one.node.id) === row)?.node : undefined;
  }

  click(event) {
    const node = this.nodeAt(event);
    if (!node || event.target.tagName === "INPUT") return;
    if (event.target.className === "twist" && node.children.length) this.setOpen(node, this.closed.has(node.id));
    else this.choose(node.id, {focus: true});
  }

  doubleClick(event) {
    const node = this.nodeAt(event);
    if (node && event.target.tagName !== "INPUT" && event.target.className !== "twist") this.startRenaming();
  }

  // -- acts

  act(name, args) {
    const operation = {id: send(name, args), name, arguments: args};
    this.lastOperation = operation;
    if (LOCALLY[name]) this.pending.push(this.watched(operation));
    this.render();
    return operation;
  }

  travel(name) {
    this.act(name, {});
    this.say(name === "undo" ? "Undoing the last change." : "Redoing the change.");
  }

  startRenaming() {
    const node = this.currentNode();
    if (!this.mayWrite) return;
    const reason = whyNot("rename", node);
    if (reason) return this.say(reason);
    this.adding = null;
    this.editing = node.id;
    this.render();
  }

  openField(name, node) {
    const field = element("input", {class: "field"});
    field.value = node.name;
    field.ariaLabel = `New name for ${label(node)}`;
    name.replaceChildren(field);
    const end = (save) => {
      if (this.editing !== node.id || this.placing) return;
      this.editing = null;
      const text = field.value.trim();
      const held = this.root.activeElement === field;
      if (save && text && text !== node.name) {
        this.act("rename_theme", {theme_id: node.id, name: text});
        this.say(`Renamed to ${label(this.nodes.get(node.id))}.`);
      } else this.render();
      if (held) this.focusRow(node.id);
    };
    this.listenToField(field, end);
    // The row is drawn in this same step; the field can take the focus only once it stands in the page.
    queueMicrotask(() => (field.focus(), field.select()));
  }

  listenToField(field, end) {
    field.spellcheck = true;
    field.addEventListener("blur", () => end(true));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      end(event.key === "Enter", event);
    });
  }

  addBelow() {
    const node = this.currentNode();
    this.closed.delete(node.id);
    this.startAdding(node.id);
  }

  startAdding(above) {
    const parent = this.nodes.get(above);
    if (above !== null && whyNot("add_below", parent)) return this.say(whyNot("add_below", parent));
    this.find.value = "";
    this.editing = null;
    this.adding = {above};
    this.rows.get("adding")?.remove();
    this.rows.delete("adding");
    this.render();
    const row = this.rows.get("adding");
    row?.scrollIntoView({block: "nearest"});
    row?.querySelector("input").focus();
    this.say("Type the name. Enter adds it and goes on to the next; Esc ends.");
  }

  addingRow({depth}) {
    let row = this.rows.get("adding");
    if (!row) {
      row = element("div", {class: "row adding", role: "treeitem"});
      const field = element("input", {class: "field"});
      const above = this.nodes.get(this.adding.above);
      field.placeholder = above.id === null ? "Name of the new theme" : `New sub-theme of ${label(above)}`;
      field.ariaLabel = field.placeholder;
      row.append(element("span", {class: "twist"}), element("span", {class: "number", text: "+"}), field);
      this.listenToField(field, (save, event) => this.endAdding(field, save, event));
      this.rows.set("adding", row);
    }
    row.style.setProperty("--depth", depth);
    row.style.setProperty("--mark", `var(--theme-${this.nodes.get(this.adding.above).colour})`);
    row.ariaLevel = depth + 1;
    return row;
  }

  endAdding(field, save, event) {
    if (!this.adding || this.placing) return;
    const above = this.adding.above;
    const name = field.value.trim();
    const goOn = Boolean(save && name && event);
    field.value = "";
    if (!goOn) this.adding = null;
    if (save && name) {
      const operation = this.act("add_theme", {parent_id: above, name});
      const added = this.nodes.get(temporaryId(operation));
      if (added) this.current = added.id;
      this.say(added ? `Added ${label(added)}.` : `Added ${name}.`);
    }
    this.render();
    if (!goOn && event) this.focusRow(this.anchor);
  }

  retireOrRestore() {
    const node = this.currentNode();
    this.act(node.retired ? "restore_theme" : "retire_theme", {theme_id: node.id});
    this.say(node.retired ? `Restored ${label(node)}.` : `Retired ${label(node)}. Its passages stay where they are.`);
  }

  remove() {
    const node = this.currentNode();
    const siblings = node.above.children;
    const at = siblings.indexOf(node);
    const next = siblings[at + 1] ?? siblings[at - 1] ?? node.above;
    this.current = next.id;
    this.act("remove_theme", {theme_id: node.id});
    this.tellSelected();
    this.focusRow(this.anchor);
    this.say(`Removed ${label(node)}. Ctrl+Z brings it back.`);
  }

  // -- moving

  // Places are counted without the theme that moves and without "Other", as the operation wants them.
  placesIn(above, moved) {
    return above.children.filter((child) => child !== moved && !child.other);
  }

  move(node, above, position) {
    const reason = this.whyNotInto(node, above);
    if (reason) return this.say(reason);
    const now = node.above.children.filter((child) => !child.other).indexOf(node);
    if (above === node.above && now === position) return;
    this.closed.delete(above.id);
    this.current = node.id;
    this.act("move_theme", {theme_id: node.id, parent_id: above.id, position});
    this.tellSelected();
    const moved = this.nodes.get(node.id);
    this.focusRow(node.id);
    const where = moved.above.id === null ? "a main theme" : `under ${label(moved.above)}`;
    this.say(`${node.name}: moved from ${node.number} to ${moved.number}, ${where}.`);
  }

  whyNotInto(node, above) {
    if (isWithin(above, node)) return "A theme cannot be moved under itself.";
    if (above.other) return "“Other” has no sub-themes.";
    if (above.retired) return `${label(above)} is retired. Restore it first.`;
    if (isTemporary(above)) return whyNot("move", above);
    return "";
  }

  // With retired themes hidden, one step goes past those nobody sees.
  neighbour(node, step) {
    const siblings = node.above.children.filter((child) => !child.other && (this.showRetired || !child.retired));
    return siblings[siblings.indexOf(node) + step];
  }

  shift(step) {
    const node = this.currentNode();
    const neighbour = this.neighbour(node, step);
    if (!neighbour) return this.say(`${label(node)} is already ${step < 0 ? "first" : "last"} here.`);
    const at = this.placesIn(node.above, node).indexOf(neighbour);
    this.move(node, node.above, step < 0 ? at : at + 1);
  }

  moveIn() {
    const node = this.currentNode();
    const above = this.neighbour(node, -1);
    if (!above) return this.say("There is no theme above it on this level.");
    this.move(node, above, this.placesIn(above, node).length);
  }

  moveOut() {
    const node = this.currentNode();
    if (node.above.id === null) return this.say(`${label(node)} is already a main theme.`);
    const above = node.above.above;
    this.move(node, above, this.placesIn(above, node).indexOf(node.above) + 1);
  }
}
