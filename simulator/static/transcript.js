// What the platform saw: calls and deliveries, newest first.

import { get, remove } from "./client.js";
import { clockTime, el, fullTime } from "./dom.js";

const KEPT = 400;
const two = (number) => String(number).padStart(2, "0");

function tone(entry) {
  if (entry.side === "api") return entry.code === 0 ? "good" : "bad";
  if (["reply", "no reply", "verified"].includes(entry.outcome)) return "good";
  return "bad";
}

function verdict(entry) {
  if (entry.side === "api") return entry.code ?? entry.outcome;
  return { reply: "已回复", "no reply": "无回复", verified: "已验证" }[entry.outcome] ?? entry.outcome;
}

function pretty(text) {
  if (!text) return "（空）";
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.replace(/>\s*<(?!\/|!)/g, ">\n<");
  }
}

export class TranscriptPanel {
  constructor(world, current) {
    this.world = world;
    this.current = current;
    this.entries = [];
    this.list = document.querySelector("[data-entries]");
    this.empty = document.querySelector("[data-no-entries]");
    this.count = document.querySelector("[data-entry-count]");
    this.filter = document.querySelector("[data-filter]");
    this.filter.addEventListener("change", () => this.draw());
    document.querySelector("[data-transcript-clear]").addEventListener("click", async () => {
      await remove("/transcript");
      this.entries = [];
      this.draw();
    });
    world.onChange((kind, data) => {
      if (kind === "transcript") this.add(data.entry);
      if (kind === "reload") this.load();
    });
  }

  async load() {
    this.entries = await get(`/transcript?limit=${KEPT}`);
    this.draw();
  }

  passes(entry) {
    const wanted = this.filter.value;
    if (wanted === "bad") return tone(entry) === "bad" || entry.attempt > 1 || entry.faults.length > 0;
    if (wanted === "mine") return entry.openid === this.current();
    return wanted === "all" || entry.side === wanted;
  }

  add(entry) {
    if (this.entries.some((one) => one.number === entry.number)) return;
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    this.settle();
    if (this.passes(entry)) this.insert(this.row(entry));
    while (this.list.childElementCount > KEPT) this.list.lastElementChild.remove();
  }

  // What one is reading stays where it is while new entries come above it.
  insert(row) {
    const frame = this.list.parentElement;
    const before = frame.scrollHeight;
    this.list.prepend(row);
    if (frame.scrollTop > 0) frame.scrollTop += frame.scrollHeight - before;
  }

  settle() {
    this.count.textContent = this.entries.length;
    this.empty.hidden = this.entries.length > 0;
  }

  draw() {
    this.settle();
    this.list.replaceChildren(...this.entries.filter((entry) => this.passes(entry)).reverse().map((entry) => this.row(entry)));
  }

  row(entry) {
    const person = this.world.customers.get(entry.openid);
    const seconds = two(new Date(entry.at * 1000).getSeconds());
    const api = entry.side === "api";
    const chips = el("span", { class: "chips" });
    if (entry.attempt > 1) chips.append(el("span", { class: "chip warn" }, `第 ${entry.attempt} 次`));
    for (const fault of entry.faults) chips.append(el("span", { class: "chip warn" }, fault));
    chips.append(el("span", { class: `chip ${tone(entry)}` }, String(verdict(entry)).slice(0, 28)));
    const row = el(
      "details",
      { class: "entry" },
      el(
        "summary",
        {},
        el("time", { title: fullTime(entry.at) }, `${clockTime(entry.at)}:${seconds}`),
        el("span", { class: api ? "chip info" : "chip" }, api ? "API ←" : "推送 →"),
        el("span", { class: "path", title: entry.path }, entry.path.split("?")[0]),
        el("span", { class: "who" }, person?.name ?? ""),
        chips,
        el("span", { class: "took" }, `${entry.duration < 10 ? entry.duration.toFixed(1) : Math.round(entry.duration)} ms`),
      ),
    );
    row.addEventListener("toggle", () => row.open && row.childElementCount === 1 && row.append(this.detail(entry)));
    return row;
  }

  detail(entry) {
    const part = (title, text) => el("div", {}, el("h3", {}, title), el("pre", {}, pretty(text)));
    const head = `${entry.method} ${entry.path} · HTTP ${entry.status ?? "无应答"} · ${entry.outcome} · ${fullTime(entry.at)}`;
    return el("div", { class: "detail" }, el("p", {}, head), part("请求", entry.request), part("应答", entry.response));
  }
}
