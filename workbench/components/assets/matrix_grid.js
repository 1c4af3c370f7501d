// The matrix, cases by themes: one grid for the locating matrix (where something is said) and for the charts
// (what is said). It shows and opens cells; nothing is written here.
import {element, plural} from "./elements.js";
import {footOf, isCharted, reasonOf, title} from "./matrix_cells.js";
import {DENSITIES, drawControls, KEYS, remembered, WIDTHS} from "./matrix_controls.js";
import {dressInView, fit, fitPane, fitRows, measure, size} from "./matrix_fitting.js";
import {Moving} from "./matrix_moving.js";
import {buildLines, buildTable, drawCell, startsTheme} from "./matrix_table.js";

const grids = new WeakMap();

export default function ({data, parentElement, setStateValue}) {
  let grid = grids.get(parentElement);
  if (!grid) grids.set(parentElement, (grid = new MatrixGrid(parentElement)));
  grid.setStateValue = setStateValue;
  grid.receive(data);
  return () => {
    grid.leave();
    grids.delete(parentElement);
  };
}

// The editor comes while nobody waits for it, so that the first cell opens as fast as any other.
const fetchEditor = () => import(new URL("../workbench.cell_editor/cell_editor.js", import.meta.url)).catch(() => {});

const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

class MatrixGrid {
  constructor(root) {
    this.root = root;
    this.sent = [];
    this.collapsed = new Set();
    this.readWholeAgain();
    this.build();
    this.resizing = new ResizeObserver(() => this.frame.clientWidth !== this.fitted && fit(this));
    this.resizing.observe(root.host);
    this.onResize = () => this.table && fitPane(this);
    this.onCell = ({detail}) => this.opened(detail);
    window.addEventListener("resize", this.onResize);
    window.addEventListener("workbench:cell", this.onCell);
  }

  leave() {
    cancelAnimationFrame(this.dressing);
    window.removeEventListener("resize", this.onResize);
    window.removeEventListener("workbench:cell", this.onCell);
    this.resizing.disconnect();
    this.frame.remove();
  }

  build() {
    this.controls = element("div", {class: "controls"});
    this.pane = element("div", {class: "pane"});
    this.reading = element("p", {class: "reading", "aria-hidden": "true"});
    this.status = element("p", {class: "status", role: "status"});
    this.legend = element("dl", {class: "legend", "aria-label": "Legend"});
    this.frame = element("section", {class: "matrix"}, this.controls, this.pane, this.legend, this.reading, this.status);
    this.root.append(this.frame);
    this.moving = new Moving(this);
    this.pane.addEventListener("click", (event) => this.click(event));
    this.pane.addEventListener("scroll", () => dressInView(this), {passive: true});
  }

  // -- data in

  // A line that names the matrix, then the matrix. Which cell is open the editor says (cell_editor.js), so that the same
  // matrix need not come again with every cell; where there is no editor, because the past is looked at, that line does.
  receive(payload) {
    if (payload === this.payload) return;
    this.payload = payload;
    const started = performance.now();
    const end = payload.indexOf(10);
    const head = parsed(payload.subarray(0, end));
    if (head.body === this.body) this.changed = 0;
    else this.take(parsed(payload.subarray(end + 1)));
    this.body = head.body;
    this.adoptSelection(head.selected ?? window.__workbenchCell ?? null);
    this.drawn = performance.now() - started;
    this.publish();
    if (this.data.kind === "summary") setTimeout(fetchEditor, 300);
  }

  take(data) {
    const before = this.data;
    this.data = data;
    this.groups = new Map(data.groups.map((group) => [group.value, group]));
    this.changed = data.signature === before?.signature ? this.redrawChanged(before) : this.adopt(before);
  }

  // Another matrix, or the same with other rows or speakers.
  adopt(before) {
    const ids = (data) => data?.columns.map(({id}) => id).join();
    const isOther = ids(before) !== ids(this.data) || before.kind !== this.data.kind;
    if (isOther) this.readWholeAgain();
    for (const value of this.collapsed) if (!this.groups.has(value)) this.collapsed.delete(value);
    this.density = remembered(this.data, "density", "comfortable");
    if (!DENSITIES[this.data.kind][this.density]) this.density = "comfortable";
    this.width = remembered(this.data, "width", WIDTHS[this.data.kind].first);
    this.rebuild({keep: !isOther});
    const opened = isOther ? [] : this.data.rows.filter(({id}) => this.data.open.includes(id) && !before.open.includes(id));
    if (opened.length) this.status.textContent = `The speakers of ${opened.map((row) => row.case).join(", ")} stand below, each with their own words only.`;
    return this.data.rows.length * this.data.columns.length;
  }

  redrawChanged(before) {
    let changed = 0;
    const {columns} = this.shown;
    for (const {kind, row, cells} of this.lines) {
      if (kind !== "case") continue;
      columns.forEach((column, c) => {
        const key = `${row.id}:${column.id}`;
        if (JSON.stringify(before.cells[key]) === JSON.stringify(this.data.cells[key])) return;
        drawCell(this, cells[c + 1], row, column, startsTheme(columns, c));
        changed += 1;
      });
    }
    const differs = (name) => JSON.stringify(before[name]) !== JSON.stringify(this.data[name]);
    if (differs("groups") || differs("speakers")) this.rebuild({keep: true});
    else if (changed) fitRows(this);
    return changed;
  }

  publish() {
    this.root.host.workbench = {
      ready: true, kind: this.data.kind, rows: this.data.rows.length, columns: this.data.columns.length, density: this.density,
      selected: this.selected ?? null, changed: this.changed, drawn: this.drawn, lines: this.lines.map(({key}) => key),
    };
  }

  // -- the table

  rebuild({keep}) {
    const {rows, columns} = this.data;
    this.shown = {
      rows: this.only?.rows?.size ? rows.filter(({id}) => this.only.rows.has(id)) : rows,
      columns: this.only?.columns?.size ? columns.filter(({id}) => this.only.columns.has(id)) : columns,
    };
    const [place, hadFocus] = [keep ? this.moving.remembered : null, this.pane.contains(this.root.activeElement)];
    const {scrollTop, scrollLeft} = this.pane;
    measure(this);
    this.lines = buildLines(this);
    const built = buildTable(this, this.lines, this.caption());
    Object.assign(this, built);
    size(this);
    this.pane.replaceChildren(this.table);
    if (!rows.length || !columns.length) this.pane.append(element("p", {class: "empty", text: "Nothing to show: no cases or no themes here."}));
    drawControls(this);
    fitPane(this);
    Object.assign(this.pane, keep ? {scrollTop, scrollLeft} : {scrollTop: 0, scrollLeft: 0});
    this.moving.adopt(place, keep && hadFocus);
    this.select(this.selected ?? null);
  }

  caption() {
    const {rows, columns} = this.shown;
    const name = this.data.kind === "locating" ? "Locating matrix" : "Summary matrix";
    return `${name}: ${plural(rows.length, "case")} by ${plural(columns.length, "sub-theme")}`;
  }

  // -- reading down, and one against another

  readWholeAgain() {
    this.only = null;
    this.picking = false;
    this.picked = {rows: new Set(), columns: new Set()};
  }

  readWhole() {
    const back = this.only && this.back;
    this.readWholeAgain();
    this.redraw("The whole matrix.", back);
  }

  readDown(column) {
    this.readOnly({columns: new Set([column.id])});
    this.status.textContent = `Reading down ${title(column)}.`;
  }

  readPicked() {
    this.picking = false;
    this.readOnly(this.picked);
    this.status.textContent = `Showing only ${this.caption().split(": ")[1]}.`;
  }

  readOnly(only) {
    this.back = {scrollTop: this.pane.scrollTop, scrollLeft: this.pane.scrollLeft};
    this.only = only;
    this.redraw("", {scrollTop: 0, scrollLeft: 0});
  }

  startPicking() {
    this.picking = true;
    this.redraw("Choose two or more cases or sub-themes in their heads.");
  }

  pickedChanged() {
    drawControls(this);
  }

  toggleGroup(value) {
    const folded = this.collapsed.delete(value) ? "Expanded" : this.collapsed.add(value) && "Collapsed";
    this.redraw(`${folded} ${this.groups.get(value).name}.`);
  }

  foldAll(close) {
    this.collapsed = new Set(close ? this.groups.keys() : []);
    this.redraw(close ? "All groups are collapsed." : "All groups are expanded.");
  }

  toggleSpeakers(row) {
    const {open} = this.data;
    const isOpen = open.includes(row.id);
    this.status.textContent = `${isOpen ? "Closing" : "Opening"} the speakers of ${row.case}.`;
    this.setStateValue("opened", isOpen ? open.filter((id) => id !== row.id) : [...open, row.id]);
  }

  redraw(sentence, scroll) {
    this.rebuild({keep: true});
    if (scroll) Object.assign(this.pane, scroll);
    this.status.textContent = sentence;
    this.publish();
  }

  setDensity(name, sentence) {
    this.density = name;
    fitRows(this);
    this.status.textContent = sentence;
    this.publish();
  }

  setWidth(width) {
    this.width = width;
    fit(this);
  }

  toggleKeys() {
    this.status.textContent = this.status.textContent === KEYS ? "" : KEYS;
  }

  // -- what one is on, in words below the matrix

  read(place) {
    const line = place && this.lines[place.line];
    const column = place && this.shown.columns[place.cell - 1];
    this.reading.textContent = line?.row && column ? this.sentenceOf(line.row, column, line.speaker) : "";
  }

  sentenceOf(row, column, speaker) {
    const where = `${speaker ? `${speaker.label} in ` : ""}${row.case} – ${title(column)}`;
    const cell = this.data.cells[`${row.id}:${column.id}`];
    const words = this.data.kind === "locating" ? cell.words : [isCharted(cell) ? "" : reasonOf(cell), footOf(cell)].filter(Boolean).join(", ");
    return words && !speaker ? `${where}: ${words}` : where;
  }

  // -- opening a cell

  open(row, column) {
    const key = `${row.id}:${column.id}`;
    this.select(key);
    this.status.textContent = `Opened ${this.sentenceOf(row, column)}`;
    this.tell(key);
  }

  escape() {
    if (this.picking || this.only) this.readWhole();
    else if (this.selected) {
      this.select(null);
      this.status.textContent = "Closed the cell.";
      this.tell(null);
    }
  }

  // The stamp makes each asking a new one, also of the cell that was asked for last.
  tell(key) {
    this.sent.push(key);
    this.setStateValue("selected", `${key ?? ""}#${Date.now()}`);
    this.publish();
  }

  // The editor says which cell it shows; null once it is closed.
  opened(key) {
    if (!this.data) return;
    this.adoptSelection(key);
    this.publish();
  }

  // The page's own choice wins, but the echo of what we told it must not undo a newer click.
  adoptSelection(selected) {
    if (selected === this.seenSelected) return;
    this.seenSelected = selected;
    const echo = this.sent.indexOf(selected);
    if (echo >= 0) this.sent.splice(0, echo + 1);
    else this.follow(selected);
  }

  // The cell was opened, or closed, from elsewhere: show it, and take the focus where nothing else has it.
  follow(key) {
    const before = this.selected;
    const row = key && this.data.rows.find(({id}) => String(id) === key.split(":")[0]);
    if (row && this.collapsed.delete(row.group)) this.rebuild({keep: true});
    this.select(key);
    if (key) requestAnimationFrame(() => this.bringIntoView(this.selectedCell));
    else if (before && [document.body, this.root.host].includes(document.activeElement)) this.focusOn(before);
  }

  // Only the matrix scrolls: the page stays where it is.
  bringIntoView(node) {
    if (!node?.isConnected) return;
    const [frame, cell] = [this.pane.getBoundingClientRect(), node.getBoundingClientRect()];
    const [top, left] = [frame.top + this.table.tHead.offsetHeight, frame.left + this.lines[0].cells[0].offsetWidth];
    const nearest = (low, high, least, most) => (low < least ? low - least : high > most ? Math.min(high - most, low - least) : 0);
    this.pane.scrollBy(nearest(cell.left, cell.right, left, frame.right), nearest(cell.top, cell.bottom, top, frame.bottom));
  }

  focusOn(key) {
    const place = this.placeOf(key);
    if (!place) return;
    this.moving.arrive(place);
    this.moving.here.focus({preventScroll: true});
  }

  select(key) {
    this.selectedCell?.setAttribute("aria-selected", "false");
    this.selected = key;
    const place = key && this.placeOf(key);
    this.selectedCell = place ? this.moving.at(place) : null;
    this.selectedCell?.setAttribute("aria-selected", "true");
  }

  placeOf(key) {
    const [row, column] = key.split(":").map(Number);
    const line = this.lines.findIndex((one) => one.kind === "case" && one.row.id === row);
    const cell = this.shown.columns.findIndex(({id}) => id === column) + 1;
    return line < 0 || !cell ? null : {line, cell};
  }

  click(event) {
    const link = event.target.closest("a");
    if (link) return this.followLink(event, link);
    if (event.target.closest("button, label, input")) return;
    const place = this.moving.placeOf(event.target);
    const line = place && this.lines[place.line];
    // Marking words in order to copy them does not open the cell.
    if (!line?.row || !place.cell || !(this.root.getSelection?.() ?? document.getSelection()).isCollapsed) return;
    this.moving.at(place).focus({preventScroll: true});
    this.open(line.row, this.shown.columns[place.cell - 1]);
  }

  // Within the window the page changes without being loaded anew; the browser's own ways (another tab) stay.
  followLink(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.setStateValue("link", `${link.getAttribute("href")}#${Date.now()}`);
  }
}
