// The list of screens at the left, as screen readers hear it: Streamlit puts a list for each stage into a list, without
// saying so. Here each stage becomes a named list of its links.

export function nameLists() {
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
