// What an analyst is writing in one cell, apart from any screen: the draft, what it is based on, what is on its way to the
// study, and what somebody else wrote meanwhile. A draft never loses words to news from the server.
import {send} from "./operations.js";

export const NOT_CHARTED = "not charted yet";
const MOST_WORDS = 120;
const MOST_VERBATIM = 0.4;
let lastKey = 0;

export const newPart = (kind, text = "", passages = []) => ({key: ++lastKey, kind, text, passages: [...passages]});
export const countWords = (text) => text.match(/\S+/g)?.length ?? 0;

// What would be stored: parts with words in them, or a reason for having none.
function contentOf({parts, blank}) {
  const written = parts.filter((part) => part.text.trim());
  if (!blank && written.length) return {blank: null, parts: written.map(stored)};
  return {blank: blank || NOT_CHARTED, parts: []};
}

const stored = ({kind, text, passages}) => ({kind, text: text.trim(), passages: [...passages]});

function same(one, other) {
  const canonical = ({blank, parts}) => JSON.stringify([blank, parts.map((p) => [p.kind, p.text, [...p.passages].sort((a, b) => a - b)])]);
  return canonical(one) === canonical(other);
}

export class Draft {
  constructor(data) {
    this.where = {case_id: data.case.id, theme_id: data.theme.id};
    this.storageName = `workbench.draft.${data.study ?? ""}/${data.case.id}/${data.theme.id}`;
    this.title = `${data.case.name}, ${data.theme.number}`;
    this.waiting = this.theirs = this.refusal = this.aside = this.restored = null;
    this.knownVersion = 0;
    this.take(data);
    this.base = this.latest;
    this.adopt(this.latest);
    this.restore();
  }

  // -- what the study says

  take(data) {
    this.data = data;
    this.latest = {...contentOf(data), seen: data.seen, version: data.version, written: data.written, raw: data.blank};
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
  adopt({parts, blank}) {
    this.parts = parts.map((part, index) => {
      const before = this.parts?.[index];
      return {...newPart(part.kind, part.text, this.inOrder(part.passages)), ...(before?.kind === part.kind && {key: before.key})};
    });
    this.blank = blank === NOT_CHARTED ? null : blank;
    if (!this.parts.length && !this.blank) this.parts = [newPart("summary")];
  }

  // -- what the analyst does

  get content() { return contentOf(this); }
  get changed() { return !same(this.content, this.base); }
  get unsaved() { return !same(this.content, this.waiting?.content ?? this.base); }
  get hasWords() { return this.parts.some((part) => part.text.trim()); }

  part(key) { return this.parts.find((part) => part.key === key); }

  inOrder(ids) {
    const place = new Map(this.data.passages.map((passage, index) => [passage.id, index]));
    return [...new Set(ids)].sort((a, b) => (place.get(a) ?? Infinity) - (place.get(b) ?? Infinity) || a - b);
  }

  write(key, text) {
    this.part(key).text = text;
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

  link(key, passage, linked = true) {
    const part = this.part(key);
    part.passages = linked ? this.inOrder([...part.passages, passage]) : part.passages.filter((id) => id !== passage);
    this.edited();
  }

  leaveBlank(reason) {
    this.refusal = this.aside = null;
    this.blank = reason === NOT_CHARTED && !this.hasWords ? null : reason || null;
    this.remember();
  }

  snapshot() { return {parts: this.parts.map((part) => ({...part})), blank: this.blank}; }

  bringBack() {
    ({parts: this.parts, blank: this.blank} = this.aside);
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
  isMisquoted({kind, text, passages}) {
    const quotes = new Map(this.data.passages.map(({id, quote}) => [id, quote]));
    return kind === "verbatim" && text.trim() !== "" && !passages.some((id) => quotes.get(id)?.includes(text.trim()) ?? true);
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
      : send("write_cell", {...this.where, parts: content.parts, seen});
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

  // -- a draft outlives a reload of the page, in this tab only, until it is saved

  remember() {
    try {
      if (this.changed) sessionStorage.setItem(this.storageName, JSON.stringify({...this.snapshot(), seen: this.base.seen}));
      else sessionStorage.removeItem(this.storageName);
    } catch { /* a browser that keeps nothing: the words are on the screen */ }
  }

  restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.storageName));
    } catch { /* nothing kept, or nothing readable */ }
    if (!Array.isArray(kept?.parts)) return;
    this.parts = kept.parts.map(({kind, text, passages}) => newPart(kind, text, passages));
    this.blank = kept.blank;
    if (!this.changed) return this.remember();
    this.restored = true;
    if (kept.seen !== this.base.seen) this.theirs = this.latest;
  }

  // -- remarks: guides, not police

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
    return this.parts.filter((part) => part.passages.includes(passage));
  }

  hints() {
    if (this.blank || !this.hasWords) return [];
    const written = this.parts.filter((part) => part.text.trim());
    const words = (kind) => written.filter((part) => part.kind === kind).reduce((sum, part) => sum + countWords(part.text), 0);
    const [summary, verbatim] = [words("summary"), words("verbatim")];
    const total = summary + verbatim;
    const unfounded = written.filter((part) => part.kind === "summary" && !part.passages.length).map((part) => capital(this.name(part)));
    const unused = this.data.passages.filter(({id}) => !this.usesOf(id).length).map(({lines}) => lines);
    return [
      unfounded.length && `${listed(unfounded)} ${unfounded.length > 1 ? "rest" : "rests"} on no passage.`,
      unused.length && `Used nowhere in this cell: lines ${unused.join("; ")}.`,
      total > MOST_WORDS && `${total} words: a cell under ${MOST_WORDS} is easier to compare.`,
      total && verbatim / total > MOST_VERBATIM && `${Math.round((100 * verbatim) / total)} % of the words are verbatim: say in your own what they mean.`,
    ].filter(Boolean);
  }

  words() {
    return this.parts.filter((part) => part.kind !== "comment").reduce((sum, part) => sum + countWords(part.text), 0);
  }
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1).toLowerCase()}` : names[0]);
