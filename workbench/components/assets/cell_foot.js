// Below a cell: saving it, how it is stored, and why it is left blank.
import {NOT_CHARTED} from "./cell_draft.js";
import {button, element, plural} from "./elements.js";

const SAYS_NOTHING = ["asked, nothing said", "not asked", "not applicable"];

export class Foot {
  constructor(editor) {
    this.editor = editor;
    this.saveButton = button("Save", () => editor.save(), {class: "primary", title: "Ctrl+S"});
    this.saveNextButton = button("Save and next case ↓", () => editor.saveAndNext(), {title: "Ctrl+Enter"});
    this.state = element("span", {class: "state"});
    this.reason = element("select", {onchange: () => this.leaveBlank(), "aria-describedby": "reason-hint"});
    this.reasonHint = element("span", {class: "reason-hint", id: "reason-hint"});
    this.blankLabel = element("label", {class: "blank"}, element("span", {text: "Leave blank because…"}), this.reason);
    this.node = element("footer", {class: "foot"}, this.saveButton, this.saveNextButton, this.state, this.blankLabel, this.reasonHint);
  }

  draw(draft, data) {
    for (const part of [this.saveButton, this.saveNextButton, this.blankLabel, this.reasonHint]) part.hidden = !this.editor.mayWrite;
    this.saveButton.disabled = !draft.unsaved || Boolean(draft.theirs);
    this.saveNextButton.disabled = !data.neighbours?.down || Boolean(draft.theirs);
    this.saveNextButton.textContent = draft.unsaved ? "Save and next case ↓" : "Next case ↓";
    this.state.textContent = stateInWords(draft);
    this.state.classList.toggle("unsaved", draft.unsaved);
    this.drawReasons(draft, data);
  }

  // The reasons that say nothing was said are not offered where passages show that something was.
  drawReasons(draft, {passages, reasons}) {
    const offered = reasons.filter((reason) => !passages.length || !SAYS_NOTHING.includes(reason) || reason === draft.blank);
    const isWritten = draft.hasWords && !draft.blank;
    const options = isWritten ? ["", ...offered] : offered;
    if (options.join() !== [...this.reason.options].map((option) => option.value).join())
      this.reason.replaceChildren(...options.map((reason) => element("option", {value: reason, text: reason || "– it is written –"})));
    this.reason.value = isWritten ? "" : draft.blank ?? NOT_CHARTED;
    const others = offered.length < reasons.length;
    this.reasonHint.textContent = others ? `Not offered: that nothing was said, asked or applicable. ${plural(passages.length, "passage")} here ${passages.length === 1 ? "shows" : "show"} otherwise.` : "";
    this.node.classList.toggle("written", isWritten);
  }

  leaveBlank() {
    const {draft} = this.editor;
    draft.leaveBlank(this.reason.value);
    this.editor.draw();
    this.editor.say(draft.blank ? `Blank: ${draft.blank}. Save to keep it so.` : "");
  }
}

function stateInWords(draft) {
  if (draft.theirs) return "Compare both and decide";
  if (draft.unsaved) return "Unsaved changes";
  if (draft.waiting) return "Saving…";
  const {written} = draft.base;
  if (written) return `Saved · ${written.person}, ${written.at}`;
  return draft.base.seen ? "Saved" : "Nothing written yet";
}
