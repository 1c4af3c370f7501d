// The table of the matrix, built line by line: the heads, a heading for each group of cases, the cases, and beneath an
// open focus group its speakers. It is a real table: screen readers announce the heads of each cell.
import {button, element, plural} from "./elements.js";
import {attributesBeside, drawLocatingCell, drawSpeakerCell, drawSummaryCell, title} from "./matrix_cells.js";

// A line: {key, kind: "head" | "group" | "case" | "speaker", tr, cells: the head and one for each column}, and what it is of.
export function buildLines(grid) {
  const {rows, columns} = grid.shown;
  const lines = [headLine(grid, columns)];
  let group;
  for (const row of rows) {
    if (row.group !== null && row.group !== group) lines.push(groupLine(grid, grid.groups.get((group = row.group)), columns));
    if (row.group !== null && grid.collapsed.has(row.group)) continue;
    lines.push(caseLine(grid, row, columns));
    for (const speaker of grid.data.speakers[row.id] ?? []) lines.push(speakerLine(row, speaker, columns));
  }
  return lines;
}

// The lines in their table, each group in a body of its own.
export function buildTable(grid, lines, caption) {
  const {columns} = grid.shown;
  const cols = [element("col", {class: "cases"}), ...columns.map(() => element("col"))];
  const unseen = grid.data.total - grid.data.rows.length;
  const table = element("table", {role: "grid", class: grid.data.kind, "aria-rowcount": lines.length + unseen, "aria-colcount": columns.length + 1},
    element("caption", {text: caption}), element("colgroup", {}, ...cols));
  let body = element("thead", {role: "rowgroup"});
  lines.forEach(({kind, tr, cells}, n) => {
    tr.setAttribute("aria-rowindex", n + (n ? grid.data.first : 1));
    sayRoles(tr, cells);
    if (kind === "group" || (n === 1 && kind === "case")) body = element("tbody", {role: "rowgroup"});
    if (!body.parentNode) table.append(body);
    body.append(tr);
  });
  return {table, cols};
}

// To some browsers a row that is laid out as a box is no longer a row, unless it says so.
function sayRoles(tr, cells) {
  tr.setAttribute("role", "row");
  for (const cell of cells) cell.setAttribute("role", cell.tagName === "TD" ? "gridcell" : cell.scope === "col" ? "columnheader" : "rowheader");
}

function headLine(grid, columns) {
  const corner = element("th", {scope: "col", class: "corner", tabindex: -1}, element("span", {text: "Case"}),
    element("small", {text: grid.data.attributes.join(" · ")}));
  const cells = [corner, ...columns.map((column, c) => columnHead(grid, column, startsTheme(columns, c)))];
  return {key: "head", kind: "head", cells, tr: element("tr", {}, ...cells)};
}

function columnHead(grid, column, starts) {
  const about = column.definition ? `${title(column)}: ${column.definition}` : title(column);
  const th = element("th", {scope: "col", title: about, tabindex: -1, class: `${column.depth ? "" : "main"}${starts ? " starts" : ""}`},
    element("b", {text: column.number}), element("span", {text: column.name}));
  if (grid.data.kind === "locating") return th;
  if (grid.picking) th.append(chooser(grid.picked.columns, column.id, `Choose ${title(column)}`, grid));
  else if (!grid.only) th.append(button("Read down", () => grid.readDown(column), {class: "quiet", tabindex: -1, "aria-label": `Read down ${title(column)}`}));
  return th;
}

function chooser(chosen, id, label, grid) {
  const box = element("input", {type: "checkbox", tabindex: -1, "aria-label": label});
  box.checked = chosen.has(id);
  box.addEventListener("change", () => {
    chosen[box.checked ? "add" : "delete"](id);
    grid.pickedChanged();
  });
  return element("label", {class: "choose"}, box, element("span", {text: "Choose"}));
}

function groupLine(grid, group, columns) {
  const isOpen = !grid.collapsed.has(group.value);
  const [charted, partly] = group.charted;
  const far = grid.data.kind === "locating" ? [] : [`${charted} charted`, ...(partly ? [`${partly} in part`] : [])];
  const words = [plural(group.cases, "case"), ...far].join(", ");
  const toggle = button(group.name, () => grid.toggleGroup(group.value), {class: "toggle", tabindex: -1, "aria-expanded": String(isOpen)});
  const head = element("th", {scope: "rowgroup", tabindex: -1, colspan: isOpen ? columns.length + 1 : null},
    element("span", {class: "inner"}, toggle, element("span", {class: "counts", text: isOpen ? ` · ${words}` : words})));
  const cells = [head];
  if (!isOpen) cells.push(...columns.map((column) => element("td", {tabindex: -1, class: "voiced", text: group.voiced[column.id]})));
  return {key: `group ${group.value}`, kind: "group", group, cells, tr: element("tr", {class: isOpen ? "group" : "group closed"}, ...cells)};
}

function caseLine(grid, row, columns) {
  const cells = [caseHead(grid, row), ...columns.map((column, c) => {
    const td = element("td", {tabindex: -1, "aria-selected": "false"});
    drawCell(grid, td, row, column, startsTheme(columns, c));
    return td;
  })];
  return {key: `case ${row.id}`, kind: "case", row, cells, tr: element("tr", {}, ...cells)};
}

function caseHead(grid, row) {
  const named = row.attributes.map((value, a) => `${grid.data.attributes[a]}: ${value || "–"}`).join(", ");
  const along = element("a", {href: `/case?case=${row.id}`, target: "_top", tabindex: -1, text: row.case, title: `Read along ${row.case}: all its themes`});
  const th = element("th", {scope: "row", title: named, tabindex: -1}, element("b", {}, along), element("small", {text: attributesBeside(row).join(" · ")}));
  if (grid.picking) th.append(chooser(grid.picked.rows, row.id, `Choose ${row.case}`, grid));
  else if (row.speakers) {
    const isOpen = grid.data.open.includes(row.id);
    th.append(button(plural(row.speakers, "speaker"), () => grid.toggleSpeakers(row), {class: "toggle", tabindex: -1, "aria-expanded": String(isOpen)}));
  }
  return th;
}

function speakerLine(row, speaker, columns) {
  const head = element("th", {scope: "row", tabindex: -1, title: `${speaker.label} in ${row.case}: own words only`},
    element("span", {text: speaker.label}), element("span", {class: "unseen", text: ` in ${row.case}`}));
  const cells = [head, ...columns.map((column, c) => {
    const td = element("td", {tabindex: -1});
    drawSpeakerCell(td, speaker.said[column.id]);
    td.classList.toggle("starts", startsTheme(columns, c));
    return td;
  })];
  return {key: `speaker ${row.id} ${speaker.id}`, kind: "speaker", row, speaker, cells, tr: element("tr", {class: "speaker"}, ...cells)};
}

export function drawCell(grid, td, row, column, starts) {
  const cell = grid.data.cells[`${row.id}:${column.id}`];
  if (grid.data.kind === "locating") drawLocatingCell(td, cell, row, column);
  else drawSummaryCell(td, cell);
  td.classList.toggle("starts", starts);
  delete td.dressed;
}

export function startsTheme(columns, c) {
  return c > 0 && columns[c].number.split(".")[0] !== columns[c - 1].number.split(".")[0];
}
