// What the screen shows = what the server sent + the person's own changes that the server has not yet sent back.
import {pending, send} from "./operations.js";

const RESIZE_PAUSE = 500;

export class Study {
  constructor(transcript) {
    this.transcript = transcript;
    this.local = [];       // {key, id, name, arguments, sent, version}
    this.aliases = new Map(); // key of a locally made passage → the id the server gave it
    this.made = 0;
    this.adopt();
    this.data = {passages: [], notes: [], themes: [], recent: [], people: {}, version: -1};
  }

  // Changes that were still on their way when the person left this page and came back.
  adopt() {
    const isHere = ({arguments: {transcript_id}}) => transcript_id === undefined || transcript_id === this.transcript.id;
    for (const {id, name, arguments: args} of pending().filter(isHere)) {
      this.local.push({key: `local-${++this.made}`, id, name, arguments: args, sent: true, before: new Set()});
    }
  }

  receive(data) {
    this.data = data;
    this.themes = new Map(data.themes.map((theme) => [theme.id, theme]));
    this.findAliases();
    this.local = this.local.filter((entry) => !(entry.version <= data.version));
    this.sendDeferred();
    this.compute();
  }

  settled({id, ok, version, made}) {
    const entry = this.local.find((other) => other.id === id);
    if (!entry) return null;
    if (made !== undefined && entry.name === "index_passage") this.aliases.set(entry.key, made);
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
    if (name === "index_passage") entry.before = new Set(this.data.passages.map((passage) => passage.id));
    this.local.push(entry);
    return entry;
  }

  dispatch(entry) {
    entry.sent = true;
    entry.id = send(entry.name, entry.arguments);
  }

  // Moving a limit word by word is one change: it is sent when the person pauses.
  resize(passage, start, end) {
    let entry = this.local.find((other) => other.name === "resize_passage" && !other.sent);
    if (entry && entry.arguments.passage_id !== passage.id) entry = void this.flushResize();
    entry ??= this.add("resize_passage", {passage_id: passage.id});
    Object.assign(entry.arguments, {start, end});
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => this.flushResize(), RESIZE_PAUSE);
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
    for (const entry of this.local.filter(({name, key}) => name === "index_passage" && !this.aliases.has(key))) {
      const {start, end, themes} = entry.arguments;
      const isAnswered = entry.version <= this.data.version; // then the server may have added to a passage that was there
      const mine = this.data.passages.find((passage) => passage.start === start && passage.end === end && passage.person === this.data.person
        && themes.every((theme) => passage.themes.includes(theme)) && (isAnswered || !entry.before.has(passage.id)));
      if (mine) this.aliases.set(entry.key, mine.id);
    }
  }

  compute() {
    this.findAliases();
    const passages = new Map(this.data.passages.map((passage) => [passage.id, passage]));
    const notes = new Map(this.data.notes.map((note) => [note.id, note]));
    for (const entry of this.local) APPLY[entry.name]?.(this, entry, entry.arguments, passages, notes);
    this.passages = [...passages.values()].sort((one, other) => one.start - other.start || other.end - one.end);
    this.notes = [...notes.values()].sort((one, other) => one.start - other.start);
    this.byId = passages;
    this.placeInLanes();
  }

  // Passages that share a line get lanes side by side in the margin.
  placeInLanes() {
    const occupied = [];
    this.turns = this.transcript.turns.map(() => ({passages: [], notes: []}));
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
    return [...new Set([...used, ...(this.data.recent ?? [])])].map((id) => this.themes.get(id)).filter((theme) => theme && !theme.retired);
  }
}

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
