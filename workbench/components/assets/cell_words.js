// Words of a passage as places in its text: what is selected there, its sentences and words.

export function merged(spans) {
  const found = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

export const quoteOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".said") ?? null;

export function composedRange(root) {
  const selection = document.getSelection();
  const [range] = selection.getComposedRanges?.({shadowRoots: [root]}) ?? [];
  if (range) return range.collapsed ? null : range;
  const inner = root.getSelection?.() ?? selection;
  return inner.rangeCount && !inner.isCollapsed ? inner.getRangeAt(0) : null;
}

export function offsetIn(quote, node, offset) {
  const range = document.createRange();
  range.setStart(quote, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

export function pointIn(quote, offset) {
  const walker = document.createTreeWalker(quote, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && offset > node.length) {
    offset -= node.length;
    node = walker.nextNode();
  }
  return {node: node ?? quote, offset: node ? offset : 0};
}

export function trimmed(said, {id, start, end}) {
  const words = said.slice(start, end);
  const from = start + words.length - words.trimStart().length;
  const to = end - (words.length - words.trimEnd().length);
  return to > from ? {id, start: from, end: to} : null;
}

// Nobody is quoted with half a word (or half a sign).
export function wholeWords(said, {start, end}) {
  const pieces = new Intl.Segmenter(undefined, {granularity: "word"}).segment(said);
  const last = pieces.containing(end - 1);
  return said.slice(pieces.containing(start).index, last.index + last.segment.length).trim();
}

// [start, end] of each sentence, or of each word.
export function bounds(said, granularity) {
  const segments = [...new Intl.Segmenter(undefined, {granularity}).segment(said)];
  const wanted = granularity === "word" ? segments.filter((piece) => piece.isWordLike) : segments.filter((piece) => piece.segment.trim());
  return wanted.map(({index, segment}) => [index, index + segment.length]);
}

// “lines 41–44”, “line 7”.
export const inLines = (lines) => `${/[–,;]/.test(lines) ? "lines" : "line"} ${lines}`;
