// Linking sentences of a block to the passages they rest on: from the evidence, by the picker, or by a typed "[".
import {newPart} from "./cell_draft.js";
import {Picker} from "./cell_picker.js";
import {beginning} from "./cell_ties.js";
import {inLines} from "./cell_words.js";

export class Linking {
  constructor(editor) {
    this.editor = editor;
    this.picker = new Picker();
  }

  get draft() { return this.editor.draft; }

  linesOf(id) { return this.draft.data.passages.find((passage) => passage.id === id)?.lines ?? ""; }

  // Where a passage of the evidence would be linked: the sentence at the caret of the current block.
  get target() {
    const part = this.editor.currentPart && this.draft.linkTarget(this.editor.currentPart);
    const view = part && this.editor.views.get(part.key);
    return view && !this.draft.blank ? {key: part.key, stretch: view.stretch, says: view.meant} : null;
  }

  link(key, id, stretch, linked) {
    const part = this.draft.part(key);
    const said = stretch ? beginning(part.text, stretch) : this.draft.name(part);
    this.draft.link(key, id, stretch, linked);
    this.editor.draw();
    const lines = inLines(this.linesOf(id));
    this.editor.say(linked ? `Linked ${said} to ${lines}.` : `Took the link to ${lines} out of ${said}.`);
  }

  toggle(id) {
    if (!this.target) {
      this.draft.blank = null;
      this.editor.current = this.draft.insert(newPart("summary")).key;
      return this.link(this.editor.current, id, null, true);
    }
    const {key, stretch} = this.target;
    this.link(key, id, stretch, !this.draft.isLinked(key, id, stretch));
  }

  // The picker with a field of its own; the sentences meant are shown in the block.
  open(view, back) {
    const {stretch} = view;
    const linked = (id) => this.draft.isLinked(view.key, id, stretch);
    this.picker.open({
      passages: this.draft.data.passages, linked, says: view.meant, anchor: view.grow.getBoundingClientRect(), bounds: this.editor.bounds(),
      onPick: ({id}) => {
        this.link(view.key, id, stretch, !linked(id));
        view.light(stretch);
      },
      onClose: () => {
        view.light(null);
        back.focus({preventScroll: true});
      },
    });
    view.light(stretch);
  }

  // A "[" being typed opens the passages; what follows it narrows them, until one is picked or none answers.
  followBracket(view) {
    const query = bracketBefore(view.text);
    if (query === null || !this.draft.data.passages.length || view.kind === "verbatim") return this.picker.close();
    if (this.picker.isOpen) {
      if (!this.picker.find(query)) this.picker.close();
    } else if (query === "") this.picker.open({
      passages: this.draft.data.passages, linked: () => false, says: "", input: view.text,
      anchor: view.grow.getBoundingClientRect(), bounds: this.editor.bounds(), onPick: ({id}) => this.pickAtBracket(view, id),
    });
  }

  // What was typed from the bracket on goes; the sentence before it is what rests on the passage.
  pickAtBracket(view, id) {
    const {text} = view;
    const at = text.value.lastIndexOf("[", text.selectionStart - 1);
    view.takeOut(at, text.selectionStart);
    const before = text.value.slice(0, at).trimEnd().length;
    text.setSelectionRange(before, before);
    const {stretch} = view;
    this.link(view.key, id, stretch, true);
    text.setSelectionRange(at, at);
  }

  // Whether words are selected of which can be said what they rest on.
  isAsked({kind, text}) {
    return kind !== "verbatim" && this.draft.data.passages.length > 0 && text.selectionStart < text.selectionEnd;
  }

  leftBlock() {
    if (this.picker.isOpen && !this.picker.stays) this.picker.close();
  }
}

// What stands between the last open bracket and the caret, if it can still be a search.
function bracketBefore({value, selectionStart, selectionEnd}) {
  const [, query] = selectionStart === selectionEnd ? value.slice(0, selectionStart).match(/\[([^[\]\n]{0,30})$/) ?? [] : [];
  return query ?? null;
}
