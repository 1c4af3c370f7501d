// What the screen shows = what the server sent + the person's own changes that the server has not yet sent back.
import {pending, send} from "./operations.js";

const RESIZE_PAUSE = 500;
const NUMBER_KEYS = 9;
const WORDS = /[\p{L}\p{N}]/u;
const EMPTY = {passages: [], notes: [], themes: [], recent: [], used: [], pins: [], dark: [], triaged: [], pinned: [], adrift: [], people: {}, version: -1, marks: -1};

export class Study {
  constructor(transcript) {
    this.transcript = transcript;
    this.local = [];       // {key, id, name, arguments, sent, version}
    this.aliases = new Map(); // key of a locally made passage → the id the server gave it
    this.made = 0;
    this.filter = {theme: null, person: null};
    this.kept = null;      // a passage that is shown whatever the filter says: the one just placed or picked
    this.showsDark = false;
    this.adopt();
    this.data = EMPTY;
  }

  // Changes that were still on their way when the person left this page and came back.
  adopt() {
    const isHere = ({arguments: {transcript_id}}) => transcript_id === undefined || transcript_id === this.transcript.id;
    for (const {id, name, arguments: args} of pending().filter(isHere)) {
      this.local.push({key: `local-${++this.made}`, id, name, arguments: args, sent: true, before: new Set(), makes: MAKES[name]?.(this, args)});
    }
  }

  receive(data) {
    this.data = {...EMPTY, ...data};
    this.findAliases();
    this.local = this.local.filter((entry) => !(entry.version <= data.version));
    this.sendDeferred();
    this.compute();
  }

  settled({id, ok, version, made}) {
    const entry = this.local.find((other) => other.id === id);
    if (!entry) return null;
    if (made !== undefined && MAKES[entry.name]) this.aliases.set(entry.key, made);
    if (ok) entry.version = version ?? this.data.version;
    if (!ok || entry.version <= this.data.version) this.local = this.local.filter((other) => other !== entry);
    this.sendDeferred();
    this.compute();
    return entry;
  }

  // A passage is known under its local key until the server's id arrives.
  known(id) {
    return this.aliases.get(id) ?? id;
  }

  change(name, args) {
    this.flushResize();
    const entry = this.add(name, args);
    if (isReal(args.passage_id ?? args.about_id ?? 0)) this.dispatch(entry);
    this.compute();
    return entry;
  }

  add(name, args) {
    const entry = {key: `local-${++this.made}`, name, arguments: args, sent: false};
    entry.makes = MAKES[name]?.(this, args);
    if (entry.makes) entry.before = new Set(this.data.passages.map((passage) => passage.id));
    this.local.push(entry);
    return entry;
  }

  dispatch(entry) {
    entry.sent = true;
    entry.id = send(entry.name, entry.arguments);
  }

  // Moving a limit word by word is one change: it is sent when the person pauses, or lets go of the handle (`isHeld`).
  resize(passage, start, end, isHeld = false) {
    let entry = this.local.find((other) => other.name === "resize_passage" && !other.sent);
    if (entry && entry.arguments.passage_id !== passage.id) entry = void this.flushResize();
    entry ??= this.add("resize_passage", {passage_id: passage.id});
    Object.assign(entry.arguments, {start, end});
    clearTimeout(this.resizing);
    if (!isHeld) this.resizing = setTimeout(() => this.flushResize(), RESIZE_PAUSE);
    this.compute();
  }

  flushResize() {
    clearTimeout(this.resizing);
    this.local.filter((entry) => entry.name === "resize_passage" && !entry.sent && isReal(entry.arguments.passage_id))
      .forEach((entry) => this.dispatch(entry));
  }

  // Changes to a passage made before the server had told its id wait here for it.
  sendDeferred() {
    this.findAliases();
    for (const entry of this.local) {
      for (const name of ["passage_id", "about_id"]) {
        const id = entry.arguments[name];
        if (this.aliases.has(id)) entry.arguments[name] = this.aliases.get(id);
      }
      const waits = [entry.arguments.passage_id, entry.arguments.about_id].some((id) => id !== undefined && !isReal(id));
      if (!entry.sent && !waits && entry.name !== "resize_passage") this.dispatch(entry);
    }
    const making = new Set(this.local.map((entry) => entry.key));
    this.local = this.local.filter((entry) => entry.sent || [entry.arguments.passage_id, entry.arguments.about_id]
      .every((id) => id === undefined || isReal(id) || making.has(id)));
    this.flushSoon();
  }

  flushSoon() {
    if (this.local.some((entry) => !entry.sent)) {
      clearTimeout(this.resizing);
      this.resizing = setTimeout(() => this.flushResize(), RESIZE_PAUSE);
    }
  }

  findAliases() {
    for (const {key, makes, version, before} of this.local) {
      if (!makes || this.aliases.has(key)) continue;
      const isAnswered = version <= this.data.version; // then the server may have added to a passage that was there
      const mine = this.data.passages.find((passage) => passage.start === makes.start && passage.end === makes.end
        && passage.person === (makes.person ?? this.data.person) && (makes.themes ?? []).every((theme) => passage.themes.includes(theme))
        && (isAnswered || !before.has(passage.id)));
      if (mine) this.aliases.set(key, mine.id);
    }
  }

  compute() {
    this.findAliases();
    this.themes = new Map(this.data.themes.map((theme) => [theme.id, theme]));
    this.pins = [...this.data.pins];
    this.triaged = [...this.data.triaged];
    this.adrift = [...this.data.adrift];
    const passages = new Map(this.data.passages.map((passage) => [passage.id, passage]));
    const notes = new Map(this.data.notes.map((note) => [note.id, note]));
    for (const entry of this.local) APPLY[entry.name]?.(this, entry, entry.arguments, passages, notes);
    this.all = [...passages.values()].sort((one, other) => one.start - other.start || other.end - one.end);
    this.notes = [...notes.values()].sort((one, other) => one.start - other.start);
    this.byId = passages;
    this.dark = this.stillDark();
    this.narrow();
  }

  // What the server said is under no theme, without what has been placed or judged since.
  stillDark() {
    const taken = [...this.all.filter(({pending}) => pending).map(({start, end}) => [start, end]), ...this.triaged];
    const hasWords = ([start, end]) => WORDS.test(this.transcript.slice(start, end));
    return without(this.data.dark, taken).filter(hasWords)
      .map(([start, end]) => this.transcript.trimmed(start, end)).filter(Boolean);
  }

  // ---- what is shown of it ----

  get isFiltered() { return this.filter.theme !== null || this.filter.person !== null; }

  // Keep a passage in sight, whatever the filter says.
  keep(id) {
    if (id === this.kept) return;
    this.kept = id;
    if (this.isFiltered) this.narrow();
  }

  narrow() {
    const {theme, person} = this.filter;
    const under = theme === null ? null : this.beneath(theme);
    const isShown = ({id, themes, person: by}) => id === this.known(this.kept)
      || ((person === null || by === person) && (!under || themes.some((other) => under.has(other))));
    this.passages = this.isFiltered ? this.all.filter(isShown) : this.all;
    this.placeInLanes();
  }

  // A theme and all sub-themes under it.
  beneath(id) {
    const {themes} = this.data;
    const at = themes.findIndex((theme) => theme.id === id);
    const next = themes.findIndex((theme, index) => index > at && theme.depth <= themes[at].depth);
    return new Set(at < 0 ? [] : themes.slice(at, next < 0 ? undefined : next).map((theme) => theme.id));
  }

  // Passages that share a line get lanes side by side in the margin.
  placeInLanes() {
    const occupied = [];
    this.turns = this.transcript.turns.map(() => ({passages: [], notes: [], dark: []}));
    this.lane = new Map();
    for (const passage of this.passages) {
      const [first, last] = this.transcript.lineSpan(passage.start, passage.end);
      let lane = occupied.findIndex((until) => until < first.index);
      if (lane < 0) lane = occupied.length;
      occupied[lane] = last.index;
      this.lane.set(passage.id, lane);
      for (let turn = first.turn.index; turn <= last.turn.index; turn++) this.turns[turn].passages.push(passage);
    }
    this.lanes = occupied.length;
    for (const note of this.notes) {
      const [first, last] = this.transcript.lineSpan(note.start, note.end);
      for (let turn = first.turn.index; turn <= last.turn.index; turn++) this.turns[turn].notes.push(note);
    }
    for (const stretch of this.showsDark ? this.dark : []) {
      const [first, last] = this.transcript.lineSpan(stretch.start, stretch.end);
      for (let turn = first.turn.index; turn <= last.turn.index; turn++) this.turns[turn].dark.push(stretch);
    }
  }

  // Those around a position, the innermost (shortest) first.
  around(point) {
    const within = (passage) => passage.start <= point && point < passage.end;
    return this.turns[this.transcript.turnAt(point).index].passages.filter(within)
      .sort((one, other) => one.end - one.start - (other.end - other.start));
  }

  themeNumbers(passage) {
    return passage.themes.map((id) => this.themes.get(id)?.number ?? "?").join(" ");
  }

  themeNames(passage) {
    return passage.themes.map((id) => this.themeName(id)).join(", ");
  }

  themeName(id) {
    const theme = this.themes.get(id);
    return theme ? `${theme.number} ${theme.name}` : "a theme that is gone";
  }

  colour(passage) {
    return this.themes.get(passage.themes[0])?.colour ?? 0;
  }

  // The server's list, led by what was just used.
  get recent() {
    const used = this.local.flatMap((entry) => [...(entry.arguments.themes ?? []), ...(entry.arguments.theme_ids ?? [])]).reverse();
    return this.open([...used, ...this.data.recent]);
  }

  get used() { return this.open(this.data.used); }

  get pinned() { return this.open(this.pins); }

  // What the number keys do: a pinned theme keeps its key, the others have the themes used last.
  get onKeys() {
    const kept = Array.from({length: NUMBER_KEYS}, (_, place) => this.open([this.pins[place]])[0]);
    const rest = this.recent.filter((theme) => !kept.includes(theme));
    return kept.map((theme) => theme ?? rest.shift());
  }

  // The themes with these ids, each once, that take new passages.
  open(ids) {
    return [...new Set(ids)].map((id) => this.themes.get(id)).filter((theme) => theme && !theme.retired && isReal(theme.id));
  }
}

// Where the passage lies that an operation makes, so that it is known again when the server sends it.
const MAKES = {
  index_passage: (study, {start, end, themes}) => ({start, end, themes}),
  in_vivo: (study, {start, end}) => ({start, end}),
  split_passage(study, {passage_id, at}) {
    const passage = study.byId?.get(study.known(passage_id));
    return passage && {...study.transcript.trimmed(at, passage.end), person: passage.person};
  },
};

const APPLY = {
  index_passage(study, entry, {start, end, themes}, passages) {
    if (study.aliases.has(entry.key) && passages.has(study.aliases.get(entry.key))) return;
    const id = study.known(entry.key);
    passages.set(id, {id, start, end, themes, person: study.data.person, memos: [], pending: true, lines: study.transcript.lineLabel(start, end)});
  },
  place_passage(study, entry, {passage_id, theme_ids}, passages) {
    alter(passages, study.known(passage_id), (passage) => ({themes: [...new Set([...passage.themes, ...theme_ids])]}));
  },
  take_out(study, entry, {passage_id, theme_id}, passages) {
    const id = study.known(passage_id);
    alter(passages, id, (passage) => ({themes: passage.themes.filter((theme) => theme !== theme_id)}));
    if (passages.get(id)?.themes.length === 0) passages.delete(id);
  },
  in_vivo(study, entry, {start, end, parent_id, name}, passages) {
    if (study.aliases.has(entry.key) && passages.has(study.aliases.get(entry.key))) return;
    const parent = study.themes.get(parent_id);
    study.themes.set(entry.key, {id: entry.key, number: `${parent?.number ?? ""}.…`, name, definition: "", colour: parent?.colour ?? 0, depth: (parent?.depth ?? 0) + 1});
    const id = study.known(entry.key);
    passages.set(id, {id, start, end, themes: [entry.key], person: study.data.person, memos: [], pending: true, lines: study.transcript.lineLabel(start, end)});
  },
  mark_passage(study, entry, {passage_id, strength, key, consent}, passages) {
    alter(passages, study.known(passage_id), (passage) => ({
      strength: strength === undefined ? passage.strength : strength || null, key: key ?? passage.key, consent: consent ?? passage.consent}));
  },
  split_passage(study, entry, {passage_id, at}, passages) {
    const whole = passages.get(study.known(passage_id));
    if (!whole || at <= whole.start || at >= whole.end) return; // the server has done it already
    const [first, second] = [study.transcript.trimmed(whole.start, at), study.transcript.trimmed(at, whole.end)];
    if (!first || !second) return;
    const placed = ({start, end}) => ({start, end, pending: true, lines: study.transcript.lineLabel(start, end)});
    passages.set(whole.id, {...whole, ...placed(first)});
    const id = study.known(entry.key);
    passages.set(id, {...whole, id, memos: [], ...placed(second)});
  },
  pin_theme(study, entry, {theme_id, position}) {
    const before = study.pins.indexOf(theme_id);
    if (before >= 0) study.pins[before] = study.pins[position] ?? null;
    study.pins[position] = theme_id;
  },
  unpin_theme(study, entry, {theme_id}) {
    study.pins = study.pins.map((id) => (id === theme_id ? null : id));
  },
  untriage(study, entry, {start, end}) {
    study.triaged = study.triaged.filter((triage) => triage[1] <= start || triage[0] >= end);
  },
  triage(study, entry, {start, end, verdict}) {
    study.triaged = [...study.triaged.filter((triage) => triage[0] !== start || triage[1] !== end), [start, end, verdict]];
  },
  anchor_passage(study, entry, {passage_id, start, end}, passages) {
    const found = noLongerAdrift(study, "passage", passage_id);
    if (found) passages.set(passage_id, {...found, start, end, memos: [], pending: true, lines: study.transcript.lineLabel(start, end)});
  },
  anchor_note(study, entry, {memo_id, start, end}, passages, notes) {
    const found = noLongerAdrift(study, "note", memo_id);
    if (found) notes.set(memo_id, {...found, start, end, text: found.words, pending: true});
  },
  remove_passage(study, entry, {passage_id}, passages) {
    passages.delete(study.known(passage_id));
  },
  resize_passage(study, entry, {passage_id, start, end}, passages) {
    alter(passages, study.known(passage_id), () => ({start, end, lines: study.transcript.lineLabel(start, end)}));
  },
  write_memo(study, entry, {about_id, text}, passages) {
    const memo = {id: entry.key, text, person: study.data.person, pending: true};
    alter(passages, study.known(about_id), (passage) => (passage.memos.some(sameWords(memo)) ? {} : {memos: [...passage.memos, memo]}));
  },
  revise_memo(study, entry, {memo_id, text}, passages, notes) {
    alterMemo(passages, notes, memo_id, (memo) => ({...memo, text, pending: true}));
  },
  remove_memo(study, entry, {memo_id}, passages, notes) {
    alterMemo(passages, notes, memo_id, () => null);
  },
  note_in_margin(study, entry, {start, end, text}, passages, notes) {
    const note = {id: entry.key, start, end, text, person: study.data.person, pending: true};
    if (![...notes.values()].some((other) => other.start === start && other.end === end && sameWords(note)(other))) notes.set(entry.key, note);
  },
};

// The server's data may arrive a moment before its answer: then the words are there already.
function sameWords({text, person}) {
  return (other) => other.text === text && other.person === person;
}

function noLongerAdrift(study, kind, id) {
  const found = study.adrift.find((adrift) => adrift.kind === kind && adrift.id === id);
  study.adrift = study.adrift.filter((adrift) => adrift !== found);
  return found;
}

function alter(passages, id, change) {
  const passage = passages.get(id);
  if (passage) passages.set(id, {...passage, ...change(passage), pending: true});
}

function alterMemo(passages, notes, id, change) {
  if (notes.has(id)) {
    const note = change(notes.get(id));
    if (note) notes.set(id, note);
    else notes.delete(id);
  }
  for (const passage of passages.values()) {
    if (!passage.memos.some((memo) => memo.id === id)) continue;
    alter(passages, passage.id, () => ({memos: passage.memos.map((memo) => (memo.id === id ? change(memo) : memo)).filter(Boolean)}));
  }
}

export function isReal(id) {
  return typeof id === "number";
}

// The spans that remain of sorted spans when others are cut out of them.
export function without(spans, others) {
  const cuts = [...others].sort((one, other) => one[0] - other[0]);
  return spans.flatMap(([start, end]) => {
    const left = [];
    let from = start;
    for (const [cutStart, cutEnd] of cuts) {
      if (cutEnd <= from || cutStart >= end) continue;
      if (cutStart > from) left.push([from, cutStart]);
      from = Math.max(from, cutEnd);
    }
    return from < end ? [...left, [from, end]] : left;
  });
}
