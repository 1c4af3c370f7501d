// The keys of the cell editor: what is said of them, and what they do.

export const DIRECTIONS = {
  left: {sign: "←", key: "ArrowLeft", name: "Theme before"}, right: {sign: "→", key: "ArrowRight", name: "Theme after"},
  up: {sign: "↑", key: "ArrowUp", name: "Case above"}, down: {sign: "↓", key: "ArrowDown", name: "Case below"},
};

export const KEYS = {
  "Anywhere": [
    ["Ctrl+Enter", "saves and opens the next case down the column"], ["Ctrl+S", "saves and stays"], ["Alt+Shift+arrows", "opens the cell beside"],
    ["F6", "goes between evidence and cell"], ["Esc", "closes"],
  ],
  "In the cell": [
    ["[", "links the sentence before, by lines or words"], ["[ on a selection", "links the sentences selected"], ["Alt+S", "adds a summary"], ["Alt+C", "adds a comment"],
    ["Alt+↑ ↓", "moves the block"], ["Backspace", "deletes an empty block"],
  ],
  "In the evidence": [
    ["j k  ↑ ↓", "next, previous passage"], ["l", "links the passage to the sentence at the caret, or takes the link out"], ["c", "shows the context, or hides it"],
    ["s  S", "selects the next sentence; extends to it"], ["[ ]  { }", "widens, narrows by a word at either end"], ["q", "quotes the selected words"],
  ],
};

export function actOf({key, code, ctrlKey, metaKey, altKey, shiftKey}, editor) {
  const control = ctrlKey || metaKey;
  if (key === "Enter" && control) return () => editor.saveAndNext();
  if (control && !altKey && !shiftKey && key === "s") return () => editor.save();
  const way = altKey && shiftKey && Object.keys(DIRECTIONS).find((name) => DIRECTIONS[name].key === key);
  if (way) return () => editor.go(way);
  if (altKey && !control && !shiftKey && editor.mayWrite && code === "KeyS") return () => editor.writing.add("summary");
  if (altKey && !control && !shiftKey && editor.mayWrite && code === "KeyC") return () => editor.writing.add("comment");
  if (key === "F6") return () => (editor.cell.contains(editor.focused) ? editor.evidence.focus() : editor.focusCell(true));
  if (key === "Escape") return () => editor.escape();
  return null;
}

export function actOfBlock({key, altKey, shiftKey, ctrlKey, metaKey, repeat}, {draft, linking, writing}, view) {
  const by = altKey && !shiftKey && !ctrlKey && {ArrowUp: -1, ArrowDown: 1}[key];
  if (by) return () => writing.move(view.key, by);
  if (key === "Backspace" && !view.text.value && draft.parts.length > 1 && !repeat) return () => writing.remove(view.key);
  // On many keyboards AltGr, which counts as Ctrl+Alt, makes the bracket. Over selected words it is not typed.
  if (key === "[" && ctrlKey === altKey && !metaKey && linking.isAsked(view)) return () => linking.open(view, view.text);
  return null;
}
