// Dragging a theme with the mouse: before, under or after another one.

export function letThemesBeDragged(tree) {
  tree.tree.addEventListener("dragstart", (event) => {
    tree.dragged = tree.nodeAt(event);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", tree.dragged?.name ?? "");
  });
  tree.tree.addEventListener("dragover", (event) => dragOver(tree, event));
  tree.tree.addEventListener("dragleave", (event) => event.target === tree.tree && showDrop(tree, null));
  tree.tree.addEventListener("dragend", () => endDrag(tree));
  tree.tree.addEventListener("drop", (event) => {
    event.preventDefault();
    const {dragged, drop} = tree;
    endDrag(tree);
    // Meanwhile a colleague may have removed either of them.
    const node = tree.nodes.get(dragged?.id);
    const above = tree.nodes.get(drop?.above);
    if (node && above) tree.move(node, above, drop.position);
  });
}

function dragOver(tree, event) {
  const target = tree.nodeAt(event);
  const drop = tree.dragged && target ? dropPlace(tree, target, event) : null;
  if (drop) {
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  }
  showDrop(tree, drop);
  openSoon(tree, drop?.way === "into" ? target : null);
}

// The upper part of a row means before it, the lower part after it, the middle under it.
function dropPlace(tree, target, event) {
  const row = tree.rows.get(target.id);
  const box = row.getBoundingClientRect();
  const share = (event.clientY - box.top) / box.height;
  const dragged = tree.nodes.get(tree.dragged.id);
  const into = !target.other && !target.retired && share > 0.3 && share < 0.7;
  const first = !into && share >= 0.7 && row.ariaExpanded === "true";
  const above = into || first ? target : target.above;
  if (target === dragged || tree.whyNotInto(dragged, above)) return null;
  const places = tree.placesIn(above, dragged);
  const at = target.other ? places.length : places.indexOf(target);
  const position = into ? places.length : first ? 0 : share < 0.5 || target.other ? at : at + 1;
  const way = into ? "into" : share < 0.5 || target.other ? "before" : "after";
  return {above: above.id, position, way, row, deeper: first};
}

function showDrop(tree, drop) {
  tree.drop?.row.removeAttribute("data-drop");
  tree.drop = drop;
  if (!drop) return;
  drop.row.dataset.drop = drop.way;
  drop.row.style.setProperty("--drop-step", drop.deeper ? 1 : 0);
}

function openSoon(tree, node) {
  if (tree.waiting === node?.id) return;
  clearTimeout(tree.openTimer);
  tree.waiting = node?.id;
  if (node && tree.closed.has(node.id)) tree.openTimer = setTimeout(() => tree.setOpen(node, true), 700);
}

function endDrag(tree) {
  showDrop(tree, null);
  openSoon(tree, null);
  tree.dragged = null;
}
