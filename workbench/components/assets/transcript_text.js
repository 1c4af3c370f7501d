// Invisible: receives the text of a transcript once and parks it for transcript_view; and, again and again, the version
// of what people have made of it, by which the view sees that somebody else has changed something.

const KEPT = 3;

export default function ({data}) {
  if (!data?.length) return;
  const text = JSON.parse(new TextDecoder().decode(data));
  if (text.text === undefined) {
    window.__workbenchMarks = text;
    window.dispatchEvent(new CustomEvent("workbench:marks"));
    return;
  }
  const texts = (window.__workbenchTexts ??= new Map());
  texts.delete(text.transcript);
  texts.set(text.transcript, text);
  if (texts.size > KEPT) texts.delete(texts.keys().next().value);
  window.dispatchEvent(new CustomEvent("workbench:text", {detail: {transcript: text.transcript}}));
}
