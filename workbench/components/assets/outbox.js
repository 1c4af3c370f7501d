// The outbox: one on every page, always mounted. It holds the operations the server has not answered yet,
// sends the whole list as one state value (operations are idempotent by id) and tells what became of them.
import {pending} from "./operations.js";
import {button, element, plural} from "./elements.js";
import {keepListsNamed} from "./page_lists.js";

const SLOW_AFTER = 4000;
const SEND_AGAIN_AFTER = 6000;
const SAVED_SHOWN_FOR = 1600;
const CLOSE_AFTER = 300;
const outboxes = new WeakMap();

const STYLE = `
  :host { display: block; }
  .corner { position: fixed; inset: auto 1rem 1rem auto; z-index: 1000; margin: 0; padding: 0; border: 0; background: none; overflow: visible; display: grid; gap: .5rem; justify-items: end;
    font: .85rem/1.4 var(--st-font); color: var(--st-text-color); pointer-events: none; max-width: min(28rem, calc(100vw - 2rem)); }
  .corner > * > *, .status { pointer-events: auto; }
  .status { padding: .25rem .7rem; border-radius: 999px; border: 1px solid var(--st-border-color);
    background: var(--st-background-color); opacity: 0; transition: opacity .25s; }
  .status.shown { opacity: 1; }
  .status.slow { border-color: var(--st-orange-color); color: var(--st-orange-text-color); font-weight: 600; }
  .alert { display: flex; gap: .75rem; align-items: start; padding: .6rem .5rem .6rem .9rem; margin-top: .5rem; border-radius: .5rem;
    border: 1px solid var(--st-red-color); border-left-width: 4px; background: var(--st-background-color);
    box-shadow: 0 4px 16px rgb(0 0 0 / .18); }
  .alert button { font: inherit; color: inherit; background: none; border: 1px solid var(--st-border-color); border-radius: .3rem; cursor: pointer; }
  .alert button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
  @media print { .corner { display: none; } }
  @media (prefers-reduced-motion: reduce) { .status { transition: none; } }
`;

class Outbox {
  constructor(root) {
    this.attempt = 0;
    this.tries = 0; // since the last answer; each waits twice as long, so that a slow server is not flooded
    this.waitingSince = null;
    this.status = element("div", {class: "status", role: "status"});
    this.alerts = element("div", {role: "alert"});
    // As a popover it lies above everything, also while Streamlit dims the elements that it is running.
    this.corner = element("div", {class: "corner", popover: "manual"}, this.alerts, this.status);
    this.style = element("style", {text: STYLE});
    root.append(this.style, this.corner);
    this.corner.showPopover?.();
    this.onOperation = (event) => this.accept(event.detail);
    this.onLeave = (event) => { if (pending().length) event.preventDefault(); };
    window.addEventListener("workbench:operation", this.onOperation);
    window.addEventListener("beforeunload", this.onLeave);
    this.lists = keepListsNamed();
    this.clock = setInterval(() => this.tick(), 500);
  }

  accept(operation) {
    if (!pending().some((other) => other.id === operation.id)) pending().push(operation);
    this.submitSoon();
  }

  // Operations of the same moment travel together.
  submitSoon() {
    this.waitingSince ??= performance.now();
    this.sentAt = performance.now();
    this.show();
    if (this.submitting) return;
    this.submitting = true;
    queueMicrotask(() => {
      this.submitting = false;
      this.setStateValue("operations", [...pending()]);
    });
  }

  receive({settled = [], remember}, setStateValue) {
    this.setStateValue = setStateValue;
    // Who works here and in which study outlasts a reload of the page: two ids, known to this browser alone.
    if (remember) document.cookie = `${remember.name}=${remember.value}; path=/; max-age=31536000; SameSite=Strict`;
    const answered = settled.filter((answer) => this.take(answer.id));
    if (answered.length) {
      this.waitingSince = this.sentAt = performance.now();
      this.tries = 0;
    }
    answered.forEach((answer) => this.announce(answer));
    if (pending().length && !this.waitingSince) this.submitSoon();
    if (answered.length) this.show();
  }

  take(id) {
    const at = pending().findIndex((operation) => operation.id === id);
    if (at >= 0) pending().splice(at, 1);
    return at >= 0;
  }

  announce(answer) {
    if (!answer.ok) this.alert(answer.sentence || "This change could not be saved.");
    window.dispatchEvent(new CustomEvent("workbench:settled", {detail: answer}));
  }

  alert(sentence) {
    const box = element("div", {class: "alert"}, element("span", {text: sentence}));
    box.append(button("Dismiss", () => box.remove()));
    this.alerts.append(box);
  }

  tick() {
    if (!pending().length) return;
    if (performance.now() - this.sentAt > SEND_AGAIN_AFTER * 2 ** Math.min(this.tries, 3)) this.sendAgain();
    this.show();
  }

  sendAgain() {
    this.sentAt = performance.now();
    this.attempt += 1;
    this.tries += 1;
    this.setStateValue("operations", [...pending()]);
    this.setStateValue("attempt", this.attempt);
  }

  show() {
    const count = pending().length;
    if (!count) return this.showSaved();
    const slow = performance.now() - this.waitingSince > SLOW_AFTER;
    const changes = plural(count, "change");
    this.say(slow ? `Not saved yet: ${changes} ${count === 1 ? "waits" : "wait"} for the connection` : `Saving ${changes}…`);
    this.status.classList.toggle("slow", slow);
  }

  showSaved() {
    this.waitingSince = null;
    this.status.classList.remove("slow");
    this.say("Saved");
    this.fading = setTimeout(() => this.status.classList.remove("shown"), SAVED_SHOWN_FOR);
  }

  say(sentence) {
    clearTimeout(this.fading);
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
    this.status.classList.add("shown");
  }

  close() {
    clearInterval(this.clock);
    this.lists.disconnect();
    window.removeEventListener("workbench:operation", this.onOperation);
    window.removeEventListener("beforeunload", this.onLeave);
    this.corner.remove();
    this.style.remove();
  }
}

// Streamlit sometimes cleans up and calls again with the same element: the outbox lives on then.
export default function ({data, parentElement, setStateValue}) {
  let outbox = outboxes.get(parentElement);
  if (!outbox) outboxes.set(parentElement, (outbox = new Outbox(parentElement)));
  clearTimeout(outbox.closing);
  outbox.receive(data ?? {}, setStateValue);
  return () => {
    outbox.closing = setTimeout(() => {
      outbox.close();
      outboxes.delete(parentElement);
    }, CLOSE_AFTER);
  };
}
