// The fault plan: arm a rule, see how often it struck, take it away.

import { post, remove } from "./client.js";
import { el } from "./dom.js";

const EFFECTS = {
  latency: ["延迟应答", ["seconds"]],
  hang: ["挂起后断开", ["seconds"]],
  reset_before: ["受理前断开", []],
  reset_after: ["受理后断开（消息已送达）", []],
  bad_gateway: ["502 HTML 页面", []],
  errcode: ["返回错误码", ["code"]],
  expire_tokens: ["令牌全部过期", []],
  garbage: ["残缺的 JSON", []],
  duplicate: ["并发重复推送", ["count"]],
  reverse: ["倒序推送", ["count"]],
  cut_off: ["提前断开推送", ["seconds"]],
};
const ON_WEBHOOK = new Set(["duplicate", "reverse", "cut_off"]);

export class FaultsPanel {
  constructor(world, say, current) {
    this.world = world;
    this.say = say;
    this.current = current;
    this.form = document.querySelector("[data-fault-form]");
    this.rules = document.querySelector("[data-rules]");
    this.count = document.querySelector("[data-fault-count]");
    this.form.effect.replaceChildren(...Object.entries(EFFECTS).map(([name, [label]]) => el("option", { value: name }, label)));
    this.form.effect.addEventListener("change", () => this.fit());
    this.form.addEventListener("submit", (event) => this.arm(event));
    document.querySelector("[data-fault-clear]").addEventListener("click", () => remove("/faults"));
    document.querySelector("[data-tokens-expire]").addEventListener("click", () => this.tokens("expire", "所有令牌已过期，下一次调用得到 42001"));
    document.querySelector("[data-tokens-kill]").addEventListener("click", () => this.tokens("invalidate", "所有令牌已作废，下一次调用得到 40001"));
    world.onChange((kind) => ["faults", "reload", "transcript"].includes(kind) && this.refresh(kind));
    this.fit();
  }

  async tokens(what, done) {
    await post(`/tokens/${what}`);
    this.say(done);
  }

  fit() {
    const [, needs] = EFFECTS[this.form.effect.value];
    for (const name of ["seconds", "code", "count"]) {
      this.form.querySelector(`[data-needs=${name}]`).hidden = !needs.includes(name);
    }
    this.form.path.placeholder = ON_WEBHOOK.has(this.form.effect.value) ? "如 text、CLICK；留空为全部" : "如 custom/send；留空为全部";
  }

  async arm(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(this.form));
    const [, needs] = EFFECTS[given.effect];
    const rule = { effect: given.effect, path: given.path };
    if (given.times) rule.times = Number(given.times) || null;
    if (given.chance && Number(given.chance) < 100) rule.probability = Number(given.chance) / 100;
    if (given.mine) rule.openid = this.current();
    for (const name of needs) rule[name] = Number(given[name]);
    try {
      await post("/faults", rule);
    } catch (error) {
      this.say(`没有设好：${error.message}`);
    }
  }

  // Rules are counted on the platform; a call that a rule struck is the time to look again.
  async refresh(kind) {
    if (kind === "transcript" && !this.world.faults.some((rule) => !rule.spent)) return;
    if (kind === "transcript") this.world.faults = await (await fetch("/sim/api/faults")).json();
    this.draw();
  }

  draw() {
    const { faults } = this.world;
    this.count.textContent = faults.filter((rule) => !rule.spent).length;
    this.rules.replaceChildren(...faults.map((rule) => this.row(rule)));
  }

  row(rule) {
    const [label, needs] = EFFECTS[rule.effect];
    const units = { seconds: `${rule.seconds} 秒`, code: String(rule.code), count: `${rule.count} 份` };
    const details = [needs.map((name) => units[name]).join(" "), rule.path || "全部", rule.probability < 1 ? `${Math.round(rule.probability * 100)}%` : ""].filter(Boolean);
    return el(
      "li",
      { class: rule.spent ? "spent" : "" },
      el("span", { class: "chip warn" }, label),
      el("span", { class: "quiet" }, details.join(" · ")),
      el("span", { class: "quiet num" }, `已触发 ${rule.struck}${rule.times ? ` / ${rule.times}` : ""} 次`),
      el("button", { type: "button", class: "ghost danger", onclick: () => remove(`/faults/${rule.id}`) }, "移除"),
    );
  }
}
