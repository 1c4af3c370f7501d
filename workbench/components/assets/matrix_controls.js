// Above the matrix: what its signs mean, how it is read and how densely, each remembered for this person on this machine.
import {button, element, plural} from "./elements.js";

const LEGENDS = {
  locating: [["●", "passages indexed here"], ["○", "asked, nothing said"], ["words", "why there is nothing"], ["empty", "no passages"]],
  summary: [["plain", "summary"], ["“italic”", "participant’s words"], ["Comment:", "analyst’s comment"], ["(41–44)", "lines of the transcript"]],
};
export const DENSITIES = {
  locating: {compact: {name: "Compact"}, comfortable: {name: "Comfortable"}},
  summary: {
    compact: {name: "Compact", lines: 3, line: 17},
    comfortable: {name: "Comfortable", lines: 8, line: 19},
    full: {name: "Full text", lines: Infinity, line: 20},
  },
};
export const WIDTHS = {locating: {least: 44, most: 180, first: 58}, summary: {least: 140, most: 480, first: 236}};
export const KEYS = "Arrows go from cell to cell and to the heads · Home, End: first or last sub-theme · Page Up, Page Down: a page of cases · "
  + "Ctrl+Home, Ctrl+End: first or last cell · Enter opens the cell, or does what a head offers · Tab goes to the links of a cell · Esc closes";

const kept = (data, name) => `workbench.matrix_grid.${data.person}.${data.kind}.${name}`;

export function remembered(data, name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(kept(data, name))) ?? fallback;
  } catch {
    return fallback;
  }
}

function remember(data, name, value) {
  try {
    localStorage.setItem(kept(data, name), JSON.stringify(value));
  } catch {
    /* a browser without storage only forgets the view */
  }
}

export function drawControls(grid) {
  drawLegend(grid);
  const keys = button("Keys", () => grid.toggleKeys(), {title: "Show the keys (?)"});
  grid.controls.replaceChildren(...[...ways(grid), folding(grid), density(grid), width(grid), keys].filter(Boolean));
}

function drawLegend({data, legend}) {
  legend.replaceChildren(...LEGENDS[data.kind].map(([sign, meaning]) => element("div", {}, element("dt", {text: sign}), element("dd", {text: meaning}))));
}

// Reading one against another: choose cases or sub-themes, then see only those.
function ways(grid) {
  if (grid.data.kind === "locating") return [];
  if (grid.only) return [button("Whole matrix", () => grid.readWhole())];
  if (!grid.picking) return [button("Compare …", () => grid.startPicking(), {title: "Read cases or sub-themes against one another"})];
  const {rows, columns} = grid.picked;
  const chosen = [rows.size ? plural(rows.size, "case") : "", columns.size ? plural(columns.size, "sub-theme") : ""].filter(Boolean).join(" and ");
  const show = button(chosen ? `Show ${chosen}` : "Show", () => grid.readPicked(), {class: "primary"});
  show.disabled = rows.size < 2 && columns.size < 2;
  return [element("span", {text: "Choose two or more cases or sub-themes:"}), show, button("Cancel", () => grid.readWhole())];
}

function folding(grid) {
  if (grid.groups.size < 2) return null;
  const all = grid.collapsed.size === grid.groups.size;
  return button(all ? "Expand all" : "Collapse all", () => grid.foldAll(!all), {title: "The groups of cases"});
}

function density(grid) {
  const group = element("div", {class: "density", role: "radiogroup", "aria-label": "Density of the rows"});
  for (const [name, {name: label}] of Object.entries(DENSITIES[grid.data.kind])) {
    const radio = element("input", {type: "radio", name: "density", value: name});
    radio.checked = name === grid.density;
    radio.addEventListener("change", () => {
      remember(grid.data, "density", name);
      grid.setDensity(name, `Rows are ${name === "full" ? "as high as their text" : label.toLowerCase()}.`);
    });
    group.append(element("label", {}, radio, element("span", {text: label})));
  }
  return group;
}

function width(grid) {
  const {least, most} = WIDTHS[grid.data.kind];
  const range = element("input", {type: "range", min: least, max: most, step: 2, value: grid.width});
  range.addEventListener("input", () => {
    remember(grid.data, "width", Number(range.value));
    grid.setWidth(Number(range.value));
  });
  return element("label", {class: "width"}, element("span", {text: "Column width"}), range);
}
