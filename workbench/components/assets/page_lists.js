// The list of screens at the left, as screen readers hear it: Streamlit puts a list for each stage into a list, without
// saying so. Here each stage becomes a named list of its links.

// From now on, whenever the page is drawn anew.
export function keepListsNamed() {
  let asked = 0;
  const soon = () => { asked ||= requestAnimationFrame(() => { asked = 0; nameLists(); }); };
  nameLists();
  const watch = new MutationObserver(soon);
  watch.observe(document.body, {childList: true, subtree: true});
  return watch;
}

function nameLists() {
  for (const whole of document.querySelectorAll("[data-testid=stSidebarNavItems]")) {
    if (whole.getAttribute("role") !== "none") whole.setAttribute("role", "none");
    for (const stage of whole.children) {
      const head = stage.querySelector("[data-testid=stNavSectionHeader]");
      if (!head || stage.getAttribute("role") === "list") continue;
      stage.setAttribute("role", "list");
      stage.setAttribute("aria-label", head.querySelector("[data-testid=stMarkdownContainer]")?.textContent ?? "");
      head.setAttribute("role", "none");
    }
  }
}
