// What a cell of the matrix says, and how it is drawn.
import {element, plural} from "./elements.js";

export const title = (column) => `${column.number} ${column.name}`.trim();
export const isCharted = (cell) => cell?.parts?.length > 0 || Boolean(cell?.text);
export const reasonOf = (cell) => cell?.reason || "not charted yet";
const isUncharted = (cell) => reasonOf(cell) === "not charted yet";

export function wordsOf(cell) {
  return cell?.words || cell?.reason || (cell?.passages ? plural(cell.passages, "passage") : "no passages");
}

// Site and group are often part of the case's own name; they are not said twice.
export function attributesBeside(row) {
  const inName = new Set(row.case.split(/[\s,]+/));
  return row.attributes.filter((value) => value && !inName.has(value) && value !== row.case && !row.case.includes(value));
}

// What the reader is told beside the text: how far the cell is, and what waits to be written up.
export function footOf(cell) {
  if (isCharted(cell)) return cell.state ?? "";
  return cell?.passages ? plural(cell.passages, "passage") : "";
}

function references(links) {
  return links?.length ? ` (${links.map(([, lines]) => lines).join("; ")})` : "";
}

const quoted = (text) => (/^[“"‘']/.test(text) ? text : `“${text}”`);

export function drawLocatingCell(td, cell, row, column) {
  const mark = cell?.mark ?? "";
  td.textContent = mark || cell?.reason || "";
  td.className = mark === "●" ? "said" : mark ? "silent" : cell?.reason ? "reason" : "";
  td.ariaLabel = `${row.case} – ${title(column)}: ${wordsOf(cell)}`;
}

// One box per cell; a plain summary is a single text in it, so that 2,400 cells stay light.
export function drawSummaryCell(td, cell) {
  const box = td.firstChild ?? td.appendChild(element("div", {class: "box"}));
  const charted = isCharted(cell);
  td.className = charted ? "charted" : isUncharted(cell) ? "uncharted" : "reason";
  const foot = footOf(cell);
  if (foot) td.dataset.foot = foot;
  else delete td.dataset.foot;
  if (!charted) box.textContent = reasonOf(cell);
  else if (!cell.parts?.length) box.textContent = cell.text;
  else box.replaceChildren(...cell.parts.map(drawPart));
}

function drawPart({kind, text, links}) {
  const part = element("p", {class: kind});
  if (kind === "comment") part.append(element("b", {text: "Comment: "}));
  part.append(kind === "verbatim" ? quoted(text) : text);
  const lines = references(links);
  if (lines) part.append(element("small", {text: lines}));
  return part;
}

// Heights are estimated from the number of letters: measuring 2,400 cells would cost more than it is worth.
export function linesNeeded(cell, lettersPerLine) {
  if (!isCharted(cell)) return footOf(cell) ? 2 : 1;
  const texts = cell.parts?.length ? cell.parts.map((part) => part.text + references(part.links)) : [cell.text];
  const lines = texts.reduce((sum, text) => sum + Math.ceil((text.length * 1.08) / lettersPerLine), 0);
  return lines + (footOf(cell) ? 1 : 0);
}
