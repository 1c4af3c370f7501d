// What lost its words when the text was corrected, passage or margin note, is given a place: select the words, press Enter.
import {button, element} from "./elements.js";
import {lineWords} from "./transcript_panel.js";

// These are methods of the view.
export const placing = {
  beginPlacing(adrift) {
    if (!this.canNote) return this.say(this.remarkWords());
    this.placed = adrift;
    this.selected = this.note = null;
    this.refresh();
    this.column.node.focus({preventScroll: true});
    this.showSelection({reveal: false});
    this.say(`${placingWords(adrift)}. Escape leaves. Its words were: ${adrift.words.slice(0, 200)}`);
  },

  // Somebody else may have placed it meanwhile.
  drawPlacing() {
    const {placed} = this;
    this.placed = placed ? this.study.adrift.find(({kind, id}) => kind === placed.kind && id === placed.id) ?? null : null;
    this.placingBox.hidden = !this.placed;
    if (!this.placed || this.placed === this.shownPlacing) return;
    this.shownPlacing = this.placed;
    const under = this.placed.themes.map((id) => this.study.themeName(id)).join(", ");
    const leave = button("Leave", () => this.leavePlacing());
    leave.append(element("kbd", {text: "Esc", "aria-hidden": "true"}));
    this.placingBox.replaceChildren(element("div", {class: "placing-words"}, element("strong", {text: `${placingWords(this.placed)}.`}),
      under ? element("span", {class: "aside", text: ` ${under}`}) : null, element("q", {text: this.placed.words})), leave);
  },

  leavePlacing() {
    this.placed = null;
    this.refresh();
    this.backToColumn();
    this.say("Left adrift: it stays listed.");
  },

  placeHere() {
    const {placed} = this;
    const range = this.range();
    if (!range) return this.say("Select its words first.");
    const {start, end} = range;
    if (placed.kind === "passage") this.change("anchor_passage", {passage_id: placed.id, start, end});
    else this.change("anchor_note", {memo_id: placed.id, start, end});
    this.anchor = this.focus = end;
    this.selected = placed.kind === "passage" ? placed.id : null;
    this.note = placed.kind === "note" ? this.study.notes.find(({id}) => id === placed.id) : null;
    this.refresh();
    this.backToColumn();
    const left = this.study.adrift.length;
    this.say(`Placed, ${lineWords(this.study.transcript.lineLabel(start, end))}. ${left ? `${left} more adrift.` : "Nothing is adrift any more."}`);
  },
};

function placingWords({kind}) {
  return `Select the words of this ${kind === "note" ? "margin note" : "passage"}, then press Enter`;
}
