// The keys of the theme tree: walking, finding by typing, and every change without a mouse.
import {label, whyNot} from "./theme_index.js";

export const KEYS = [
  ["↑ ↓", "go from theme to theme"],
  ["→ ←", "open or close a theme; go to the first sub-theme or up"],
  ["Home End", "first or last theme"],
  ["letters, digits", "go to the theme with that name or number"],
  ["*", "open all themes of this level"],
  ["Enter or F2", "rename; Enter saves, Esc leaves"],
  ["Shift+Enter", "add a theme on this level"],
  ["Ctrl+Enter", "add a sub-theme"],
  ["Alt+↑ Alt+↓", "move up or down among its neighbours"],
  ["Alt+→ Alt+←", "move under the theme above; move out one level"],
  ["Delete", "remove an empty theme"],
  ["Ctrl+Z", "undo; Ctrl+Shift+Z redo"],
  ["Esc", "stop typing; close this list"],
];

export function pressKey(tree, event) {
  if (event.target.tagName === "INPUT" || event.key === "Tab") return;
  const node = tree.nodes.get(tree.anchor);
  const handled = commandKey(tree, event, node) || walkKey(tree, event, node) || typeAhead(tree, event);
  // Streamlit binds plain letters on the document; none of ours may reach it.
  if (handled || (!event.ctrlKey && !event.metaKey)) event.stopPropagation();
  if (handled) event.preventDefault();
}

function commandKey(tree, event, node) {
  const {key, altKey: alt, shiftKey: shift} = event;
  const control = event.ctrlKey || event.metaKey;
  if (key === "?") return tree.toggleKeys(), true;
  if (key === "Escape") return tree.toggleKeys(false), true;
  if (!node || !tree.mayWrite) return false;
  if (control && key.toLowerCase() === "z") return tree.travel(shift ? "redo" : "undo"), true;
  if (control && key.toLowerCase() === "y") return tree.travel("redo"), true;
  const act =
    alt && key === "ArrowUp" ? ["move", () => tree.shift(-1)]
    : alt && key === "ArrowDown" ? ["move", () => tree.shift(1)]
    : alt && key === "ArrowLeft" ? ["move", () => tree.moveOut()]
    : alt && key === "ArrowRight" ? ["move", () => tree.moveIn()]
    : control && key === "Enter" ? ["add_below", () => tree.addBelow()]
    : shift && key === "Enter" ? ["", () => tree.startAdding(node.above.id)]
    : key === "F2" || key === "Enter" ? ["rename", () => tree.startRenaming()]
    : key === "Delete" ? ["remove", () => tree.remove()]
    : null;
  if (!act) return false;
  const [needs, run] = act;
  tree.choose(node.id);
  const reason = needs && whyNot(needs, node);
  if (reason) tree.say(reason);
  else run();
  return true;
}

function walkKey(tree, event, node) {
  if (!node || event.altKey || event.ctrlKey || event.metaKey) return false;
  const list = tree.shown.filter((row) => row.node).map((row) => row.node);
  const at = list.indexOf(node);
  const open = tree.rows.get(node.id)?.ariaExpanded;
  const go = (target) => target && target.id !== null && tree.choose(target.id, {focus: true});
  switch (event.key) {
    case "ArrowDown": go(list[at + 1]); break;
    case "ArrowUp": go(list[at - 1]); break;
    case "Home": go(list[0]); break;
    case "End": go(list.at(-1)); break;
    case "ArrowRight": open === "false" ? tree.setOpen(node, true) : open === "true" && go(list[at + 1]); break;
    case "ArrowLeft": open === "true" ? tree.setOpen(node, false) : go(node.above); break;
    case " ":
      if (tree.typed) return false;
      go(node);
      break;
    case "*": openSiblings(tree, node); break;
    default: return false;
  }
  return true;
}

function openSiblings(tree, node) {
  for (const sibling of node.above.children) tree.closed.delete(sibling.id);
  tree.setOpen(node, true);
}

function typeAhead(tree, event) {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
  clearTimeout(tree.typeTimer);
  tree.typeTimer = setTimeout(() => (tree.typed = ""), 800);
  tree.typed += event.key.toLowerCase();
  const list = tree.shown.filter((row) => row.node).map((row) => row.node);
  const from = list.findIndex((node) => node.id === tree.anchor) + (tree.typed.length > 1 ? 0 : 1);
  const around = [...list.slice(from), ...list.slice(0, from)];
  const hit = around.find((node) => node.number.startsWith(tree.typed) || node.name.toLowerCase().startsWith(tree.typed));
  if (hit) tree.choose(hit.id, {focus: true});
  return true;
}

export function pressKeyInFind(tree, event) {
  event.stopPropagation();
  if (event.key === "Escape" && tree.find.value) {
    tree.find.value = "";
    tree.render();
  } else if (event.key === "ArrowDown" || event.key === "Enter") {
    event.preventDefault();
    const words = tree.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hit = tree.shown.find((row) => row.node && words.every((word) => label(row.node).toLowerCase().includes(word)));
    const first = hit ?? tree.shown.find((row) => row.node);
    if (first) tree.choose(first.node.id, {focus: true});
  }
}
