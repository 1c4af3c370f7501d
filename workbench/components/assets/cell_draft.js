// What an analyst is writing in one cell, apart from any screen: the draft, what it is based on, what is on its way to the
// study, and what somebody else wrote meanwhile. A draft never loses words to news from the server.
import {send} from "./operations.js";
import {forget, keep, kept} from "./cell_kept.js";
import {fromStudy, isTied, moved, passagesOf, tied, toStudy, trimmedBlock, untied, whole} from "./cell_ties.js";

export const NOT_CHARTED = "not charted yet";
const TEXTS_REMEMBERED = 300;
const UNDECIDED = -1; // a version no cell has: a conflict outlives a reload, too
let lastKey = 0;

export const newPart = (kind, text = "", ties = []) => ({key: ++lastKey, kind, text, ties: [...ties]});

// What would be stored: parts with words in them and how the group talked, or a reason for having none.
function contentOf({parts, blank, dynamics}) {
  const written = parts.filter((part) => part.text.trim());
  if (!blank && written.length) return {blank: null, parts: written.map(stored), dynamics: [...dynamics]};
  return {blank: blank || NOT_CHARTED, parts: [], dynamics: []};
}

// All of a quotation is drawn from its passages; its words need no places.
const stored = (part) => trimmedBlock(part.kind === "verbatim" ? {...part, ties: passagesOf(part).map(whole)} : part);

function same(one, other) {
  const places = (ties) => ties.map(({passage, start, end}) => `${passage} ${start} ${end}`).sort();
  const canonical = ({blank, parts, dynamics}) => JSON.stringify([blank, parts.map((p) => [p.kind, p.text, places(p.ties)]), [...dynamics].sort()]);
  return canonical(one) === canonical(other);
}

export class Draft {
  constructor(data) {
    this.where = {case_id: data.case.id, theme_id: data.theme.id};
    this.storedBefore = `${data.study ?? ""}/${data.case.id}/${data.theme.id}`;
    this.storageName = `${this.storedBefore}/${data.person}`;
    this.title = `${data.case.name}, ${data.theme.number}`;
    this.waiting = this.theirs = this.refusal = this.aside = this.restored = null;
    this.knownVersion = 0;
    this.earlier = new Map(); // block → its texts so far and what was linked then
    this.judged = new Map(); // guide → what this person has just said of it, until the study says so too
    this.take(data);
    this.base = this.latest;
    this.adopt(this.latest);
    this.restore();
  }

  // -- what the study says

  take(data) {
    this.data = data;
    for (const [guide, {settled}] of this.judged) if (data.guides.settled.includes(guide) === settled) this.judged.delete(guide);
    const parts = data.parts.map(({kind, text, ties}) => ({kind, text, ties: fromStudy(text, ties)}));
    this.latest = {...contentOf({parts, blank: data.blank, dynamics: data.dynamics ?? []}), seen: data.seen, version: data.version, written: data.written};
  }

  receive(data) {
    this.take(data);
    return this.reconcile();
  }

  // Returns "adopted" where the person's screen takes over what somebody else did.
  reconcile() {
    const {latest} = this;
    if (latest.version < this.knownVersion || latest.seen === this.base.seen) return this.freshen();
    if (same(latest, this.content) || same(latest, this.base)) return this.agree();
    if (this.waiting) {
      if (same(latest, this.waiting.content)) this.base = latest;
      return "kept";
    }
    if (!this.changed) {
      this.base = latest;
      this.adopt(latest);
      return "adopted";
    }
    this.theirs = latest;
    return "conflict";
  }

  freshen() {
    if (this.latest.seen === this.base.seen) this.base = this.latest;
    return "kept";
  }

  agree() {
    this.base = this.latest;
    this.theirs = null;
    this.remember();
    return "kept";
  }

  // Blocks keep their place on the screen where the same kind stands at the same position.
  adopt({parts, blank, dynamics}) {
    this.parts = parts.map((part, index) => {
      const before = this.parts?.[index];
      return {...newPart(part.kind, part.text, this.inOrder(part.ties)), ...(before?.kind === part.kind && {key: before.key})};
    });
    this.dynamics = [...dynamics];
    this.blank = blank === NOT_CHARTED ? null : blank;
    if (!this.parts.length && !this.blank) this.parts = [newPart("summary")];
  }

  // -- what the analyst does

  get content() { return contentOf(this); }
  get changed() { return !same(this.content, this.base); }
  get unsaved() { return !same(this.content, this.waiting?.content ?? this.base); }
  get hasWords() { return this.parts.some((part) => part.text.trim()); }

  part(key) { return this.parts.find((part) => part.key === key); }

  // What rests on all of a block stands in the order of the evidence.
  inOrder(ties) {
    const place = new Map(this.data.passages.map((passage, index) => [passage.id, index]));
    const at = ({start, passage}) => (start === null ? place.get(passage) ?? Infinity : -1);
    return [...ties].sort((a, b) => at(a) - at(b) || 0);
  }

  // The browser undoes words, not links: what was linked when a block read so is linked again.
  write(key, text, caret = null, undoes = false) {
    const part = this.part(key);
    if (!this.earlier.has(key)) this.earlier.set(key, new Map());
    const texts = this.earlier.get(key).set(part.text, part.ties);
    if (texts.size > TEXTS_REMEMBERED) texts.delete(texts.keys().next().value);
    part.ties = (undoes && texts.get(text)) || moved(part.ties, part.text, text, caret);
    part.text = text;
    this.edited();
  }

  edited() {
    if (this.hasWords) this.blank = null;
    else this.blank ??= this.base.blank === NOT_CHARTED ? null : this.base.blank;
    this.refusal = this.aside = null;
    this.remember();
  }

  insert(part, after) {
    const at = this.parts.findIndex((other) => other.key === after);
    this.parts.splice(at < 0 ? this.parts.length : at + 1, 0, part);
    this.edited();
    return part;
  }

  remove(key) {
    const part = this.part(key);
    const before = {...this.snapshot(), says: `${capital(this.name(part))} deleted.`};
    this.parts = this.parts.filter((other) => other !== part);
    this.edited();
    if (part.text.trim()) this.aside = before;
  }

  move(key, by) {
    const at = this.parts.findIndex((part) => part.key === key);
    if (!this.parts[at + by]) return false;
    [this.parts[at], this.parts[at + by]] = [this.parts[at + by], this.parts[at]];
    this.edited();
    return true;
  }

  // `stretch` {start, end} of the block's text, or null for all of it.
  link(key, passage, stretch, linked = true) {
    const part = this.part(key);
    part.ties = this.inOrder(linked ? tied(part.ties, passage, stretch) : untied(part.text, part.ties, passage, stretch));
    this.edited();
  }

  isLinked(key, passage, stretch) { return isTied(this.part(key).ties, passage, stretch); }

  mark(way, is) {
    this.dynamics = this.data.ways_to_talk.filter((name) => (name === way ? is : this.dynamics.includes(name)));
    this.edited();
  }

  leaveBlank(reason) {
    this.refusal = this.aside = null;
    this.blank = reason === NOT_CHARTED && !this.hasWords ? null : reason || null;
    this.remember();
  }

  snapshot() { return {parts: this.parts.map((part) => ({...part})), blank: this.blank, dynamics: [...this.dynamics]}; }

  bringBack() {
    ({parts: this.parts, blank: this.blank, dynamics: this.dynamics} = this.aside);
    this.aside = null;
    this.remember();
  }

  discard() {
    const before = {...this.snapshot(), says: "Your words are put aside."};
    this.adopt(this.theirs ?? this.base);
    this.base = this.theirs ?? this.base;
    this.theirs = this.restored = this.refusal = null;
    this.remember();
    this.aside = before;
  }

  // -- saving

  // Words in quotation marks that stand in none of the passages they are linked to. A passage that is not among the
  // evidence any more can only be judged by the study.
  isMisquoted(part) {
    const {kind, text} = part;
    const quotes = new Map(this.data.passages.map(({id, quote}) => [id, quote]));
    return kind === "verbatim" && text.trim() !== "" && !passagesOf(part).some((id) => quotes.get(id)?.includes(text.trim()) ?? true);
  }

  save() {
    if (this.theirs || !this.unsaved) return;
    if (this.waiting) {
      this.again = true;
      return;
    }
    const {content, base: {seen}} = this;
    this.waiting = {content};
    this.again = this.restored = this.refusal = this.aside = null;
    this.waiting.id = content.blank
      ? send("leave_blank", {...this.where, reason: content.blank, seen})
      : send("write_cell", {...this.where, parts: content.parts.map(asStored), seen, ...(this.data.ways_to_talk?.length && {dynamics: content.dynamics})});
  }

  settled({ok, version, sentence}) {
    const {content} = this.waiting;
    this.waiting = null;
    if (ok) this.stored(content, version);
    else this.refusal = sentence || "This could not be saved.";
    const outcome = this.reconcile();
    this.remember();
    if (ok && this.again) this.save();
    this.again = null;
    return outcome;
  }

  // Until newer data arrive, our own words at the version they were given are what is stored.
  stored(content, version) {
    this.knownVersion = Math.max(this.knownVersion, version ?? 0);
    if (this.latest.version < version) this.base = {...content, seen: version, version, written: null};
    else if (same(this.latest, content)) this.base = this.latest;
    this.aside = null;
  }

  keepMine() {
    this.base = this.theirs;
    this.theirs = this.refusal = null;
    this.save();
  }

  // -- a draft outlives a reload of the page and a closed tab, until it is saved

  remember() {
    if (this.changed) keep(this.storageName, {...this.snapshot(), seen: this.theirs ? UNDECIDED : this.base.seen});
    else [this.storageName, this.storedBefore].forEach(forget);
  }

  // A draft of the form before this one named no person and has `passages` in place of ties.
  restore() {
    const draft = kept(this.storageName) ?? kept(this.storedBefore);
    if (!Array.isArray(draft?.parts)) return;
    this.parts = draft.parts.map(({kind, text, ties, passages = []}) => newPart(kind, text, ties ?? passages.map(whole)));
    this.blank = draft.blank;
    this.dynamics = draft.dynamics ?? this.dynamics;
    if (!this.changed) return this.remember();
    this.restored = true;
    if (draft.seen !== this.base.seen) this.theirs = this.latest;
  }

  // -- guides

  isSettled(guide) {
    return this.judged.get(guide)?.settled ?? this.data.guides.settled.includes(guide);
  }

  settleGuide(guide, settled) {
    this.judged.set(guide, {settled, id: send("settle_guide", {...this.where, guide, settled})});
  }

  judgementRefused(id) {
    for (const [guide, said] of this.judged) if (said.id === id) this.judged.delete(guide);
  }

  // -- naming

  name(part) {
    const alike = this.parts.filter((other) => other.kind === part.kind);
    return alike.length > 1 ? `${part.kind} ${alike.indexOf(part) + 1}` : part.kind;
  }

  // Evidence is linked to the analyst's words; a quotation has its passage already.
  linkTarget(part) {
    const before = this.parts.slice(0, this.parts.indexOf(part) + 1);
    return before.findLast((other) => other.kind !== "verbatim") ?? part;
  }

  usesOf(passage) {
    return this.parts.filter((part) => part.ties.some((tie) => tie.passage === passage));
  }
}

const asStored = ({kind, text, ties}) => ({kind, text, ties: toStudy(text, ties)});
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
