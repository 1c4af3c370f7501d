// Invisible: receives the text of a transcript once and parks it for transcript_view.

const KEPT = 3;

export default function ({data}) {
  if (!data?.length) return;
  const text = JSON.parse(new TextDecoder().decode(data));
  const texts = (window.__workbenchTexts ??= new Map());
  texts.delete(text.transcript);
  texts.set(text.transcript, text);
  if (texts.size > KEPT) texts.delete(texts.keys().next().value);
  window.dispatchEvent(new CustomEvent("workbench:text", {detail: {transcript: text.transcript}}));
}
