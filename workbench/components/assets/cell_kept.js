// Drafts kept in this tab of the browser until they are saved. A browser that keeps nothing: the words are on the screen.
const NAME = "workbench.draft.";

export function keep(name, draft) {
  attempt(() => sessionStorage.setItem(NAME + name, JSON.stringify(draft)));
}

export function forget(name) {
  attempt(() => sessionStorage.removeItem(NAME + name));
}

export function kept(name) {
  return attempt(() => JSON.parse(sessionStorage.getItem(NAME + name)));
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
