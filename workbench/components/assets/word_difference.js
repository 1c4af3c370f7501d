// Two texts word by word: what both have, what only the earlier and what only the later one has. Shown as <ins> and <del>,
// told apart by their line and, for whoever listens, by words.
import {element} from "./elements.js";

const WORDS = /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu;
const MOST = 1500; // words of either text that are compared one by one; longer ones are shown as rewritten

// [["kept" | "removed" | "added", words]…] in reading order.
export function differences(before, after) {
  const [old, now] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  let from = 0;
  while (from < old.length && old[from] === now[from]) from += 1;
  let same = 0;
  while (same < Math.min(old.length, now.length) - from && old.at(-1 - same) === now.at(-1 - same)) same += 1;
  const middle = between(old.slice(from, old.length - same), now.slice(from, now.length - same));
  return joined([...old.slice(0, from).map(kept), ...middle, ...old.slice(old.length - same).map(kept)]);
}

const kept = (word) => ["kept", word];

// The longest common run of words stays; what is around it went or came.
function between(old, now) {
  if (old.length > MOST || now.length > MOST) return [["removed", old.join("")], ["added", now.join("")]];
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a -= 1)
    for (let b = now.length - 1; b >= 0; b -= 1)
      lengths[a * width + b] = old[a] === now[b] ? lengths[(a + 1) * width + b + 1] + 1 : Math.max(lengths[(a + 1) * width + b], lengths[a * width + b + 1]);
  const found = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    if (a < old.length && b < now.length && old[a] === now[b]) {
      found.push(kept(old[a]));
      a += 1;
      b += 1;
    } else if (b === now.length || (a < old.length && lengths[(a + 1) * width + b] >= lengths[a * width + b + 1])) found.push(["removed", old[a++]]);
    else found.push(["added", now[b++]]);
  }
  return found;
}

// Changes with nothing but a blank between them read as one: first all that went, then all that came.
function joined(pieces) {
  const found = [];
  let [removed, added] = ["", ""];
  const close = () => {
    if (removed) found.push(["removed", removed]);
    if (added) found.push(["added", added]);
    [removed, added] = ["", ""];
  };
  pieces.forEach(([what, words], at) => {
    const isWithin = what === "kept" && !words.trim() && (removed || added) && pieces[at + 1] && pieces[at + 1][0] !== "kept";
    if (what === "removed" || isWithin) removed += words;
    if (what === "added" || isWithin) added += words;
    if (what !== "kept" || isWithin) return;
    close();
    if (found.at(-1)?.[0] === "kept") found.at(-1)[1] += words;
    else found.push(["kept", words]);
  });
  close();
  return found;
}

// `around`: how many signs of what both texts have are shown beside a difference; the rest is left out.
export function drawDifferences(before, after, around = Infinity) {
  const unseen = (text) => element("span", {class: "unseen", text});
  const pieces = differences(before, after);
  return pieces.map(([what, words], at) => {
    if (what === "kept" && pieces.length === 1) return words;
    if (what === "kept") return shortened(words, at > 0 ? around : 0, at < pieces.length - 1 ? around : 0);
    return what === "added"
      ? element("ins", {}, unseen("[added: "), words, unseen("]"))
      : element("del", {}, unseen("[taken out: "), words, unseen("]"));
  });
}

// The beginning and the end of a stretch of words, cut between words.
function shortened(words, first, last) {
  if (words.length <= first + last + 20) return words;
  const start = words.slice(0, first).replace(/\S*$/, "");
  const end = last ? words.slice(-last).replace(/^\S*/, "") : "";
  return `${start}…${end}`;
}
