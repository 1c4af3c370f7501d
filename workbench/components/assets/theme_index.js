// The index of themes as a tree of nodes, and what each operation does to it. Nothing is drawn here, so that
// the screen can show at once what the server will confirm a moment later.
import {plural} from "./elements.js";

export function grow(themes) {
  const nodes = new Map([[null, {id: null, name: "", children: [], above: null}]]);
  for (const theme of themes) nodes.set(theme.id, {...theme, children: [], saving: false});
  for (const theme of themes) {
    const above = nodes.get(theme.parent ?? null) ?? nodes.get(null);
    attach(nodes.get(theme.id), above, Infinity);
  }
  return nodes;
}

// "Other" stays last, so whatever else is placed goes before it.
function attach(node, above, position) {
  const other = above.children.findIndex((child) => child.other);
  const last = other < 0 || node.other ? above.children.length : other;
  above.children.splice(Math.min(position, last), 0, node);
  node.above = above;
}

function detach(node) {
  node.above.children.splice(node.above.children.indexOf(node), 1);
}

export const temporaryId = (operation) => `new ${operation.id}`;
export const isTemporary = (node) => typeof node.id === "string";

export const LOCALLY = {
  add_theme(nodes, {parent_id, name}, operation) {
    const above = nodes.get(parent_id ?? null);
    if (!above) return;
    const node = {id: temporaryId(operation), name, number: "", definition: "", passages: 0, cases: 0, children: []};
    node.colour = above.colour ?? above.children.filter((child) => !child.other).length % 12;
    nodes.set(node.id, node);
    attach(node, above, Infinity);
    return node;
  },
  rename_theme: (nodes, {theme_id, name}) => change(nodes, theme_id, (node) => (node.name = name)),
  retire_theme: (nodes, {theme_id}) => change(nodes, theme_id, (node) => (node.retired = true)),
  restore_theme: (nodes, {theme_id}) => change(nodes, theme_id, (node) => (node.retired = false)),
  remove_theme: (nodes, {theme_id}) => {
    change(nodes, theme_id, detach);
    nodes.delete(theme_id);
  },
  move_theme: (nodes, {theme_id, parent_id, position}) =>
    change(nodes, theme_id, (node) => {
      const above = nodes.get(parent_id ?? null);
      if (!above || isWithin(above, node)) return;
      detach(node);
      attach(node, above, position);
    }),
};

function change(nodes, id, alter) {
  const node = nodes.get(id);
  if (node) alter(node);
  return node;
}

export function isWithin(node, ancestor) {
  for (let at = node; at; at = at.above) if (at === ancestor) return true;
  return false;
}

// A retired theme that the server left without a number takes none here either.
export function renumber(node, prefix = "", colour = null) {
  let count = 0;
  for (const child of node.children) {
    if (child.retired && !child.number) continue;
    child.number = `${prefix}${++count}`;
    child.colour = colour ?? child.colour;
    renumber(child, `${child.number}.`, child.colour);
  }
}

export const label = (node) => `${node.number} ${node.name}`.trim();
export function countsOf(node) {
  if (!node.passages) return "no passages";
  return `${plural(node.passages, "passage")} · ${plural(node.cases, "case")}`;
}

// An automatic, empty "Other" below a theme does not keep that theme from being removed.
const isEmpty = (node) => !node.passages && node.children.every((child) => child.other && isEmpty(child));

export function whyNot(act, node) {
  if (!node) return "Choose a theme first.";
  if (isTemporary(node)) return `“${node.name}” is still being saved. Try again in a moment.`;
  if (act === "add_below" && node.retired) return `${label(node)} is retired. Restore it to add sub-themes.`;
  if (node.other) return act === "add_below" ? "“Other” has no sub-themes." : OTHER_SENTENCE;
  if (act === "remove" && !isEmpty(node))
    return `${label(node)} still holds ${node.passages ? countsOf(node) : "sub-themes"}. Retire it, or empty it first.`;
  return "";
}

const OTHER_SENTENCE = "“Other” belongs to its theme: it stays last and cannot be renamed, moved, retired or removed.";
