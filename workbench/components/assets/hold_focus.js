// Whoever works by keyboard keeps their place: where the control they are on is disabled, hidden or taken out, the focus
// goes to the nearest part around it that takes focus (tabindex -1), else to the fallback; never to the page's beginning.

export function holdFocus(root, fallback) {
  let around = [];
  const enter = (event) => { around = event.composedPath().filter((node) => node instanceof HTMLElement); };
  // Leaving of one's own accord; a browser says the same of a control that is just being taken out.
  const leave = () => queueMicrotask(() => { if (usable(around[0]) && root.activeElement !== around[0]) around = []; });
  const observer = new MutationObserver(() => {
    const [last, ...parts] = around;
    if (!last || usable(last)) return;
    around = [];
    const isElsewhere = ![null, last].includes(root.activeElement) || ![document.body, root.host].includes(document.activeElement);
    if (isElsewhere) return;
    const home = parts.find((part) => root.contains(part) && part.tabIndex === -1 && part.hasAttribute("tabindex") && usable(part));
    (home ?? fallback())?.focus({preventScroll: true});
  });
  root.addEventListener("focusin", enter);
  root.addEventListener("focusout", leave);
  observer.observe(root, {subtree: true, childList: true, attributes: true, attributeFilter: ["disabled", "hidden"]});
  return () => {
    observer.disconnect();
    root.removeEventListener("focusin", enter);
    root.removeEventListener("focusout", leave);
  };
}

const usable = (node) => Boolean(node?.isConnected && !node.disabled && node.getClientRects().length);
