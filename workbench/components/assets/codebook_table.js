// The codebook: one row a theme, filtered while one types, made to be read and printed. It changes nothing.
import {button, element, plural} from "./elements.js";

const TEXTS = ["number", "name", "definition", "include", "exclude", "example", "said_in", "origin", "status"];

export default function ({data, parentElement}) {
  const shown = parentElement.codebook ?? (parentElement.codebook = new CodebookTable(parentElement));
  shown.show(data);
}

class CodebookTable {
  constructor(parent) {
    this.find = element("input", {
      type: "search", placeholder: "Find in the codebook", "aria-label": "Find in the codebook", oninput: () => this.filter(),
    });
    this.said = element("span", {class: "said", role: "status"});
    this.body = element("tbody");
    this.title = element("p", {class: "on-paper"});
    this.note = element("p", {class: "note"});
    const titles = ["No.", "Theme", "What it means", "Example", "Origin", "Passages", "Cases"];
    const head = titles.map((text, place) => element("th", {scope: "col", text, class: place > 4 ? "count" : null}));
    parent.append(element("section", {class: "codebook"},
      element("div", {class: "tools"}, this.find, this.said, button("Print", () => window.print())),
      this.title,
      element("table", {}, element("caption", {class: "unseen", text: "Codebook"}), element("thead", {}, element("tr", {}, ...head)), this.body),
      this.note));
  }

  show(data) {
    this.title.textContent = `${data.study}. Codebook, version ${data.version}`;
    this.note.textContent = data.note;
    this.body.parentElement.classList.toggle("no-examples", !data.entries.some((entry) => entry.example));
    this.rows = data.entries.map((entry) => ({
      words: TEXTS.map((name) => entry[name]).join(" ").toLocaleLowerCase(), node: this.row(entry),
    }));
    this.body.replaceChildren(...this.rows.map((row) => row.node));
    this.filter();
  }

  row(entry) {
    const kind = [entry.depth === 1 ? "main" : "", entry.retired ? "retired" : ""].join(" ").trim();
    const row = element("tr", {class: kind || null},
      element("td", {class: "number", text: entry.number}),
      element("th", {scope: "row"}, element("span", {text: entry.name}), entry.retired ? element("span", {class: "state", text: "retired"}) : null),
      element("td", {}, paragraph("", entry.definition), paragraph("Include", entry.include), paragraph("Exclude", entry.exclude)),
      element("td", {class: "example"}, entry.example ? element("q", {text: entry.example}) : null,
        entry.example ? element("span", {class: "said-in", text: entry.said_in}) : null),
      element("td", {class: "origin", text: entry.origin}),
      element("td", {class: "count", text: entry.passages.toLocaleString("en")}),
      element("td", {class: "count", text: entry.cases.toLocaleString("en")}));
    row.style.setProperty("--mark", `var(--theme-${entry.colour % 12})`);
    row.style.setProperty("--depth", entry.depth - 1);
    return row;
  }

  filter() {
    const words = this.find.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of this.rows) {
      row.node.hidden = !words.every((word) => row.words.includes(word));
      left += row.node.hidden ? 0 : 1;
    }
    this.said.textContent = words.length ? `${left} of ${plural(this.rows.length, "theme")}` : plural(this.rows.length, "theme");
  }
}

function paragraph(label, text) {
  if (!text) return null;
  return element("p", {}, label ? element("b", {text: `${label}: `}) : null, element("span", {text}));
}
