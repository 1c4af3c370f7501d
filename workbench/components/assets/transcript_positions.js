// Positions in a transcript. The study counts code points of the whole stored text, JavaScript counts UTF-16 units.

const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export class Transcript {
  constructor({transcript, name, text, turns}) {
    Object.assign(this, {id: transcript, name, text});
    this.pairs = surrogatePairs(text);
    this.turns = turns.map((turn, index) => ({...turn, index}));
    this.lines = this.turns.flatMap((turn) =>
      (turn.lines.length ? turn.lines : [["", turn.start, turn.end]]).map(([number, start, end]) => ({number, start, end, turn})));
    this.lines.forEach((line, index) => { line.index = index; });
    for (const line of this.lines) (line.turn.rows ??= []).push(line);
    for (const turn of this.turns) Object.assign(turn, {from: turn.rows[0].start, to: turn.rows.at(-1).end});
    this.segments = new Map();
  }

  units(point) {
    return this.pairs.length ? point + countBelow(this.pairs, (pair) => pair.point < point) : point;
  }

  points(unit) {
    return this.pairs.length ? unit - countBelow(this.pairs, (pair) => pair.unit < unit) : unit;
  }

  slice(start, end) {
    return this.text.slice(this.units(start), this.units(end));
  }

  get start() { return this.turns[0].from; }
  get end() { return this.turns.at(-1).to; }

  lineAt(point) {
    return this.lines[Math.max(0, countBelow(this.lines, (line) => line.start <= point) - 1)];
  }

  turnAt(point) {
    return this.lineAt(point).turn;
  }

  // The lines of a passage; its end lies behind its last character.
  lineSpan(start, end) {
    return [this.lineAt(start), this.lineAt(Math.max(start, end - 1))];
  }

  lineLabel(start, end) {
    const [first, last] = this.lineSpan(start, end).map((line) => line.number);
    return first === last ? `${first}` : `${first}–${last}`;
  }

  // Without the white space at both sides, and without the speaker's label between two turns; null when nothing is left.
  trimmed(start, end) {
    const first = this.turnAt(start);
    if (start >= first.to) start = this.turns[first.index + 1]?.from ?? start;
    const last = this.turnAt(end);
    end = end === last.from ? this.turns[last.index - 1]?.to ?? end : Math.min(end, last.to);
    if (start >= end) return null;
    const quote = this.slice(start, end);
    if (!quote.trim()) return null;
    return {
      start: start + (quote.length - quote.trimStart().length),
      end: end - (quote.length - quote.trimEnd().length),
    };
  }

  words(turn) {
    return this.cut(turn, "words", wordSpans);
  }

  sentences(turn) {
    return this.cut(turn, "sentences", sentenceSpans);
  }

  cut(turn, kind, spans) {
    const key = `${kind}${turn.index}`;
    if (!this.segments.has(key)) {
      const base = this.units(turn.from);
      const text = this.text.slice(base, this.units(turn.to));
      this.segments.set(key, spans(text).map(([start, end]) => [this.points(base + start), this.points(base + end)]));
    }
    return this.segments.get(key);
  }

  nextWordStart(point) {
    return this.seek(point, 1, (turn) => this.words(turn).find(([start]) => start > point)?.[0]) ?? this.end;
  }

  nextWordEnd(point) {
    return this.seek(point, 1, (turn) => this.words(turn).find(([, end]) => end > point)?.[1]) ?? this.end;
  }

  previousWordStart(point) {
    return this.seek(point, -1, (turn) => this.words(turn).findLast(([start]) => start < point)?.[0]) ?? this.start;
  }

  previousWordEnd(point) {
    return this.seek(point, -1, (turn) => this.words(turn).findLast(([, end]) => end < point)?.[1]) ?? this.start;
  }

  seek(point, step, pick) {
    for (let turn = this.turnAt(point); turn; turn = this.turns[turn.index + step]) {
      const found = pick(turn);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  // The word at a point, or the nearer one of those beside it, in the same turn.
  nearestWord(point) {
    const away = ([start, end]) => (point < start ? start - point : Math.max(0, point - end));
    return this.words(this.turnAt(point)).reduce((best, word) => (away(word) < away(best) ? word : best));
  }

  sentenceAt(point) {
    const sentences = this.sentences(this.turnAt(point));
    return sentences.find(([, end]) => end > point) ?? sentences.at(-1);
  }

  // The sentence that goes on behind a point, in this turn or a later one; the last one of all at the end.
  sentenceAfter(point) {
    return this.seek(point, 1, (turn) => this.sentences(turn).find(([, end]) => end > point)) ?? this.sentenceAt(point);
  }

  characterBeside(point, step) {
    const unit = this.units(point);
    if (step > 0) return unit < this.text.length ? Math.min(this.end, point + 1) : point;
    return Math.max(this.start, point - 1);
  }
}

function surrogatePairs(text) {
  const pairs = [];
  if (!/[\uD800-\uDBFF]/.test(text)) return pairs;
  for (const match of text.matchAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)) {
    pairs.push({unit: match.index, point: match.index - pairs.length});
  }
  return pairs;
}

// How many items at the front of a sorted list hold the condition.
export function countBelow(items, holds) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wordSpans(text) {
  if (WITHOUT_SPACES.test(text) && Intl.Segmenter) {
    return [...new Intl.Segmenter(undefined, {granularity: "word"}).segment(text)]
      .filter(({segment}) => segment.trim()).map(({index, segment}) => [index, index + segment.length]);
  }
  return [...text.matchAll(/\S+/g)].map(({index, 0: word}) => [index, index + word.length]);
}

function sentenceSpans(text) {
  const found = Intl.Segmenter
    ? [...new Intl.Segmenter(undefined, {granularity: "sentence"}).segment(text)].map(({index, segment}) => [index, segment])
    : [...text.matchAll(/[^.!?…]+[.!?…]*["'”’)\]]*\s*|[.!?…]+\s*/g)].map(({index, 0: segment}) => [index, segment]);
  return found.filter(([, segment]) => segment.trim()).map(([index, segment]) => {
    const start = index + segment.length - segment.trimStart().length;
    return [start, start + segment.trim().length];
  });
}
