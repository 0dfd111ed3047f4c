// The company's page: customers, employees' phones and groups with their robots.

import { get, listen, post } from "./client.js";
import { chatTime, el } from "./dom.js";
import { render } from "./bubbles.js";

const STATES = ["未处理", "智能助手接待", "排队中", "人工接待", "已结束"];
const ALIKE = { template_card: "link", markdown: "text" };
const GAP_WITH_TIME = 300;
const root = document.querySelector(".company");
const part = (name) => root.querySelector(`[data-${name}]`);
let state = null;
let current = null;

const kinds = ["friends", "employees", "groups"];
const chosen = () => current && state[current.kind].find((one) => one.id === current.id);

async function load() {
  state = await get("/wecom");
  if (!chosen()) {
    const kind = kinds.find((one) => state[one].length);
    current = kind ? { kind, id: state[kind][0].id } : null;
  }
  draw();
}

function face(kind, one) {
  return kind === "friends" ? `/sim/avatar/${one.number}.svg` : "/sim/avatar/0.svg";
}

function drawList(kind) {
  const rows = state[kind].map((one) => {
    const last = one.messages.at(-1);
    const waits = kind === "employees" ? asked(one).length : 0;
    return el("li", {}, el(
      "button",
      { type: "button", class: "person", "aria-current": String(current?.id === one.id), onclick: () => pick(kind, one.id) },
      el("img", { src: face(kind, one), alt: "" }),
      el("strong", {}, one.name),
      el("span", { class: "when" }, last ? chatTime(last.at, state.now) : ""),
      el("span", { class: "last" }, waits ? `${waits} 条群发待发送` : (last?.text ?? "").split("\n")[0]),
    ));
  });
  root.querySelector(`[data-list=${kind}]`).replaceChildren(...rows);
}

function pick(kind, id) {
  current = { kind, id };
  root.dataset.shown = "phone";
  draw();
}

const asked = (one) => state.sends.filter((send) =>
  !send.cancelled && send.tasks.some((task) => task.userid === one.id && !task.sent_at));

function confirmation(one, send) {
  const task = send.tasks.find((each) => each.userid === one.id);
  const words = send.text || send.attachments.map((each) => each.shown.title ?? "[图片]").join(" ");
  const go = () => act("employees", { act: "confirm", msgid: send.msgid });
  return el(
    "div",
    { class: "company-ask" },
    el("h3", {}, `群发给 ${task.receivers} 个${send.groups ? "客户群" : "客户"}`),
    el("p", {}, words),
    el("button", { type: "button", onclick: go }, "发送"),
  );
}

function bubbles(one) {
  const person = { name: one.name, number: one.number ?? 0 };
  const world = { account: { name: state.company.kf } };
  const view = { person, world, enlarge: (source) => window.open(source), choose: (id) => act("friends", { act: "choose", id }) };
  const nodes = [];
  let lastAt = 0;
  for (const bubble of one.messages) {
    if (bubble.at - lastAt > GAP_WITH_TIME) nodes.push(el("div", { class: "stamp" }, chatTime(bubble.at, state.now)));
    lastAt = bubble.at;
    const drawn = render({ ...bubble, kind: ALIKE[bubble.kind] ?? bubble.kind }, view);
    const from = bubble.content.from;
    if (from) drawn.querySelector(".content")?.prepend(el("div", { class: "sender" }, from));
    nodes.push(drawn);
  }
  return nodes;
}

function drawPhone() {
  const one = chosen();
  part("form").hidden = !one || current.kind === "groups";
  if (!one) {
    part("name").textContent = "还没有人";
    part("log").replaceChildren();
    return;
  }
  part("name").textContent = current.kind === "friends" ? state.company.kf : one.name;
  const waits = current.kind === "employees" ? asked(one).map((send) => confirmation(one, send)) : [];
  const log = part("log");
  log.replaceChildren(...bubbles(one), ...waits);
  log.scrollTop = log.scrollHeight;
}

function facts(one) {
  if (current.kind === "friends") {
    return [["顾客", one.name], ["external_userid", one.id], ["好友", one.friends.join("、") || "还没有"], ["会话", STATES[one.state]], ["还可发", `${one.left} 条`]];
  }
  if (current.kind === "employees") return [["员工", one.name], ["userid", one.id], ["超频丢弃", `${one.dropped} 条`]];
  return [["群", one.name], ["群主", one.owner], ...one.robots.map((robot) => [`机器人 ${robot.name}`, robot.key])];
}

function acts(one) {
  if (current.kind !== "friends") return [];
  return state.employees.map((employee) => {
    const known = one.friends.includes(employee.id);
    const go = () => act("friends", { act: known ? "unfriend" : "befriend", userid: employee.id });
    return el("button", { type: "button", class: "plain", onclick: go }, `${known ? "删除" : "添加"} ${employee.name}`);
  });
}

function drawPanels() {
  const one = chosen();
  part("facts").replaceChildren(...(one ? facts(one).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]) : []));
  part("acts").replaceChildren(...(one ? acts(one) : []));
  const sends = [...state.sends].reverse().map((send) => {
    const done = send.tasks.filter((task) => task.sent_at).length;
    const how = send.cancelled ? "已停止" : `${done} / ${send.tasks.length} 位员工已发送`;
    return el("li", {}, send.text.split("\n")[0] || "[图片或图文]", el("span", {}, how));
  });
  part("sends").replaceChildren(...(sends.length ? sends : [el("li", {}, "还没有群发")]));
}

function draw() {
  kinds.forEach(drawList);
  drawPhone();
  drawPanels();
}

const act = (kind, body) => post(`/wecom/${kind}/${encodeURIComponent(current.id)}/acts`, body);

part("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = event.target.elements.text;
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  await act(current.kind, { act: "text", text });
});
part("add").addEventListener("click", async () => pick("friends", (await post("/wecom/friends")).id));
part("back").addEventListener("click", () => (root.dataset.shown = "list"));

await load();
let planned = 0;
listen(state.change, (change) => {
  if (!["wecom", "reload", "clock"].includes(change.kind)) return;
  clearTimeout(planned);
  planned = setTimeout(load, 60);
});
