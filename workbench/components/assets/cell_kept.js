// Drafts kept in this browser until they are saved: in the tab, and for a tab that was closed or a browser that broke
// down. A browser that keeps nothing: the words are on the screen.
const NAME = "workbench.draft.";
const STORES = ["sessionStorage", "localStorage"]; // what this tab has itself comes first

export function keep(name, draft) {
  for (const store of STORES) attempt(() => window[store].setItem(NAME + name, JSON.stringify(draft)));
}

export function forget(name) {
  for (const store of STORES) attempt(() => window[store].removeItem(NAME + name));
}

export function kept(name) {
  return STORES.reduce((found, store) => found ?? attempt(() => JSON.parse(window[store].getItem(NAME + name))), null);
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
