// The matrix, cases by themes: one grid for the locating matrix (where something is said) and for the charts
// (what is said). It shows and opens cells; nothing is written here.
import {button, element, plural} from "./elements.js";
import {attributesBeside, drawLocatingCell, drawSummaryCell, footOf, isCharted, linesNeeded, reasonOf, title, wordsOf} from "./matrix_cells.js";

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

const DENSITIES = {compact: {lines: 3, line: 17}, normal: {lines: 8, line: 19}, roomy: {lines: Infinity, line: 21}};
const WIDTHS = {locating: {least: 44, most: 180, first: 58}, summary: {least: 140, most: 480, first: 236}};
const NAMES_UPRIGHT_BELOW = 96;

const KEYS = "Arrows go from cell to cell · Home, End: first or last theme · Page Up, Page Down: a page of cases · "
  + "Ctrl+Home, Ctrl+End: first or last cell · Enter opens the cell · Esc closes it";

// View settings are kept in this browser only.
function remembered(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`workbench.matrix_grid.${name}`)) ?? fallback;
  } catch {
    return fallback;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`workbench.matrix_grid.${name}`, JSON.stringify(value));
  } catch {
    /* a browser without storage only forgets the view */
  }
}

class MatrixGrid {
  constructor(root) {
    this.root = root;
    this.sent = [];
    this.at = {row: 0, column: 0};
    this.build();
    this.resizing = new ResizeObserver(() => this.frame.clientWidth !== this.fitted && this.fit());
    this.resizing.observe(root.host);
    this.onResize = () => this.table && this.fitPane();
    window.addEventListener("resize", this.onResize);
  }

  leave() {
    cancelAnimationFrame(this.laying);
    window.removeEventListener("resize", this.onResize);
    this.resizing.disconnect();
    this.frame.remove();
  }

  // -- data in

  receive(payload) {
    if (payload === this.payload) return;
    this.payload = payload;
    const started = performance.now();
    const next = payload instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(payload)) : payload;
    const same = this.data && next.signature === this.data.signature && next.kind === this.data.kind;
    const before = this.data;
    this.data = next;
    this.changed = same ? this.redrawChanged(before) : this.rebuild();
    this.adoptSelection(next.selected ?? null);
    this.drawn = performance.now() - started;
    this.publish();
  }

  // The page's own choice wins, but the echo of what we told it must not undo a newer click.
  adoptSelection(selected) {
    if (selected === this.seenSelected) return;
    this.seenSelected = selected;
    const echo = this.sent.indexOf(selected);
    if (echo >= 0) this.sent.splice(0, echo + 1);
    else this.markSelected(selected, {follow: true});
  }

  redrawChanged(before) {
    let changed = 0;
    for (const [r, row] of this.data.rows.entries()) {
      for (const [c, column] of this.data.columns.entries()) {
        const key = `${row.id}:${column.id}`;
        if (JSON.stringify(before.cells[key]) === JSON.stringify(this.data.cells[key])) continue;
        this.drawCell(this.cells[r][c], row, c);
        changed += 1;
      }
    }
    if (changed) this.fitRows();
    return changed;
  }

  drawCell(td, row, c) {
    const column = this.data.columns[c];
    const cell = this.data.cells[`${row.id}:${column.id}`];
    if (this.data.kind === "locating") drawLocatingCell(td, cell, row, column);
    else drawSummaryCell(td, cell);
    td.classList.toggle("starts", this.startsTheme(c));
  }

  publish() {
    this.root.host.workbench = {
      ready: true, kind: this.data.kind, rows: this.data.rows.length, columns: this.data.columns.length,
      selected: this.selected ?? null, changed: this.changed, drawn: this.drawn,
    };
  }

  // -- the frame: controls, the table in its own pane, a line that reads the cell one is on

  build() {
    this.controls = element("div", {class: "controls"});
    this.pane = element("div", {class: "pane"});
    this.reading = element("p", {class: "reading", "aria-hidden": "true"});
    this.status = element("p", {class: "status", role: "status"});
    this.frame = element("section", {class: "matrix"}, this.controls, this.pane, this.reading, this.status);
    this.root.append(this.frame);
    this.pane.addEventListener("keydown", (event) => this.key(event));
    this.pane.addEventListener("click", (event) => this.click(event));
    this.pane.addEventListener("focusin", (event) => this.arrive(this.placeOf(event.target)));
    this.pane.addEventListener("mouseover", (event) => this.mouseOver(event));
    this.pane.addEventListener("mouseleave", () => this.point(null));
  }

  buildControls() {
    const {kind} = this.data;
    this.density = remembered(`${kind}.density`, "normal");
    this.width = remembered(`${kind}.width`, WIDTHS[kind].first);
    const keys = button("Keys", () => this.toggleKeys(), {title: "Show the keys (?)"});
    this.controls.replaceChildren(this.legend(), this.densityControl(), this.widthControl(), keys);
  }

  legend() {
    const words = this.data.kind === "locating"
      ? [["●", "passages indexed here"], ["○", "asked, nothing said"], ["words", "why there is nothing"], ["empty", "no passages"]]
      : [["plain", "summary"], ["“italic”", "participant’s words"], ["Comment:", "analyst’s comment"], ["(41–44)", "lines of the transcript"]];
    const legend = element("dl", {class: "legend", "aria-label": "Legend"});
    for (const [sign, meaning] of words) legend.append(element("div", {}, element("dt", {text: sign}), element("dd", {text: meaning})));
    return legend;
  }

  densityControl() {
    const group = element("div", {class: "density", role: "radiogroup", "aria-label": "Density of the rows"});
    for (const name of Object.keys(DENSITIES)) {
      const radio = element("input", {type: "radio", name: "density", value: name});
      radio.checked = name === this.density;
      radio.addEventListener("change", () => {
        remember(`${this.data.kind}.density`, (this.density = name));
        this.fitRows();
        this.status.textContent = this.densitySentence();
      });
      group.append(element("label", {}, radio, element("span", {text: name[0].toUpperCase() + name.slice(1)})));
    }
    return group;
  }

  densitySentence() {
    if (this.data.kind === "locating") return `Rows are ${this.density}.`;
    return this.density === "roomy" ? "Rows show the whole text." : `Rows are ${this.density}; longer text is cut with …`;
  }

  widthControl() {
    const {least, most} = WIDTHS[this.data.kind];
    const range = element("input", {type: "range", min: least, max: most, step: 2, value: this.width});
    range.addEventListener("input", () => {
      remember(`${this.data.kind}.width`, (this.width = Number(range.value)));
      this.fit();
    });
    return element("label", {class: "width"}, element("span", {text: "Column width"}), range);
  }

  toggleKeys() {
    this.status.textContent = this.status.textContent === KEYS ? "" : KEYS;
  }

  // -- the table

  rebuild() {
    this.buildControls();
    const {kind, rows, columns} = this.data;
    this.columns = [element("col", {class: "cases"}), ...columns.map(() => element("col"))];
    const body = element("tbody");
    this.rows = [];
    this.cells = [];
    rows.forEach((row, r) => {
      if (row.group && row.group !== rows[r - 1]?.group) body.append(this.groupRow(r));
      body.append(this.caseRow(row));
    });
    this.table = element("table", {role: "grid", class: kind, "aria-label": this.name(),
      "aria-rowcount": body.children.length + 1, "aria-colcount": columns.length + 1},
      element("colgroup", {}, ...this.columns), this.head(), body);
    this.lookUp = new Map();
    this.cells.forEach((line, r) => line.forEach((td, c) => this.lookUp.set(td, {row: r, column: c})));
    this.pane.replaceChildren(this.table);
    this.selected = undefined;
    this.at = {row: Math.min(this.at.row, rows.length - 1), column: Math.min(this.at.column, columns.length - 1)};
    this.cellAt(this.at)?.setAttribute("tabindex", "0");
    if (!rows.length || !columns.length) this.pane.append(element("p", {class: "empty", text: "Nothing to show: no cases or no themes here."}));
    this.fit();
    this.layRows();
    return rows.length * columns.length;
  }

  name() {
    return this.data.kind === "locating" ? "Locating matrix: cases by themes" : "Chart: cases by themes";
  }

  head() {
    const corner = element("th", {scope: "col", class: "corner"}, element("span", {text: "Case"}),
      element("small", {text: this.data.attributes.join(" · ")}));
    this.heads = this.data.columns.map((column, c) => this.columnHead(column, c));
    return element("thead", {}, element("tr", {}, corner, ...this.heads));
  }

  columnHead(column, c) {
    const about = column.definition ? `${title(column)}: ${column.definition}` : title(column);
    return element("th", {scope: "col", title: about, class: `${column.depth ? "" : "main"}${this.startsTheme(c) ? " starts" : ""}`},
      element("b", {text: column.number}), element("span", {text: column.name}));
  }

  groupRow(from) {
    const {group} = this.data.rows[from];
    const after = this.data.rows.findIndex((row, r) => r > from && row.group !== group);
    const count = (after < 0 ? this.data.rows.length : after) - from;
    return element("tr", {class: "group"},
      element("th", {scope: "rowgroup", colspan: this.data.columns.length + 1},
        element("span", {text: `${group} · ${plural(count, "case")}`})));
  }

  caseRow(row) {
    const named = row.attributes.map((value, a) => `${this.data.attributes[a]}: ${value || "–"}`).join(", ");
    const head = element("th", {scope: "row", title: named}, element("b", {text: row.case}),
      element("small", {text: attributesBeside(row).join(" · ")}));
    const line = this.data.columns.map((column, c) => {
      const td = element("td", {tabindex: -1});
      this.drawCell(td, row, c);
      return td;
    });
    const tr = element("tr", {}, head, ...line);
    this.rows.push(tr);
    this.cells.push(line);
    return tr;
  }

  startsTheme(c) {
    const {columns} = this.data;
    return c > 0 && columns[c].number.split(".")[0] !== columns[c - 1].number.split(".")[0];
  }

  // -- fitting into the window

  fit() {
    if (!this.table) return;
    const {kind, columns} = this.data;
    this.fitted = this.frame.clientWidth;
    const narrow = this.fitted < 760;
    const cases = narrow ? 108 : 168;
    const wanted = cases + columns.length * this.width;
    const across = kind === "summary" ? Math.max(wanted, this.pane.clientWidth) : wanted;
    this.columnWidth = (across - cases) / Math.max(columns.length, 1);
    this.columns[0].style.width = `${cases}px`;
    this.columns.slice(1).forEach((column) => (column.style.width = `${this.columnWidth}px`));
    this.table.style.width = `${across}px`;
    this.table.classList.toggle("upright", kind === "locating" && this.columnWidth < NAMES_UPRIGHT_BELOW);
    this.pane.style.setProperty("--cases", `${cases}px`);
    this.fitRows();
    this.fitPane();
  }

  // The grid takes what the window leaves below its place, so the page itself need not scroll.
  fitPane() {
    const scroller = this.root.host.closest("[data-testid=stMain]");
    const top = this.pane.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
    const below = this.reading.offsetHeight + this.status.offsetHeight + 36;
    this.pane.style.maxHeight = `${Math.max(window.innerHeight - top - below, 360)}px`;
    this.pane.style.setProperty("--head", `${this.table.tHead.offsetHeight}px`);
  }

  fitRows() {
    this.table.dataset.density = this.density;
    if (this.data.kind === "locating") return;
    const {lines: most, line} = DENSITIES[this.density];
    const letters = (this.columnWidth - 18) / 6.1;
    this.table.style.setProperty("--line", `${line}px`);
    this.data.rows.forEach((row, r) => {
      const needed = this.data.columns.map((column) => linesNeeded(this.data.cells[`${row.id}:${column.id}`], letters));
      const shown = Math.max(2, Math.min(most, Math.max(...needed)));
      this.rows[r].style.setProperty("--lines", Number.isFinite(most) ? shown : "auto");
    });
  }

  // Skipping unseen cells makes the first picture quick but scrolling rough; so once it stands, the rows are
  // laid out a few at a time and kept.
  layRows(from = 0) {
    cancelAnimationFrame(this.laying);
    if (this.data.kind === "locating" || from >= this.rows.length) return;
    this.laying = requestAnimationFrame(() => {
      for (const row of this.rows.slice(from, from + 4)) row.classList.add("laid");
      this.layRows(from + 4);
    });
  }

  // -- where one is

  cellAt({row, column}) {
    return this.cells[row]?.[column];
  }

  placeOf(target) {
    const td = target.closest?.("td");
    return (td && this.lookUp.get(td)) ?? null;
  }

  keyAt({row, column}) {
    return `${this.data.rows[row].id}:${this.data.columns[column].id}`;
  }

  arrive(place) {
    if (!place) return;
    this.cellAt(this.at)?.setAttribute("tabindex", "-1");
    this.at = place;
    this.cellAt(place).setAttribute("tabindex", "0");
    this.point(place);
  }

  // Scrolling by keys slides other cells under a resting mouse; only a mouse that moves points at something.
  mouseOver({target, screenX, screenY}) {
    const rests = screenX === this.mouse?.screenX && screenY === this.mouse?.screenY;
    this.mouse = {screenX, screenY};
    if (!rests) this.point(this.placeOf(target));
  }

  // The column is lit through its <col>, the row by one class: no cell is touched.
  point(place) {
    const here = place ?? (this.pane.matches(":focus-within") ? this.at : null);
    if (here?.row === this.pointed?.row && here?.column === this.pointed?.column) return;
    this.light(this.pointed, false);
    this.light(here, true);
    this.pointed = here;
    this.reading.textContent = here ? this.sentenceOf(here) : "";
  }

  light(place, on) {
    if (!place) return;
    this.columns[place.column + 1]?.classList.toggle("here", on);
    this.heads[place.column]?.classList.toggle("here", on);
    this.rows[place.row]?.classList.toggle("here", on);
  }

  sentenceOf(place) {
    const row = this.data.rows[place.row];
    const column = this.data.columns[place.column];
    const cell = this.data.cells[this.keyAt(place)];
    const words = this.data.kind === "locating" ? wordsOf(cell)
      : [isCharted(cell) ? "" : reasonOf(cell), footOf(cell)].filter(Boolean).join(", ");
    return `${row.case} – ${title(column)}${words ? `: ${words}` : ""}`;
  }

  // -- opening a cell

  open(place) {
    const key = this.keyAt(place);
    this.markSelected(key);
    this.status.textContent = `Opened ${this.sentenceOf(place)}`;
    this.tell(key);
  }

  close() {
    if (!this.selected) return;
    this.markSelected(null);
    this.status.textContent = "Closed the cell.";
    this.tell(null);
  }

  tell(key) {
    this.sent.push(key);
    this.setStateValue("selected", key);
    this.publish();
  }

  markSelected(key, {follow = false} = {}) {
    this.selectedCell?.removeAttribute("aria-selected");
    this.selected = key;
    const place = key && this.placeOfKey(key);
    this.selectedCell = place ? this.cellAt(place) : null;
    this.selectedCell?.setAttribute("aria-selected", "true");
    if (!place || !follow) return;
    this.arrive(place);
    requestAnimationFrame(() => this.selectedCell?.scrollIntoView({block: "nearest", inline: "nearest"}));
  }

  placeOfKey(key) {
    const [row, column] = key.split(":");
    const place = {
      row: this.data.rows.findIndex((one) => String(one.id) === row),
      column: this.data.columns.findIndex((one) => String(one.id) === column),
    };
    return place.row < 0 || place.column < 0 ? null : place;
  }

  click(event) {
    const place = this.placeOf(event.target);
    // Marking words in order to copy them does not open the cell.
    if (!place || !(this.root.getSelection?.() ?? document.getSelection()).isCollapsed) return;
    this.cellAt(place).focus({preventScroll: true});
    this.open(place);
  }

  // -- keys

  key(event) {
    if (event.key === "Tab" || event.altKey || !this.cellAt(this.at)) return;
    const control = event.ctrlKey || event.metaKey;
    if (!control) event.stopPropagation();
    const handled = this.goKey(event.key, control) || (!control && this.actKey(event.key));
    if (handled) event.preventDefault();
  }

  actKey(key) {
    if (key === "Enter" || key === " ") this.open(this.at);
    else if (key === "Escape") this.close();
    else if (key === "?") this.toggleKeys();
    else return false;
    return true;
  }

  goKey(key, control) {
    const {row, column} = this.at;
    const lastRow = this.rows.length - 1;
    const lastColumn = this.data.columns.length - 1;
    const to = {
      ArrowUp: [control ? 0 : row - 1, column],
      ArrowDown: [control ? lastRow : row + 1, column],
      ArrowLeft: [row, control ? 0 : column - 1],
      ArrowRight: [row, control ? lastColumn : column + 1],
      Home: [control ? 0 : row, 0],
      End: [control ? lastRow : row, lastColumn],
      PageUp: [row - this.rowsPerPage(), column],
      PageDown: [row + this.rowsPerPage(), column],
    }[key];
    if (!to) return false;
    const within = (value, last) => Math.max(0, Math.min(value, last));
    this.cellAt({row: within(to[0], lastRow), column: within(to[1], lastColumn)})?.focus();
    return true;
  }

  rowsPerPage() {
    const height = this.rows[this.at.row].offsetHeight || 40;
    return Math.max(1, Math.floor((this.pane.clientHeight - this.table.tHead.offsetHeight) / height) - 1);
  }
}
