// Where one is in the matrix: one tab stop, from which the arrows lead to every cell and every head. The links and
// buttons of the cell one is on are the tab stops after it.
export class Moving {
  constructor(grid) {
    this.grid = grid;
    this.line = 1;
    this.cell = 1;
    const {pane} = grid;
    pane.addEventListener("keydown", (event) => this.key(event));
    pane.addEventListener("focusin", (event) => this.arrive(this.placeOf(event.target)));
    pane.addEventListener("mouseover", (event) => this.mouseOver(event));
    pane.addEventListener("mouseleave", () => this.point(null));
  }

  get lines() {
    return this.grid.lines;
  }

  // The lines have been built anew: stay on the same cell, or as near to it as can be.
  adopt(before, hadFocus) {
    this.places = new Map();
    this.lines.forEach((line, l) => line.cells.forEach((node, c) => this.places.set(node, {line: l, cell: c})));
    const found = before ? this.lines.findIndex((line) => line.key === before.key) : -1;
    const column = before?.column ? this.grid.shown.columns.findIndex((one) => one.id === before.column) + 1 : 0;
    this.pointed = null;
    this.line = Math.min(found >= 0 ? found : this.firstCase(), this.lines.length - 1);
    this.cell = before && !before.column ? 0 : column || 1;
    this.makeStop(true);
    if (hadFocus) this.here?.focus({preventScroll: true});
  }

  // What `adopt` finds the same cell by.
  get remembered() {
    const line = this.lines?.[this.line];
    return line && {key: line.key, column: this.grid.shown.columns[this.cell - 1]?.id};
  }

  firstCase() {
    return Math.max(0, this.lines.findIndex((line) => line.kind === "case"));
  }

  at({line, cell}) {
    const cells = this.lines[line]?.cells ?? [];
    return cells[Math.min(cell, cells.length - 1)];
  }

  get here() {
    return this.at(this);
  }

  placeOf(target) {
    const node = target.closest?.("td, th");
    return (node && this.places?.get(node)) ?? null;
  }

  arrive(place) {
    if (!place) return;
    this.makeStop(false);
    // On a heading across all columns one keeps the column one came down.
    const acrossAll = this.lines[place.line].cells.length === 1 && place.cell === 0;
    this.line = place.line;
    if (!acrossAll || this.line !== this.bound) this.cell = place.cell;
    this.makeStop(true);
    this.point(place);
  }

  makeStop(is) {
    const {here} = this;
    if (!here) return;
    for (const node of [here, ...here.querySelectorAll("a, button, input")]) node.setAttribute("tabindex", is ? "0" : "-1");
  }

  focus(line, cell) {
    this.makeStop(false);
    this.line = Math.max(0, Math.min(line, this.lines.length - 1));
    this.cell = Math.max(0, Math.min(cell, this.grid.shown.columns.length));
    this.makeStop(true);
    this.bound = this.line;
    this.here?.focus();
    this.bound = null;
  }

  // -- pointing: the line is lit by one class; the column through its <col>, or cell by cell where rows are boxes

  // Scrolling by keys slides other cells under a resting mouse; only a mouse that moves points at something.
  mouseOver({target, screenX, screenY}) {
    const rests = screenX === this.mouse?.screenX && screenY === this.mouse?.screenY;
    this.mouse = {screenX, screenY};
    if (!rests) this.point(this.placeOf(target));
  }

  point(place) {
    const here = place ?? (this.grid.pane.matches(":focus-within") ? {line: this.line, cell: this.cell} : null);
    if (here?.line === this.pointed?.line && here?.cell === this.pointed?.cell) return;
    this.light(this.pointed, false);
    this.light(here, true);
    this.pointed = here;
    this.grid.read(here);
  }

  light(place, on) {
    if (!place) return;
    if (place.cell) this.grid.cols[place.cell]?.classList.toggle("here", on);
    const lit = this.grid.data.kind === "summary" ? this.lines.filter((line) => line.row) : [];
    if (place.cell) for (const {cells} of [this.lines[0], ...lit]) cells[place.cell]?.classList.toggle("here", on);
    if (place.line) this.lines[place.line]?.tr.classList.toggle("here", on);
  }

  // -- keys

  key(event) {
    if (event.key === "Tab" || event.altKey || !this.here) return;
    const control = event.ctrlKey || event.metaKey;
    if (!control) event.stopPropagation();
    const inControl = event.target !== this.here;
    const handled = inControl ? event.key === "Escape" && this.leaveControl() : this.goKey(event.key, control) || (!control && this.actKey(event.key));
    if (handled) event.preventDefault();
  }

  leaveControl() {
    this.here.focus();
    return true;
  }

  actKey(key) {
    if (key === "Enter" || key === " ") this.act();
    else if (key === "Escape") this.grid.escape();
    else if (key === "?") this.grid.toggleKeys();
    else return false;
    return true;
  }

  // A cell opens; a head does the first thing it offers.
  act() {
    const line = this.lines[this.line];
    if (line.row && this.cell) this.grid.open(line.row, this.grid.shown.columns[this.cell - 1]);
    else this.here.querySelector("input, button, a")?.click();
  }

  goKey(key, control) {
    const {line, cell} = this;
    const lastLine = this.lines.length - 1;
    const lastCell = this.grid.shown.columns.length;
    const to = {
      ArrowUp: [control ? 0 : line - 1, cell],
      ArrowDown: [control ? lastLine : line + 1, cell],
      ArrowLeft: [line, control ? 0 : cell - 1],
      ArrowRight: [line, control ? lastCell : cell + 1],
      Home: control ? [this.firstCase(), 1] : [line, 1],
      End: [control ? lastLine : line, lastCell],
      PageUp: [line - this.linesPerPage(), cell],
      PageDown: [line + this.linesPerPage(), cell],
    }[key];
    if (to) this.focus(...to);
    return Boolean(to);
  }

  linesPerPage() {
    const height = this.lines[this.line].tr.offsetHeight || 40;
    const {pane, table} = this.grid;
    return Math.max(1, Math.floor((pane.clientHeight - table.tHead.offsetHeight) / height) - 1);
  }
}
