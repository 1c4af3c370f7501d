// What a cell of the matrix says, and how it is drawn.
import {element, plural} from "./elements.js";

export const title = (column) => `${column.number} ${column.name}`.trim();
export const isCharted = (cell) => cell.parts.length > 0;
export const reasonOf = (cell) => cell.reason || "not charted yet";
const isUncharted = (cell) => !isCharted(cell) && reasonOf(cell) === "not charted yet";

// Site and group are often part of the case's own name; they are not said twice.
export function attributesBeside(row) {
  const inName = new Set(row.case.split(/[\s,]+/));
  return row.attributes.filter((value) => value && !inName.has(value) && value !== row.case && !row.case.includes(value));
}

// What the reader is told beside the text: how far the cell is, what is asked about it, what waits to be written up.
export function footOf(cell) {
  const waiting = isUncharted(cell) && cell.passages ? plural(cell.passages, "passage") : "";
  return [cell.status, cell.remarks ? plural(cell.remarks, "remark") : "", waiting].filter(Boolean).join(" · ");
}

const quoted = (text) => (/^[“"‘']/.test(text) ? text : `“${text}”`);
const textOf = ({pieces}) => pieces.map(([text]) => text).join("");

export function drawLocatingCell(td, cell, row, column) {
  const {mark} = cell;
  td.textContent = mark || cell.reason || "";
  td.className = mark === "●" ? "said" : mark ? "silent" : cell.reason ? "reason" : "";
  td.ariaLabel = `${row.case} – ${title(column)}: ${cell.words}`;
}

// A matrix has thousands of cells: each holds its text at once, for whoever searches or listens, and gets its voices and
// links (`dressCell`) when it comes into view.
export function drawSummaryCell(td, cell) {
  td.className = isCharted(cell) ? "charted" : isUncharted(cell) ? "uncharted" : "reason";
  const foot = footOf(cell);
  if (foot) td.classList.add("footed");
  const text = isCharted(cell) ? cell.parts.map(plainly).join(" ") : reasonOf(cell);
  td.replaceChildren(element("div", {class: "box", text}), ...(foot ? [element("small", {class: "foot", text: foot})] : []));
}

export function dressCell(td, cell) {
  if (isCharted(cell)) td.firstChild.replaceChildren(...cell.parts.map(drawPart));
}

function plainly(part) {
  const text = textOf(part);
  return part.kind === "comment" ? `Comment: ${text}` : part.kind === "verbatim" ? quoted(text) : text;
}

function drawPart(part) {
  const {kind, pieces} = part;
  const node = element("p", {class: kind});
  if (kind === "comment") node.append(element("b", {text: "Comment: "}));
  if (kind === "verbatim") node.append(quoted(textOf(part)), ...references(pieces.flatMap(([, links]) => links)));
  else for (const [text, links] of pieces) node.append(text, ...references(links));
  return node;
}

// “ (41–44; 52)”, each leading to the words in the transcript. They are tab stops only in the cell one is on.
function references(links) {
  const each = links.map(([passage, lines, transcript]) => element("a", {text: lines, tabindex: -1, "aria-label": `lines ${lines} in the transcript`,
    href: `/indexing?transcript=${transcript}&passage=${passage}`, target: "_top"}));
  return each.length ? [element("small", {}, " (", ...each.flatMap((link, n) => (n ? ["; ", link] : [link])), ")")] : [];
}

// A speaker's own words, nothing of others.
export function drawSpeakerCell(td, said) {
  td.className = said ? "own" : "own uncharted";
  const words = (said ?? []).map(([text, link]) => element("p", {class: "verbatim"}, quoted(text), ...references([link])));
  td.replaceChildren(said ? element("div", {class: "box"}, ...words) : element("div", {class: "box", text: "nothing under this"}));
}

// Heights are estimated from the number of letters: measuring thousands of cells would cost more than it is worth.
export function linesNeeded(cell, lettersPerLine) {
  const foot = footOf(cell) ? 1 : 0;
  if (!isCharted(cell)) return 1 + foot;
  return foot + linesOf(cell.parts.map((part) => textOf(part).length + part.pieces.reduce((sum, [, links]) => sum + links.length * 9, 0)), lettersPerLine);
}

export const linesSaid = (said, lettersPerLine) => linesOf((said ?? [[""]]).map(([text]) => text.length + 12), lettersPerLine);

const linesOf = (lengths, lettersPerLine) => lengths.reduce((sum, length) => sum + Math.ceil((length * 1.08) / lettersPerLine), 0);
