// A link that looks like a button. The file is made when it is followed; the page says so while it waits.
const STYLE = `
  a { display: inline-flex; gap: .5rem; align-items: center; padding: .4rem .9rem; border-radius: var(--st-base-radius, .5rem);
    border: 1px solid var(--st-border-color); color: var(--st-text-color); background: var(--st-background-color);
    font: 400 1rem/1.5 var(--st-font); text-decoration: none; }
  a:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
  a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
`;

export default function ({data, parentElement}) {
  let link = parentElement.querySelector("a");
  if (!link) {
    const style = document.createElement("style");
    style.textContent = STYLE;
    link = document.createElement("a");
    parentElement.append(style, link);
  }
  link.href = data.href;
  link.download = data.name;
  link.textContent = data.label;
  link.setAttribute("aria-label", `${data.label}, downloads ${data.name}`);
}
