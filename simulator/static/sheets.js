// What slides up over the chat: forms for things a customer sends, consent, leaving.

import { get } from "./client.js";
import { el } from "./dom.js";

function sheet(host, title, inside, choices) {
  const veil = el("div", { class: "veil" });
  const close = () => {
    veil.remove();
    document.removeEventListener("keydown", onKey);
  };
  const onKey = (event) => event.key === "Escape" && close();
  const buttons = choices.map(([label, kind, act]) =>
    el("button", {
      type: kind === "go" ? "submit" : "button",
      class: kind,
      onclick: kind === "go" ? () => {} : () => (close(), act?.()),
    }, label));
  const main = choices.find(([, kind]) => kind === "go");
  const form = el(
    "form",
    {
      class: "sheet",
      role: "dialog",
      "aria-label": title,
      onsubmit: (event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(form));
        const ticked = [...form.querySelectorAll("input[type=checkbox]:checked")].map((one) => one.value);
        close();
        main?.[2](values, ticked);
      },
    },
    el("h3", {}, title),
    ...inside,
    el("div", { class: "choices" }, ...buttons),
  );
  veil.append(form);
  veil.addEventListener("click", (event) => event.target === veil && close());
  document.addEventListener("keydown", onKey);
  host.append(veil);
  (form.querySelector("input, textarea") ?? form.querySelector("button")).focus();
}

const field = (label, name, value = "", attributes = {}) =>
  el("label", {}, label, el("input", { name, value, autocomplete: "off", ...attributes }));

const NOT_NOW = ["取消", "", null];

export function voiceSheet(host, send) {
  sheet(host, "发送语音", [
    el("p", {}, "识别文字会随语音一起送到公众号；留空则只有语音。"),
    field("识别文字", "recognition", "我想查一下积分"),
    field("时长（秒）", "seconds", "3", { type: "number", min: "1", max: "60" }),
  ], [NOT_NOW, ["发送", "go", (values) => send("voice", { recognition: values.recognition, seconds: Number(values.seconds) || 3 })]]);
}

export function placeSheet(host, send) {
  sheet(host, "发送位置", [
    field("地点", "label", "上海市黄浦区人民大道"),
    field("纬度", "latitude", "31.2304", { inputmode: "decimal" }),
    field("经度", "longitude", "121.4737", { inputmode: "decimal" }),
  ], [NOT_NOW, ["发送", "go", (values) => send("location", { ...values, latitude: Number(values.latitude), longitude: Number(values.longitude) })]]);
}

export function linkSheet(host, send) {
  sheet(host, "发送链接", [
    field("标题", "title", "一篇文章"),
    field("摘要", "description", "值得一读"),
    field("网址", "url", "https://example.com/article"),
  ], [NOT_NOW, ["发送", "go", (values) => send("link", values)]]);
}

export function fileSheet(host, send) {
  sheet(host, "发送文件", [field("文件名", "name", "订单截图.pdf")], [NOT_NOW, ["发送", "go", (values) => send("file", values)]]);
}

export async function scanSheet(host, name, send) {
  const scenes = [...new Set((await get("/qrcodes")).map((one) => one.scene))];
  sheet(host, "扫一扫", [
    el("p", {}, "扫描一个带参数的二维码；未关注时会先关注。"),
    field("二维码场景值", "scene", "", { required: true, list: "scenes", placeholder: "如 store-1" }),
    el("datalist", { id: "scenes" }, ...scenes.map((one) => el("option", { value: one }))),
  ], [NOT_NOW, ["扫描", "go", (values) => send(name, values)]]);
}

export function consentSheet(host, notices, send) {
  const rows = notices.map((one) =>
    el("label", { class: "consent" }, el("input", { type: "checkbox", value: one.id, checked: true }), one.title));
  const ids = notices.map((one) => one.id);
  sheet(host, "订阅以下通知", [
    el("p", {}, "每允许一次，公众号可以发送一条。"),
    el("div", { class: "consents" }, ...rows),
  ], [
    ["拒绝", "", () => send("subscription", { template_ids: ids, accept: false })],
    ["允许", "go", (_values, ticked) => send("subscription", { template_ids: ticked, accept: true })],
  ]);
}

export function leaveSheet(host, name, send) {
  sheet(host, `不再关注「${name}」？`, [el("p", {}, "不再关注后，将收不到该公众号下发的消息。")], [
    NOT_NOW,
    ["不再关注", "danger", () => send("unfollow")],
  ]);
}
