// An extract as words: what was said, by whom, and quieter what was said around it.
import {element} from "./elements.js";

export function wordsOf(item) {
  return element("div", {class: "words"},
    ...item.before.map((turn) => said(turn, "around")),
    ...item.said.map((turn) => said(turn, "inside")),
    ...item.after.map((turn) => said(turn, "around")));
}

function said([speaker, quiet, text], place) {
  return element("p", {class: `said ${place}${quiet ? " quiet" : ""}`}, element("span", {class: "speaker", text: speaker}), element("span", {class: "text", dir: "auto", text}));
}

// “(LA2, Social worker) lines 41–44”: how a passage is cited.
export function citationOf(item) {
  return `${item.citation} ${/[–,]/.test(item.lines) ? "lines" : "line"} ${item.lines}`;
}

export function theWords(item) {
  return item.quote.replace(/\s+/g, " ").trim();
}

// The box takes what the window leaves below its place and scrolls in itself.
export function fitToWindow(root, frame, least = 420) {
  const scroller = root.host.closest("[data-testid=stMain]");
  const top = root.host.getBoundingClientRect().top + (scroller?.scrollTop ?? 0);
  frame.style.height = `${Math.max(least, window.innerHeight - top - 16)}px`;
}
