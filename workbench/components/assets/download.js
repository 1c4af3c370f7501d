// A link that looks like a button. The file is made when it is followed; where that takes long, the page says how far
// it has come and can let it go. With a modifier key held, or from its menu, it is a link like any other.
import {button, element} from "./elements.js";

const LONG = 700; // ms after which it is worth saying how far the file has come
const ASK_EVERY = 500;

const STYLE = `
  :host { display: block; }
  a, button { display: inline-flex; gap: .5rem; align-items: center; padding: .4rem .9rem;
    border-radius: var(--st-base-radius, .5rem); border: 1px solid var(--st-border-color); color: var(--st-text-color);
    background: var(--st-background-color); font: 400 1rem/1.5 var(--st-font); text-decoration: none; cursor: pointer; }
  a:hover, button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
  a:focus-visible, button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
  a[aria-disabled] { opacity: .6; cursor: progress; }
  .making { display: grid; gap: .25rem; margin-top: .4rem; font: 400 .875rem/1.4 var(--st-font); color: var(--st-text-color); }
  .making[hidden] { display: none; }
  progress { width: 100%; accent-color: var(--st-primary-color); }
  button { justify-self: start; padding: .15rem .7rem; font-size: .875rem; }
  .said { font: 400 .875rem/1.4 var(--st-font); color: var(--st-text-color); margin: .25rem 0 0; overflow-wrap: anywhere; }
  .said:empty { display: none; }
`;

class Download {
  constructor(root) {
    this.link = element("a", {onclick: (event) => this.follow(event)});
    this.bar = element("progress", {max: "1", value: "0", "aria-label": "How far the file has come"});
    this.words = element("span");
    this.cancel = button("Cancel", () => this.stop());
    this.making = element("div", {class: "making"}, this.bar, this.words, this.cancel);
    this.making.hidden = true;
    this.said = element("p", {class: "said", role: "status"});
    root.append(element("style", {text: STYLE}), this.link, this.making, this.said);
  }

  show(data) {
    this.data = data;
    this.link.href = data.href;
    this.link.download = data.name;
    this.link.textContent = data.label;
    this.link.setAttribute("aria-label", `${data.label}, downloads ${data.name}`);
  }

  // The page may be given new data meanwhile: what was begun keeps its own address and name.
  async follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (this.waiting) return;
    const {href, name} = this.data;
    this.waiting = {href, given: new AbortController()};
    this.link.setAttribute("aria-disabled", "true");
    this.said.textContent = "";
    this.timer = setTimeout(() => this.tell(href), LONG);
    let said;
    try {
      said = await this.fetch(href, name);
    } catch (error) {
      said = this.waiting.given.signal.aborted ? "Cancelled: nothing was downloaded." : `Not downloaded: ${error.message}`;
    }
    this.done(said);
  }

  async fetch(href, name) {
    const answer = await fetch(href, {signal: this.waiting.given.signal});
    if (!answer.ok) throw new Error(await answer.text());
    const address = URL.createObjectURL(await answer.blob());
    element("a", {href: address, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return this.making.hidden ? "" : "Downloaded.";
  }

  async tell(href) {
    this.bar.value = 0;
    this.words.textContent = "beginning";
    this.making.hidden = false;
    this.said.textContent = "Making the file …";
    while (this.waiting?.href === href) {
      const answer = await fetch(`${href}/progress`).catch(() => null);
      if (answer?.ok) {
        const {words, share} = await answer.json();
        this.bar.value = share;
        this.words.textContent = `${Math.round(share * 100)} %${words ? `: ${words}` : ""}`;
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    }
  }

  stop() {
    const {href, given} = this.waiting ?? {};
    if (!href) return;
    fetch(href, {method: "DELETE"}).catch(() => null);
    given.abort();
  }

  done(said) {
    clearTimeout(this.timer);
    const held = this.making.contains(this.making.getRootNode().activeElement);
    this.waiting = null;
    this.making.hidden = true;
    this.link.removeAttribute("aria-disabled");
    this.said.textContent = said;
    if (held) this.link.focus();
  }
}

const downloads = new WeakMap();

export default function ({data, parentElement}) {
  if (!downloads.has(parentElement)) downloads.set(parentElement, new Download(parentElement));
  downloads.get(parentElement).show(data);
}
