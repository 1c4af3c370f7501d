// Fitting the matrix into the window: the widths of its columns, the heights of its rows, its own height.
import {dressCell, linesNeeded, linesSaid} from "./matrix_cells.js";
import {DENSITIES} from "./matrix_controls.js";

const NARROW = 760;
const MARGIN = 600; // pixels around what is in view
const NAMES_UPRIGHT_BELOW = 96;

export function fit(grid) {
  if (!grid.table) return;
  measure(grid);
  size(grid);
  fitPane(grid);
}

// Taken before a new table is put in, so that it is laid out once and not for the asking.
export function measure(grid) {
  grid.fitted = grid.frame.clientWidth;
  grid.across = grid.pane.clientWidth;
}

export function size(grid) {
  const {kind} = grid.data;
  const {length} = grid.shown.columns;
  const cases = grid.fitted < NARROW ? 108 : 168;
  const wanted = cases + length * grid.width;
  const across = kind === "summary" ? Math.max(wanted, grid.across) : wanted;
  grid.columnWidth = (across - cases) / Math.max(length, 1);
  grid.cols[0].style.width = `${cases}px`;
  grid.cols.slice(1).forEach((column) => (column.style.width = `${grid.columnWidth}px`));
  grid.table.style.width = `${across}px`;
  if (kind === "summary") setWidths(grid.table, cases, grid.columnWidth);
  grid.table.classList.toggle("upright", kind === "locating" && grid.columnWidth < NAMES_UPRIGHT_BELOW);
  fitRows(grid);
}

// Rows of text are boxes of their own (matrix_grid.css), which no <col> reaches.
function setWidths(table, cases, column) {
  table.style.setProperty("--cases", `${cases}px`);
  table.style.setProperty("--column", `${column}px`);
}

// The grid takes what the window leaves below its place, so the page itself need not scroll.
export function fitPane(grid) {
  const scroller = grid.root.host.closest("[data-testid=stMain]");
  const top = grid.pane.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
  const below = grid.legend.offsetHeight + grid.reading.offsetHeight + grid.status.offsetHeight + 40;
  grid.pane.style.maxHeight = `${Math.max(window.innerHeight - top - below, 360)}px`;
  // Not as a custom property: thousands of cells would inherit it, and each be styled anew.
  grid.pane.style.scrollPadding = `${grid.table.tHead.offsetHeight}px 8px 8px ${grid.cols[0].style.width}`;
}

// Whoever reads down or compares wants the whole text.
export function fitRows(grid) {
  const density = grid.only ? "full" : grid.density;
  grid.table.dataset.density = density;
  if (grid.data.kind === "locating") return;
  const {lines: most, line} = DENSITIES.summary[density];
  const letters = (grid.columnWidth - 18) / 6.1;
  grid.table.style.setProperty("--line", `${line}px`);
  for (const {kind, row, speaker, tr} of grid.lines) {
    if (kind !== "case" && kind !== "speaker") continue;
    const needed = (id) => (speaker ? linesSaid(speaker.said[id], letters) : linesNeeded(grid.data.cells[`${row.id}:${id}`], letters));
    tr.style.setProperty("--lines", Math.max(2, Math.min(most, Math.max(...grid.shown.columns.map(({id}) => needed(id))))));
  }
  dressInView(grid);
}

// Give the cells that are in view, or will be soon, their voices and links.
export function dressInView(grid) {
  cancelAnimationFrame(grid.dressing);
  if (grid.data.kind === "locating") return;
  grid.dressing = requestAnimationFrame(() => {
    const {pane, lines, shown, data, columnWidth} = grid;
    const [top, bottom] = [pane.scrollTop - MARGIN, pane.scrollTop + pane.clientHeight + MARGIN];
    const first = Math.max(0, Math.floor((pane.scrollLeft - MARGIN) / columnWidth));
    const last = Math.ceil((pane.scrollLeft + pane.clientWidth + MARGIN) / columnWidth);
    for (let l = firstBelow(lines, top); l < lines.length && lines[l].tr.offsetTop < bottom; l += 1) {
      if (lines[l].kind !== "case") continue;
      shown.columns.slice(first, last).forEach((column, c) => {
        const td = lines[l].cells[first + c + 1];
        if (td.dressed) return;
        td.dressed = true;
        dressCell(td, data.cells[`${lines[l].row.id}:${column.id}`]);
      });
    }
  });
}

// The first line that reaches below a height, found by halves.
function firstBelow(lines, height) {
  let [low, high] = [1, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].tr.offsetTop + lines[middle].tr.offsetHeight < height) low = middle + 1;
    else high = middle;
  }
  return low;
}
