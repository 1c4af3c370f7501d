// What a block rests on, listed under it: the beginning of each linked stretch with the lines of its passages.
// Pointing at a line or coming to it by Tab shows the stretch and the passage; a click opens the words in the transcript.
import {beginning, stretches} from "./cell_ties.js";
import {inLines} from "./cell_words.js";
import {button, element} from "./elements.js";

export class References {
  constructor(editor, view) {
    this.editor = editor;
    this.view = view;
    this.node = element("ul", {class: "refs"});
  }

  draw(draft, part, mayWrite) {
    const passages = new Map(draft.data.passages.map((passage) => [passage.id, passage]));
    const listed = stretches(part.ties).map(({stretch, passages: ids}) => ({stretch, ids, says: this.says(part, stretch)}));
    const drawn = JSON.stringify([this.view.name, mayWrite, listed, listed.map(({ids}) => ids.map((id) => passages.get(id)?.lines))]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.view.light(null);
    this.node.ariaLabel = `What ${this.view.name} rests on`;
    this.node.hidden = !listed.length;
    this.node.replaceChildren(...listed.map((one) => this.row(one, passages, mayWrite)));
  }

  says({kind, text}, stretch) {
    if (stretch) return beginning(text, stretch);
    return kind === "verbatim" ? "" : `All of the ${kind}`;
  }

  row({stretch, ids, says}, passages, mayWrite) {
    const shown = says ? button(says, () => this.view.select(stretch ?? this.view.all), {class: "stretch", "aria-label": `Select ${says}`}) : null;
    const row = element("li", {}, shown, ...ids.map((id) => this.reference(passages.get(id), id, stretch, says, mayWrite)));
    const light = () => this.view.light(stretch ?? this.view.all, ids);
    const letGo = () => this.view.light(null);
    for (const [name, act] of [["pointerenter", light], ["pointerleave", letGo], ["focusin", light], ["focusout", letGo]]) row.addEventListener(name, act);
    return row;
  }

  reference(passage, id, stretch, says, mayWrite) {
    const takeOut = mayWrite ? button("×", () => this.takeOut(id, stretch), {class: "take-out", "aria-label": `Take ${passage ? inLines(passage.lines) : "the passage"} out of ${says || this.view.name}`}) : null;
    return element("span", {class: "chip"}, this.lines(passage), takeOut);
  }

  // Only ever an address of this site.
  lines(passage) {
    if (!passage) return element("span", {class: "lines", text: "(a passage not under this theme now)"});
    const label = {class: "lines", text: `(${passage.lines})`, "data-lines": passage.id};
    if (!/^[/?](?!\/)/.test(passage.href ?? "")) return element("span", label);
    return element("a", {...label, href: passage.href, target: "_top", title: "Open in the transcript", "aria-label": `Open ${inLines(passage.lines)} in the transcript`, onclick: () => this.editor.followLink()});
  }

  takeOut(id, stretch) {
    this.view.light(null);
    this.editor.linking.link(this.view.key, id, stretch, false);
    (this.node.querySelector(".take-out") ?? this.view.text).focus();
  }
}
