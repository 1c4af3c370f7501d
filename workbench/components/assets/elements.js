// The few helpers for building and placing elements. Text only ever enters as text.

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function button(label, onclick, properties = {}) {
  return element("button", {type: "button", text: label, onclick, ...properties});
}

// Put an absolutely placed box below the rectangle, above it when there is no room, always within the bounds.
export function placeNear(box, rect, bounds) {
  const gap = 6;
  box.style.left = "0"; // so that its width is its own when it is measured
  const below = rect.bottom + gap;
  const above = rect.top - gap - box.offsetHeight;
  const fits = below + box.offsetHeight <= bounds.bottom - gap;
  const top = fits || above < bounds.top ? Math.min(below, bounds.bottom - box.offsetHeight - gap) : above;
  const left = Math.min(rect.left, bounds.right - box.offsetWidth - gap);
  box.style.top = `${Math.max(top, bounds.top + gap) - bounds.top}px`;
  box.style.left = `${Math.max(left, bounds.left + gap) - bounds.left}px`;
}

export function plural(count, singular, many = `${singular}s`) {
  return `${count} ${count === 1 ? singular : many}`;
}
