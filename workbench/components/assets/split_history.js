// What is dealt out on the split desk, on this window, and what of it can be taken back.
// It stays until it is applied, whatever page one goes to meanwhile.

export const slot = (themeId = null) => ({name: "", definition: "", themeId});

// {slots: [{name, definition, themeId}], dealt: passage → place of its part, past, future: the same two as they were,
// applied: the draft of a split that has been saved, isBack: whether this is that draft after the split was undone}.
export function draftOf(themeId) {
  const drafts = (window.__workbenchSplits ??= new Map());
  if (!drafts.has(themeId)) drafts.set(themeId, emptyDraft());
  return drafts.get(themeId);
}

function emptyDraft(applied = null) {
  return {slots: [slot(), slot()], dealt: new Map(), past: [], future: [], applied, isBack: false};
}

// Before anything is dealt out otherwise. The parts stay themselves, so a name that is typed later is not lost by undoing.
export function remember(draft, current) {
  draft.past.push(imageOf(draft, current));
  draft.future = [];
  draft.isBack = false;
}

function imageOf({slots, dealt}, current) {
  return {slots: [...slots], dealt: new Map(dealt), current};
}

// One step back (or forward); returns the passage it was about, undefined where there is no such step.
export function takeBack(draft, current, {from = "past", to = "future"} = {}) {
  const image = draft[from].pop();
  if (!image) return undefined;
  draft[to].push(imageOf(draft, image.current));
  Object.assign(draft, {slots: image.slots, dealt: image.dealt});
  return image.current ?? current;
}

export const doAgain = (draft, current) => takeBack(draft, current, {from: "future", to: "past"});

// What the database is asked to take back or do again is only what comes before, or after, all steps made here.
export const isAtStart = (draft) => !draft.past.length;
export const isAtEnd = (draft) => !draft.future.length && (draft.isBack || !draft.past.length);

// The split is saved: an empty desk, which remembers how it was dealt out.
export function applied(themeId, version, dealt) {
  const draft = {...draftOf(themeId), dealt, future: []};
  window.__workbenchSplits.set(themeId, emptyDraft({draft, version}));
}

// The passages that have come back, because a split was undone, lie where they had been dealt to; those of a split that was
// done again are gone. Returns the draft to go on with.
export function caughtUp(themeId, items, version) {
  const draft = draftOf(themeId);
  const before = draft.applied;
  if (before && version > before.version && isAtStart(draft) && [...before.draft.dealt.keys()].every((id) => items.has(id))) {
    window.__workbenchSplits.set(themeId, Object.assign(before.draft, {isBack: true, applied: null}));
  } else if (draft.isBack && draft.dealt.size && ![...draft.dealt.keys()].some((id) => items.has(id))) applied(themeId, version, draft.dealt);
  return draftOf(themeId);
}
