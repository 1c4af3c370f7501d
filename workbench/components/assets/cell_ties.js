// What a block rests on: ties, each of a stretch of its text to a passage; without a place (start: null) all of the block
// rests on the passage. Places are counted in UTF-16 units here and in code points by the study.

export const whole = (passage) => ({passage, start: null, end: null});
export const passagesOf = ({ties}) => [...new Set(ties.map((tie) => tie.passage))];

// -- at the border

export function fromStudy(text, ties) {
  const units = (point) => [...text].slice(0, point).join("").length;
  return ties.map(([passage, start, end]) => (start === null || start === undefined ? whole(passage) : {passage, start: units(start), end: units(end)}));
}

export function toStudy(text, ties) {
  const points = (unit) => [...text.slice(0, unit)].length;
  return ties.map(({passage, start, end}) => (start === null ? [passage, null, null] : [passage, points(start), points(end)]));
}

// -- sentences

// [start, end] of each sentence without the white space around it.
export function sentencesOf(text) {
  return [...new Intl.Segmenter(undefined, {granularity: "sentence"}).segment(text)].filter(({segment}) => segment.trim())
    .map(({index, segment}) => [index + segment.length - segment.trimStart().length, index + segment.trimEnd().length]);
}

// From the first to the last sentence that a selection touches, or the one the caret stands in or behind; null without words.
export function stretchAt(text, from, to) {
  const sentences = sentencesOf(text);
  const touched = sentences.filter(([start, end]) => start < to && end > from);
  const near = sentences.findLast(([start]) => start <= from) ?? sentences[0];
  const [first, last] = touched.length ? [touched[0], touched.at(-1)] : [near, near];
  return first ? {start: first[0], end: last[1]} : null;
}

// The summary's sentences under which there is no tie.
export function unsupported({text, ties}) {
  if (ties.some(({start}) => start === null)) return [];
  return sentencesOf(text).filter(([start, end]) => !ties.some((tie) => tie.start < end && tie.end > start)).map(([start, end]) => ({start, end}));
}

// “The week is full…”
export function beginning(text, stretch = null, count = 4) {
  const words = (stretch ? text.slice(stretch.start, stretch.end) : text).trim().split(/\s+/);
  return words.length > count ? `“${words.slice(0, count).join(" ").replace(/[,;:.–-]+$/, "")}…”` : `“${words.join(" ")}”`;
}

// -- tying

// Stretches of one passage that overlap are one; a passage tied to a stretch is not tied to the whole as well.
export function tidied(ties) {
  const kept = [];
  for (const tie of ties.filter(({start}) => start !== null).sort((a, b) => a.start - b.start || a.end - b.end || a.passage - b.passage)) {
    const before = kept.findLast(({passage}) => passage === tie.passage);
    if (before && tie.start < before.end) before.end = Math.max(before.end, tie.end);
    else kept.push({...tie});
  }
  const placed = new Set(kept.map(({passage}) => passage));
  const others = new Set(ties.map(({passage}) => passage).filter((passage) => !placed.has(passage)));
  return [...kept, ...[...others].map(whole)];
}

// Whether all of a stretch rests on a passage (without a stretch: whether anything of the block does).
export function isTied(ties, passage, stretch) {
  const mine = ties.filter((tie) => tie.passage === passage);
  return stretch ? mine.some(({start, end}) => start !== null && start <= stretch.start && end >= stretch.end) : mine.length > 0;
}

export function tied(ties, passage, stretch) {
  return tidied([...ties, stretch ? {passage, ...stretch} : whole(passage)]);
}

export function untied(text, ties, passage, stretch) {
  return tidied(ties.flatMap((tie) => {
    if (tie.passage !== passage) return [tie];
    if (!stretch || tie.start === null) return [];
    const left = {passage, ...trimmed(text, tie.start, Math.min(tie.end, stretch.start))};
    const right = {passage, ...trimmed(text, Math.max(tie.start, stretch.end), tie.end)};
    return [left, right].filter(({start, end}) => start < end);
  }));
}

function trimmed(text, start, end) {
  const words = text.slice(start, Math.max(start, end));
  return {start: start + words.length - words.trimStart().length, end: start + words.trimEnd().length};
}

// The text without white space at its ends, and its ties where they stand then.
export function trimmedBlock({kind, text, ties}) {
  const cut = text.length - text.trimStart().length;
  const length = text.trim().length;
  const shifted = ties.map((tie) => (tie.start === null ? tie : {...tie, start: Math.max(0, tie.start - cut), end: Math.min(length, tie.end - cut)}));
  return {kind, text: text.trim(), ties: tidied(shifted.filter(({start, end}) => start === null || start < end))};
}

// -- moving along while the text is edited

// Where the ties stand after an edit: those before it stay, those behind it shift, one around it stretches, one within goes.
export function moved(ties, before, after, caret = null) {
  if (before === after || !ties.length) return ties;
  const {from, to, added} = edit(before, after, caret);
  const shift = added - (to - from);
  return tidied(ties.flatMap((tie) => {
    const {start, end} = tie;
    if (start === null || end < from) return [tie];
    if (start >= to) return [{...tie, start: start + shift, end: end + shift}];
    if (end === from) return [{...tie, end: to === from ? grown(before, after, tie) : end}];
    if (from <= start && to >= end) return [];
    if (from >= start && to <= end) return [{...tie, end: end + shift}];
    return [from > start ? {...tie, end: from} : {...tie, start: from + added, end: end + shift}];
  }));
}

// The one region in which two texts differ. The caret stands behind what was typed, which decides between equal letters.
function edit(before, after, caret) {
  const behind = caret === null ? null : after.slice(caret);
  let same = 0;
  if (behind !== null && before.endsWith(behind)) same = behind.length;
  else while (same < Math.min(before.length, after.length) && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  if (isLow(before, before.length - same)) same -= 1; // a sign of two units is never cut
  const most = Math.min(before.length, after.length) - same;
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  if (isLow(before, from) || isLow(after, from)) from -= 1;
  return {from, to: before.length - same, added: after.length - same - from};
}

const isLow = (text, unit) => /[\uDC00-\uDFFF]/.test(text[unit] ?? "");

// A sentence that was linked before it was finished is linked to its end.
function grown(before, after, {start, end}) {
  const endOf = (text) => sentencesOf(text).find((sentence) => sentence[0] < end && sentence[1] >= end)?.[1] ?? end;
  return endOf(before) === end && start < end ? endOf(after) : end;
}

// -- showing

// The text cut where a stretch begins or ends: [start, end, the ties over it].
export function pieces(text, ties) {
  const cuts = [...new Set([0, text.length, ...ties.flatMap(({start, end}) => (start === null ? [] : [start, end]))])]
    .filter((cut) => cut <= text.length).sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => [cuts[index], end, ties.filter((tie) => tie.start !== null && tie.start <= cuts[index] && tie.end >= end)]);
}

// Each stretch with its passages, in the order of the text; what the whole block rests on comes last.
export function stretches(ties) {
  const found = new Map();
  for (const {passage, start, end} of ties) {
    const name = `${start}-${end}`;
    if (!found.has(name)) found.set(name, {name, stretch: start === null ? null : {start, end}, passages: []});
    found.get(name).passages.push(passage);
  }
  return [...found.values()];
}

// The text with “(41–44)” after each stretch, for reading only.
export function withLines(text, ties, linesOf) {
  const ends = new Map();
  for (const {passage, end} of ties) ends.set(end ?? text.length, [...(ends.get(end ?? text.length) ?? []), linesOf(passage)]);
  let last = 0;
  const said = [...ends].sort(([a], [b]) => a - b).map(([end, lines]) => {
    const piece = `${text.slice(last, end)} (${lines.filter(Boolean).join("; ") || "a passage not under this theme now"})`;
    last = end;
    return piece;
  });
  return said.join("") + text.slice(last);
}
