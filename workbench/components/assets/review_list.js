// The cells that wait for somebody's eyes, one a row: opened in the editor below, gone through with "Next", and, once they
// have been looked at, chosen and approved together.
import {button, element, plural} from "./elements.js";
import {holdFocus} from "./hold_focus.js";
import {send} from "./operations.js";

const lists = new WeakMap();

export default function ({data, parentElement, setStateValue}) {
  let list = lists.get(parentElement);
  if (!list) lists.set(parentElement, (list = new ReviewList(parentElement)));
  list.setStateValue = setStateValue;
  list.receive(data);
  return () => {
    list.letGo();
    list.node.remove();
    window.removeEventListener("workbench:settled", list.onSettled);
    lists.delete(parentElement);
  };
}

const STEPS = {ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity};

class ReviewList {
  constructor(root) {
    this.root = root;
    this.chosen = new Set();
    this.progress = element("span", {class: "progress", role: "status"});
    this.previous = button("← Previous", () => this.step(-1));
    this.next = button("Next →", () => this.step(1));
    this.approve = button("", () => this.approveChosen(), {class: "primary"});
    this.all = button("Choose all I have looked at", () => this.chooseAll());
    this.said = element("span", {class: "said"});
    this.body = element("tbody", {onkeydown: (event) => this.key(event)});
    this.head = element("tr");
    this.table = element("table", {}, element("thead", {}, this.head), this.body);
    this.empty = element("p", {class: "empty"});
    this.node = element("section", {class: "list"}, element("div", {class: "rows"}, this.table), this.empty,
      element("div", {class: "foot"}, this.previous, this.next, this.progress, this.all, this.approve, this.said));
    this.onSettled = (event) => this.settled(event.detail);
    window.addEventListener("workbench:settled", this.onSettled);
    root.append(this.node);
    this.letGo = holdFocus(root, () => this.body.querySelector(".open[tabindex='0']"));
  }

  receive(payload) {
    if (payload === this.payload || !payload) return;
    this.payload = payload;
    this.data = payload instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(payload)) : payload;
    if (this.signature !== this.data.signature) this.chosen.clear();
    this.signature = this.data.signature;
    this.chosen = new Set([...this.chosen].filter((id) => this.mayChoose(this.row(id))));
    this.draw();
  }

  row(id) { return this.data.rows.find((row) => row.id === id); }
  get at() { return this.data.rows.findIndex((row) => row.id === this.data.selected); }
  mayChoose(row) { return Boolean(row?.looked && row.may_approve); }

  // -- drawing

  draw() {
    const {rows, may_approve: mayApprove, empty, selected} = this.data;
    const focused = this.root.activeElement?.dataset.of;
    this.node.ariaLabel = this.data.name;
    this.node.toggleAttribute("data-open", this.at >= 0);
    this.table.hidden = !rows.length;
    this.empty.hidden = Boolean(rows.length);
    this.empty.textContent = empty;
    this.head.replaceChildren(...[mayApprove && "Approve", "Case", "Sub-theme", "Analyst", "State", "What it says"].filter(Boolean)
      .map((name) => element("th", {scope: "col", text: name})));
    this.body.replaceChildren(...rows.map((row) => this.buildRow(row)));
    this.rove(this.opener(focused ?? selected) ?? this.body.querySelector(".open"));
    if (focused) this.opener(focused)?.focus({preventScroll: true});
    if (selected !== this.drawnSelected) this.opener(selected)?.closest("tr").scrollIntoView({block: "nearest"});
    this.drawnSelected = selected;
    this.drawFoot();
    this.publish();
  }

  buildRow(row) {
    const isOpen = row.id === this.data.selected;
    const open = button(row.case, () => this.ask(row.id), {class: "open", "data-of": row.id, tabindex: "-1", "aria-current": isOpen ? "true" : null,
      "aria-label": `${row.case}, ${row.theme}: open`});
    const state = element("td", {class: "state"}, element("span", {class: "status", text: row.status}),
      row.told ? element("span", {class: "told", text: row.told}) : null,
      row.remarks ? element("span", {class: "told", text: plural(row.remarks, "open remark")}) : null,
      element("span", {class: "told", text: row.looked ? "looked at" : "not looked at yet"}),
      this.data.may_approve && row.status === "submitted" && row.why_not ? element("span", {class: "told", text: row.why_not}) : null);
    return element("tr", {class: isOpen ? "current" : ""},
      this.data.may_approve ? element("td", {class: "choice"}, this.choice(row)) : null,
      element("th", {scope: "row"}, open), element("td", {text: row.theme}), element("td", {text: row.analyst}), state,
      element("td", {class: "words", text: row.words}));
  }

  choice(row) {
    const why = row.looked || !row.may_approve ? row.why_not : "Look at it first.";
    const box = element("input", {type: "checkbox", "aria-label": `Choose ${row.case}, ${row.theme}${why ? `. ${why}` : ""}`, title: why || null,
      disabled: !this.mayChoose(row), onchange: () => this.choose(row.id, box.checked)});
    box.checked = this.chosen.has(row.id);
    return box;
  }

  drawFoot() {
    const {rows, may_approve: mayApprove, notes} = this.data;
    const looked = rows.filter((row) => row.looked).length;
    const ready = rows.filter((row) => this.mayChoose(row)).length;
    this.progress.textContent = rows.length ? `${looked} of ${rows.length} looked at` : "";
    this.previous.hidden = this.next.hidden = !rows.length;
    this.previous.disabled = this.at <= 0;
    this.next.disabled = this.at === rows.length - 1;
    this.next.textContent = this.at < 0 ? "Begin →" : "Next →";
    this.all.hidden = this.approve.hidden = !mayApprove || !rows.length;
    this.all.disabled = !ready;
    this.approve.disabled = !this.chosen.size || Boolean(this.waiting);
    this.approve.textContent = this.chosen.size ? `Approve ${plural(this.chosen.size, "chosen cell")}` : "Approve chosen cells";
    this.said.textContent = mayApprove && rows.length && !ready ? "Cells can be chosen once you have looked at them." : notes ?? "";
  }

  // -- going about

  opener(id) { return id ? this.body.querySelector(`.open[data-of="${id}"]`) : null; }

  rove(node) {
    for (const other of this.body.querySelectorAll(".open")) other.tabIndex = -1;
    if (node) node.tabIndex = 0;
  }

  // Streamlit listens for letters on the whole page: no key leaves the list.
  key(event) {
    event.stopPropagation();
    const by = STEPS[event.key];
    if (!by || !event.target.matches(".open")) return;
    const openers = [...this.body.querySelectorAll(".open")];
    const to = openers[Math.max(0, Math.min(openers.length - 1, openers.indexOf(event.target) + by))];
    this.rove(to);
    to.focus();
    event.preventDefault();
  }

  step(by) {
    const next = this.data.rows[this.at < 0 ? 0 : this.at + by];
    if (next) this.ask(next.id);
  }

  // Never the same value twice, so that the page hears it when the same cell is asked for again.
  ask(id) { this.setStateValue("go", `${id}#${Date.now()}`); }

  // -- approving

  choose(id, chosen) {
    if (chosen) this.chosen.add(id);
    else this.chosen.delete(id);
    this.drawFoot();
    this.publish();
  }

  chooseAll() {
    for (const row of this.data.rows) if (this.mayChoose(row)) this.chosen.add(row.id);
    this.draw();
  }

  approveChosen() {
    const cells = [...this.chosen].map((id) => {
      const [case_id, theme_id] = id.split(":").map(Number);
      return {case_id, theme_id, seen: this.row(id).seen};
    });
    this.waiting = send("approve_cells", {cells});
    this.drawFoot();
  }

  settled(answer) {
    if (answer.id !== this.waiting) return;
    this.waiting = null;
    if (answer.ok) this.chosen.clear();
    this.drawFoot();
    this.publish();
  }

  publish() {
    this.root.host.workbench = Object.freeze({
      ready: true, kind: "review", waits: this.data.rows.map((row) => row.id), looked: this.data.rows.filter((row) => row.looked).length,
      chosen: this.chosen.size, selected: this.data.selected, states: Object.fromEntries(this.data.rows.map((row) => [row.id, row.status])),
    });
  }
}
