// Finding words in the transcript: what is typed here, or what a search over all transcripts has found in this one.
import {button, element} from "./elements.js";

const HITS = "workbench-hits";
const MOST = 2000;

export class Find {
  constructor(column, onGo, onLeave) {
    Object.assign(this, {column, onGo, onLeave, hits: [], at: -1});
    this.field = element("input", {type: "search", class: "find-field", placeholder: "Find in this transcript", "aria-label": "Find in this transcript",
      oninput: () => this.search(), onkeydown: (event) => this.key(event)});
    this.count = element("span", {class: "aside", role: "status"});
    this.node = element("span", {class: "find", hidden: true}, this.field, this.count,
      button("↑", () => this.go(-1), {title: "Hit before (H)", "aria-label": "Hit before"}), button("↓", () => this.go(1), {title: "Next hit (h)", "aria-label": "Next hit"}),
      button("×", () => this.close(), {title: "No search (Esc)", "aria-label": "Close the search"}));
  }

  begin(transcript) {
    this.transcript = transcript;
    this.given = null;
    this.close();
  }

  // Hits that the server has found: they stand until something else is looked for.
  receive({hits, query}) {
    const given = hits ? JSON.stringify([query, hits]) : null;
    if (given === this.given) return;
    this.given = given;
    if (!hits?.length) return;
    this.node.hidden = false;
    this.field.value = query ?? "";
    this.show(hits.map(([start, end]) => ({start, end})));
  }

  open() {
    this.node.hidden = false;
    this.field.focus();
    this.field.select();
  }

  close() {
    this.node.hidden = true;
    this.field.value = "";
    this.show([]);
  }

  search() {
    const words = this.field.value.trim().split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
    this.show(words.length ? this.matches(new RegExp(words.join("\\s+"), "giu")) : []);
  }

  matches(pattern) {
    const {transcript} = this;
    const found = [];
    for (const {index, 0: words} of transcript.text.matchAll(pattern)) {
      const [start, end] = [transcript.points(index), transcript.points(index + words.length)];
      const turn = transcript.turnAt(start);
      if (start >= turn.from && end <= turn.to) found.push({start, end}); // not in the labels of the speakers
      if (found.length >= MOST) break;
    }
    return found;
  }

  show(hits) {
    this.hits = hits;
    this.at = -1;
    this.tell();
    this.draw();
  }

  tell() {
    const place = this.at < 0 ? "" : `${this.at + 1} of `;
    this.count.textContent = this.field.value || this.hits.length ? `${place}${this.hits.length} ${this.hits.length === 1 ? "hit" : "hits"}` : "";
  }

  // Drawing a turn again replaces its words, and the ranges with them.
  draw() {
    if (!CSS.highlights) return;
    if (!this.hits.length) CSS.highlights.delete(HITS);
    else CSS.highlights.set(HITS, new Highlight(...this.hits.map(({start, end}) => this.column.range(start, end))));
  }

  // The next hit from where one is in the text.
  go(step, from = null) {
    if (!this.hits.length) return false;
    if (from !== null) {
      const after = this.hits.findIndex(({start}) => (step > 0 ? start > from : start >= from));
      this.at = step > 0 ? (after < 0 ? 0 : after) : (after < 0 ? this.hits.length : after) - 1;
      if (this.at < 0) this.at = this.hits.length - 1;
    } else this.at = (this.at + step + this.hits.length) % this.hits.length;
    this.tell();
    this.onGo(this.hits[this.at], this.count.textContent);
    return true;
  }

  key(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") return void this.go(event.shiftKey ? -1 : 1);
    this.close();
    this.onLeave();
  }
}

export function forgetHits() {
  CSS.highlights?.delete(HITS);
}
