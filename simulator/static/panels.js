// The clock, and what may be sent to the chosen customer.

import { act, patch, post } from "./client.js";
import { el, fullTime } from "./dom.js";

const ACTS = { message: "发消息", menu: "点菜单", follow: "关注", scan: "扫码" };
const two = (number) => String(Math.floor(number)).padStart(2, "0");

function span(seconds) {
  const left = Math.max(0, seconds);
  return `${two(left / 3600)}:${two((left / 60) % 60)}:${two(left % 60)}`;
}

function away(offset) {
  const seconds = Math.round(Math.abs(offset));
  if (seconds < 2) return "与真实时间一致";
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [[days, "天"], [hours, "小时"], [minutes, "分钟"]].filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`);
  return `比真实时间${offset > 0 ? "快" : "慢"} ${parts.join(" ") || `${seconds} 秒`}`;
}

export class ClockPanel {
  constructor(world) {
    this.world = world;
    this.face = document.querySelector("[data-clock]");
    this.note = document.querySelector("[data-offset]");
    document.querySelectorAll("[data-advance]").forEach((button) =>
      button.addEventListener("click", () => post("/clock", { advance: Number(button.dataset.advance) })));
    document.querySelector("[data-clock-reset]").addEventListener("click", () => post("/clock", { reset: true }));
    document.querySelector("[data-clock-form]").addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = new FormData(event.target).get("date");
      if (chosen) post("/clock", { set: new Date(chosen).toISOString() });
    });
    setInterval(() => this.draw(), 500);
    world.onChange((kind) => kind === "clock" && this.draw());
  }

  draw() {
    this.face.textContent = fullTime(this.world.now());
    this.note.textContent = away(this.world.offset);
  }
}

export class WindowPanel {
  constructor(world) {
    this.world = world;
    this.openid = null;
    this.left = document.querySelector("[data-left]");
    this.list = document.querySelector("[data-allowances]");
    this.consents = document.querySelector("[data-consents]");
    this.who = document.querySelector("[data-who]");
    this.switches = [...document.querySelectorAll("[data-switch]")];
    for (const one of this.switches) {
      one.addEventListener("change", () => patch(`/customers/${this.openid}`, { [one.dataset.switch]: one.checked }));
    }
    document.querySelector("[data-report-location]").addEventListener("click", () => act(this.openid, "report_location").catch(() => {}));
    world.onChange((kind) => ["customer", "clock", "reload"].includes(kind) && this.take());
    setInterval(() => this.draw(), 1000);
  }

  show(openid) {
    this.openid = openid;
    this.take();
  }

  // Remember when allowances end on the virtual clock, so that they can be counted down.
  take() {
    const person = this.world.customers.get(this.openid);
    if (person) this.draw();
  }

  draw() {
    const person = this.world.customers.get(this.openid);
    if (!person) return;
    const now = this.world.now();
    const live = person.window.filter((one) => one.expires_at > now);
    const left = live.reduce((sum, one) => sum + one.left, 0);
    this.who.textContent = person.name;
    this.left.textContent = left ? `还可发送 ${left} 条` : live.length ? "条数已用完 · 45047" : "窗口未打开 · 45015";
    this.list.replaceChildren(...live.map((one) => this.allowance(one, now)));
    const granted = this.world.notices
      .filter((one) => person.consents[one.id])
      .map((one) => `${one.title} × ${person.consents[one.id]}`);
    this.consents.textContent = granted.length ? `订阅通知：${granted.join("、")}` : "订阅通知：没有可用的授权";
    for (const one of this.switches) one.checked = person[one.dataset.switch];
  }

  allowance(one, now) {
    const dots = Array.from({ length: one.total }, (_, at) => el("i", { class: at < one.left ? "on" : "" }));
    return el(
      "li",
      {},
      el("span", {}, ACTS[one.act]),
      el("span", { class: "meter", role: "img", "aria-label": `剩 ${one.left} 条，共 ${one.total} 条` }, ...dots),
      el("time", {}, `剩 ${span(one.expires_at - now)}`),
    );
  }
}
