// The panel beside the text: the card of the picked passage or note, otherwise the list of all of them.
import {button, element, plural} from "./elements.js";
import {isReal} from "./transcript_study.js";

const EXCERPT = 110;
const STRENGTHS = [0, 1, 2, 3];

export class Panel {
  constructor(actions) {
    this.actions = actions;
    this.drafts = new Map();
    this.items = new Map();
    this.filter = element("input", {
      type: "search", class: "filter", placeholder: "Filter by theme or words", "aria-label": "Filter passages and notes",
      oninput: () => this.showList(), onkeydown: (event) => { if (event.key === "ArrowDown") this.focusItem(0, event); },
    });
    this.count = element("h2", {class: "panel-title"});
    this.list = element("ul", {class: "items", role: "list", onkeydown: (event) => this.move(event)});
    this.pinnedSummary = element("summary", {});
    this.pinnedMemos = element("div", {});
    this.pinned = element("details", {class: "pinned", hidden: true}, this.pinnedSummary, this.pinnedMemos);
    this.adriftItems = element("ul", {class: "items", role: "list"});
    this.adrift = element("section", {class: "adrift", hidden: true}, element("h3", {text: "Adrift since the text was corrected"}), this.adriftItems);
    this.listView = element("div", {class: "list-view"}, element("header", {}, this.count, this.filter), this.adrift, this.pinned, this.list);
    this.card = element("div", {class: "card"});
    this.node = element("aside", {class: "panel", "aria-label": "Passages and notes"}, this.listView, this.card);
  }

  // shown: {study, passage, note, canIndex, canNote, editing}
  render(shown) {
    this.shown = shown;
    const kept = this.keepFocus();
    this.showPinned(shown.study.data.pinned);
    this.showAdrift(shown.study.adrift, shown.canNote);
    const hasCard = Boolean(shown.passage || shown.note);
    this.listView.hidden = hasCard;
    this.card.hidden = !hasCard;
    if (hasCard) this.card.replaceChildren(...(shown.passage ? this.passageCard(shown.passage) : this.noteCard(shown.note)));
    else this.showList();
    return kept();
  }

  // Drawing again must not take the focus or the words from somebody who is writing. Returns false when the focused thing is gone.
  keepFocus() {
    const active = this.node.getRootNode().activeElement;
    if (!active || !this.node.contains(active)) return () => true;
    const {key} = active.dataset;
    const range = active.tagName === "TEXTAREA" ? [active.selectionStart, active.selectionEnd] : null;
    return () => {
      const next = key ? this.node.querySelector(`[data-key="${CSS.escape(key)}"]`) : active.isConnected && active.offsetParent ? active : null;
      next?.focus({preventScroll: true});
      if (range && next) next.setSelectionRange(...range);
      return Boolean(next);
    };
  }

  // Memos that somebody has pinned stand above the list: research questions, definitions, what to look out for.
  showPinned(memos) {
    const stamp = JSON.stringify(memos);
    if (stamp === this.pinnedStamp) return;
    this.pinnedStamp = stamp;
    this.pinned.hidden = !memos.length;
    this.pinned.open ||= memos.length > 0 && memos.length < 3;
    this.pinnedSummary.textContent = plural(memos.length, "pinned memo");
    this.pinnedMemos.replaceChildren(...memos.map((memo) => element("div", {class: "memo"},
      memo.about ? element("div", {class: "aside", text: memo.about}) : null, element("p", {text: memo.text}), element("div", {class: "by", text: this.by(memo)}))));
  }

  // What a correction has left without a place. Nothing is lost: each is listed here until somebody has placed it.
  showAdrift(adrift, canNote) {
    const stamp = JSON.stringify([adrift, canNote]);
    if (stamp === this.adriftStamp) return;
    this.adriftStamp = stamp;
    this.adrift.hidden = !adrift.length;
    this.adriftItems.replaceChildren(...adrift.map((thing) => element("li", {}, element("button", {
      type: "button", class: "item", "data-key": `adrift-${thing.kind}${thing.id}`, disabled: !canNote, onclick: () => this.actions.place(thing),
    }, element("span", {class: "item-lines", text: `${thing.kind === "note" ? "margin note" : "passage"} · ${canNote ? "place it…" : "waits for a place"}`}),
    ...thing.themes.map((id) => this.themeLine(id)), element("span", {class: "excerpt", text: shorten(thing.words)})))));
  }

  // ---- the list ----

  showList() {
    const {study} = this.shown;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const ideas = study.triaged.filter(([, , verdict]) => verdict === "new idea").map(([start, end]) => ({id: `${start}-${end}`, start, end}));
    const entries = [...study.passages.map((passage) => ["passage", passage]), ...study.notes.map((note) => ["note", note]), ...ideas.map((idea) => ["idea", idea])]
      .sort(([, one], [, other]) => one.start - other.start || other.end - one.end);
    const fresh = new Map();
    const nodes = [];
    for (const [kind, thing] of entries) {
      const key = `${kind}${thing.id}`;
      const stamp = this.itemStamp(kind, thing);
      const old = this.items.get(key);
      const item = old?.stamp === stamp ? old : {stamp, ...this.item(kind, thing, key)};
      fresh.set(key, item);
      if (words.every((word) => item.words.includes(word))) nodes.push(item.node);
    }
    this.items = fresh;
    this.list.replaceChildren(...nodes);
    this.count.textContent = this.countWords(nodes.length, entries.length);
    if (!nodes.length) this.list.replaceChildren(element("li", {class: "empty", text: this.emptyWords(entries.length)}));
  }

  countWords(shown, all) {
    const {study} = this.shown;
    if (shown < all) return `${shown} of ${plural(all, "entry", "entries")}`;
    const notes = study.notes.length ? ` · ${plural(study.notes.length, "margin note")}` : "";
    const hidden = study.isFiltered ? `${study.passages.length} of ` : "";
    return hidden + plural(study.all.length, "passage") + notes;
  }

  emptyWords(all) {
    if (all) return "Nothing here has these words.";
    const {canIndex, canNote} = this.shown;
    if (canIndex) return "No passage is indexed yet. Select some words of the text and press Enter.";
    return canNote ? "No margin note yet. Select some words of the text and press n." : "Nothing is indexed here yet.";
  }

  itemStamp(kind, thing) {
    const {study} = this.shown;
    return JSON.stringify(kind === "passage" ? [thing, study.themeNames(thing), study.colour(thing)] : thing);
  }

  item(kind, thing, key) {
    const {study} = this.shown;
    const excerpt = shorten(study.transcript.slice(thing.start, thing.end));
    const lines = study.transcript.lineLabel(thing.start, thing.end);
    const body = kind === "note" ? [element("span", {class: "item-note", text: thing.text})] : kind === "idea" ? [element("span", {class: "excerpt", text: excerpt})] : [
      ...thing.themes.map((id) => this.themeLine(id)), element("span", {class: "excerpt", text: excerpt}),
      this.asides(thing).length ? element("span", {class: "aside", text: this.asides(thing).join(" · ")}) : null,
    ];
    const top = element("span", {class: "item-lines", text: {note: `${lines} · margin note`, idea: `${lines} · new idea`}[kind] ?? lines});
    if (thing.pending) top.append(element("span", {class: "unsaved", text: " · not saved yet"}));
    const node = element("li", {}, element("button", {
      type: "button", class: "item", "data-key": key, onclick: () => ({note: () => this.actions.pickNote(thing), idea: () => this.actions.goTo(thing)}[kind] ?? (() => this.actions.pick(thing.id)))(),
    }, top, ...body.filter(Boolean)));
    const words = [lines, excerpt, thing.text, ...(thing.themes ?? []).map((id) => study.themeName(id)), ...(thing.memos ?? []).map((memo) => memo.text), this.by(thing)];
    return {node, words: words.join(" ").toLowerCase()};
  }

  asides({key, strength, consent, memos}) {
    return [key ? "key quotation" : "", strength ? `strength ${strength}` : "", consent ?? "", memos.length ? plural(memos.length, "memo") : ""].filter(Boolean);
  }

  themeLine(id) {
    const theme = this.shown.study.themes.get(id);
    return element("span", {class: `theme-line hue-${theme?.colour ?? 0}`}, element("span", {class: "swatch"}),
      element("span", {class: "number", text: theme?.number ?? "?"}), element("span", {class: "name", text: theme?.name ?? "a theme that is gone"}));
  }

  move(event) {
    const items = [...this.list.querySelectorAll(".item")];
    const at = items.indexOf(event.target.closest(".item"));
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1}[event.key];
    if (to === undefined || at < 0) return;
    if (to < 0) {
      event.preventDefault();
      this.filter.focus();
    } else this.focusItem(Math.min(to, items.length - 1), event);
  }

  focusItem(index, event) {
    event.preventDefault();
    event.stopPropagation();
    this.list.querySelectorAll(".item")[index]?.focus();
  }

  focusFilter() {
    this.actions.letGo();
    this.filter.focus();
    this.filter.select();
  }

  // ---- the card of a passage ----

  passageCard(passage) {
    const {study, canIndex} = this.shown;
    const actions = [this.action("Copy with citation", "copy", () => this.actions.copy(passage), "c")];
    if (canIndex) {
      actions.push(this.action("Split at the caret", "split", () => this.actions.split(passage), "|"));
      actions.push(this.action("Remove passage", "remove", () => this.actions.removePassage(passage), "Delete"));
    }
    return [
      this.cardTop(`Passage, ${lineWords(passage.lines)}`, passage),
      element("blockquote", {text: study.transcript.slice(passage.start, passage.end)}),
      this.themeChips(passage),
      this.marks(passage),
      canIndex ? this.limits(passage) : null,
      element("div", {class: "actions"}, ...actions),
      this.memos(passage),
    ].filter(Boolean);
  }

  cardTop(title, thing) {
    return element("header", {}, element("div", {class: "card-top"}, element("h2", {class: "panel-title", text: title}),
      this.action("All", "back", () => this.actions.letGo(), "Esc")),
    element("div", {class: "by"}, element("span", {text: thing.pending ? "not saved yet" : this.by(thing)})));
  }

  by(thing) {
    return [this.shown.study.data.people?.[thing.person], thing.at].filter(Boolean).join(" · ");
  }

  themeChips(passage) {
    const {study, canIndex} = this.shown;
    const chips = passage.themes.map((id) => {
      const theme = study.themes.get(id);
      const chip = element("li", {class: `chip hue-${theme?.colour ?? 0}`, title: theme?.definition || null}, element("span", {class: "swatch"}),
        element("span", {class: "number", text: theme?.number ?? "?"}), element("span", {class: "name", text: theme?.name ?? "a theme that is gone"}));
      if (theme?.retired) chip.append(element("span", {class: "aside", text: "retired"}));
      if (canIndex) chip.append(this.takeOut(passage, id));
      return chip;
    });
    const add = canIndex ? this.action("Add theme…", "add", (event) => this.actions.addTheme(event.currentTarget), "Enter") : null;
    return element("section", {}, element("h3", {text: passage.themes.length > 1 ? "Themes" : "Theme"}), element("ul", {class: "chips", role: "list"}, ...chips), add);
  }

  takeOut(passage, id) {
    const isLast = passage.themes.length === 1;
    const name = `Take out of ${this.shown.study.themeName(id)}${isLast ? ": its only theme, so the passage is removed" : ""}`;
    return button("×", () => this.actions.takeOut(passage, id), {class: "take-out", "aria-label": name, title: name, "data-key": `out${id}`});
  }

  // How strongly it speaks, whether it is a key quotation, whether it may be quoted.
  marks(passage) {
    const {canIndex, study} = this.shown;
    const said = this.asides({...passage, memos: []});
    if (!canIndex) return said.length ? element("p", {class: "aside", text: said.join(" · ")}) : null;
    const strengths = STRENGTHS.map((strength) => button(strength ? `${strength}` : "–", () => this.actions.mark(passage, {strength}), {
      "aria-pressed": String((passage.strength ?? 0) === strength), "data-key": `strength${strength}`, "aria-label": strength ? `Strength ${strength}` : "No strength",
    }));
    const key = this.action("Key quotation", "key", () => this.actions.mark(passage, {key: !passage.key}), "*");
    key.setAttribute("aria-pressed", String(Boolean(passage.key)));
    const consent = element("select", {"data-key": "consent", "aria-label": "Consent to quote", onchange: (event) => this.actions.mark(passage, {consent: event.target.value})},
      ...(study.data.consents ?? [""]).map((value) => element("option", {value, text: value || "consent not asked", selected: value === (passage.consent ?? "")})));
    return element("section", {class: "marks"}, element("span", {class: "strengths", role: "group", "aria-label": "Strength (optional)"}, element("span", {class: "aside", text: "Strength"}), ...strengths), key, consent);
  }

  limits(passage) {
    const pair = (name, earlier, later, side) => element("div", {class: "limit"}, element("span", {text: name}),
      this.limit("←", `${name} one word earlier (${earlier})`, () => this.actions.resize(passage, side, -1)),
      this.limit("→", `${name} one word later (${later})`, () => this.actions.resize(passage, side, 1)));
    return element("section", {class: "limits", role: "group", "aria-label": "Limits of the passage"},
      pair("Start", "[", "{", "start"), pair("End", "}", "]", "end"));
  }

  limit(sign, name, act) {
    return button(sign, act, {"aria-label": name, title: name, "data-key": name});
  }

  action(label, key, act, hint) {
    const node = button(label, act, {"data-key": key});
    if (hint) node.append(element("kbd", {text: hint, "aria-hidden": "true"}));
    return node;
  }

  // ---- memos and notes ----

  memos(passage) {
    const items = passage.memos.map((memo) => this.memo(memo, this.shown.canIndex));
    const section = element("section", {class: "memos"}, element("h3", {text: passage.memos.length ? plural(passage.memos.length, "memo") : "Memos"}), ...items);
    if (this.shown.canIndex) section.append(this.writer(`memo-of-${passage.id}`, "", "Write a memo on this passage", (text) => this.actions.writeMemo(passage, text)));
    else if (!items.length) section.append(element("p", {class: "aside", text: "No memo."}));
    return section;
  }

  memo(memo, canWrite) {
    if (this.editing === memo.id) return this.memoEditor(memo);
    const mayChange = canWrite && isReal(memo.id);
    const tools = mayChange ? [
      button("Edit", () => this.edit(memo), {"data-key": `edit${memo.id}`}),
      button("Delete", () => this.actions.removeMemo(memo), {"data-key": `delete${memo.id}`}),
    ] : [];
    return element("div", {class: "memo"}, element("p", {text: memo.text}),
      element("div", {class: "by"}, element("span", {text: memo.pending ? "not saved yet" : this.by(memo)}), ...tools));
  }

  memoEditor(memo) {
    const done = (act) => { this.editing = null; act(); };
    return this.writer(`revise-${memo.id}`, memo.text, "Text of the memo", (text) => done(() => this.actions.reviseMemo(memo, text)),
      () => done(() => this.render(this.shown)));
  }

  edit(memo) {
    this.editing = memo.id;
    this.render(this.shown);
    this.node.querySelector(`[data-key="revise-${memo.id}"]`)?.focus();
  }

  // A field whose unsaved words outlive any drawing of the panel.
  writer(key, text, label, onSave, onCancel) {
    const save = () => {
      const words = field.value.trim();
      if (!words) return;
      this.drafts.delete(key);
      field.value = "";
      onSave(words);
    };
    const cancel = () => { this.drafts.delete(key); onCancel?.(); };
    const field = element("textarea", {
      rows: 2, placeholder: onCancel ? "" : `${label}…`, "aria-label": label, "data-key": key,
      oninput: () => { this.drafts.set(key, field.value); grow(field); },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
        if (event.key === "Escape" && onCancel) { event.preventDefault(); event.stopPropagation(); cancel(); }
      },
    });
    field.value = this.drafts.get(key) ?? text;
    requestAnimationFrame(() => grow(field));
    const tools = [this.action("Save", `save-${key}`, save, "Ctrl+Enter"), onCancel ? button("Cancel", cancel) : null].filter(Boolean);
    return element("div", {class: "writer"}, field, element("div", {class: "actions"}, ...tools));
  }

  focusMemo(passage) {
    this.node.querySelector(`[data-key="memo-of-${CSS.escape(`${passage.id}`)}"]`)?.focus();
  }

  noteCard(note) {
    const {study, canNote} = this.shown;
    return [
      this.cardTop(`Margin note, ${lineWords(study.transcript.lineLabel(note.start, note.end))}`, note),
      element("blockquote", {text: study.transcript.slice(note.start, note.end)}),
      element("section", {class: "memos"}, this.memo(note, canNote)),
    ];
  }
}

export function lineWords(label) {
  return `${/–/.test(label) ? "lines" : "line"} ${label}`;
}

function shorten(text) {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= EXCERPT ? flat : `${flat.slice(0, EXCERPT).replace(/\s\S*$/, "")}…`;
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 320)}px`;
}
