// The bench: customers, the phone of one of them, and the instruments beside it.

import { post } from "./client.js";
import { el } from "./dom.js";
import { FaultsPanel } from "./faults.js";
import { ClockPanel, WindowPanel } from "./panels.js";
import { People } from "./people.js";
import { PhoneView } from "./phone.js";
import { RawPanel } from "./raw.js";
import { TranscriptPanel } from "./transcript.js";
import { World } from "./world.js";

const bench = document.querySelector(".bench");
const world = new World();
let current = null;

function say(words) {
  const note = el("div", { class: "notice-bar", role: "status" }, words);
  document.body.append(note);
  setTimeout(() => note.remove(), 3000);
}

const shown = (what) => (bench.dataset.shown = what);

const phone = new PhoneView(world, { framed: true, onBack: () => shown("people") });
document.querySelector("[data-screen]").append(phone.root);
const people = new People(world, pick);
const clock = new ClockPanel(world);
const allowances = new WindowPanel(world);
const faults = new FaultsPanel(world, say, () => current);
const raw = new RawPanel(world, say, () => current);
const transcript = new TranscriptPanel(world, () => current);

function pick(openid) {
  current = openid;
  shown("phone");
  history.replaceState(null, "", `#${openid}`);
  people.select(openid);
  allowances.show(openid);
  raw.fill();
  document.querySelector("[data-open-alone]").href = `/phone/${openid}`;
  return phone.show(openid);
}

for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => {
    for (const one of document.querySelectorAll("[role=tab]")) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      for (const part of document.querySelectorAll(`[data-tab=${one.id}]`)) part.hidden = !chosen;
    }
  });
}
document.querySelector("[data-verify]").addEventListener("click", async () => {
  const { verified } = await post("/verify");
  say(verified ? "Webhook 验证通过" : "Webhook 没有通过验证，见记录");
});
document.querySelector("[data-reset]").addEventListener("click", async () => {
  if (confirm("清空所有顾客的消息、关注、菜单与令牌，时钟回到现在？")) await post("/reset");
});
document.querySelectorAll("[data-shows]").forEach((button) =>
  button.addEventListener("click", () => shown(button.dataset.shows)));

await world.start();
await transcript.load();
clock.draw();
faults.draw();
const asked = location.hash.slice(1);
const first = world.customers.has(asked) ? asked : world.customers.keys().next().value;
if (first) await pick(first);
if (asked === "people") shown("people");
