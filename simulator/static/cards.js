// Cards of the chat: notices, articles, places, links, files.

import { el, icon } from "./dom.js";

const isWeb = (address) => /^https?:\/\//i.test(address ?? "");

export function notice(bubble, view) {
  const { title, rows, url } = bubble.content;
  const from = bubble.origin === "subscribe"
    ? el("div", { class: "from" }, el("img", { src: "/sim/avatar/0.svg", alt: "" }), `${view.world.account.name} · 服务通知`)
    : null;
  const list = rows.flatMap((row) => [el("dt", {}, row.label), el("dd", {}, row.value)]);
  const detail = isWeb(url)
    ? el("a", { class: "detail", href: url, target: "_blank", rel: "noreferrer" }, "查看详情", icon("next", 16, 1.8))
    : null;
  return el("article", { class: "sheet-card", "aria-label": `通知：${title}` }, from, el("h2", {}, title), el("dl", {}, ...list), detail);
}

export function article(bubble) {
  const { title, description, picture, url } = bubble.content;
  const inside = [
    isWeb(picture) ? el("img", { class: "cover", src: picture, alt: "" }) : null,
    el("div", { class: "article-title" }, title),
    el("div", { class: "article-about" }, description || ""),
  ];
  return isWeb(url)
    ? el("a", { class: "sheet-card article", href: url, target: "_blank", rel: "noreferrer" }, ...inside)
    : el("article", { class: "sheet-card" }, ...inside);
}

const MAP =
  '<svg class="map" viewBox="0 0 236 104" preserveAspectRatio="xMidYMid slice" aria-hidden="true">' +
  '<rect width="236" height="104" fill="#e9eef0"/><path d="M0 0h70v42H0zM92 0h62v42H92zM0 66h70v38H0zM178 66h58v38h-58z" fill="#f6f3ea"/>' +
  '<path d="M178 0h58v44h-58z" fill="#cfe6c4"/><path d="M92 66h62v38H92z" fill="#dfe9d4"/>' +
  '<path d="M0 96C50 80 90 120 150 90s60-10 86-26v40H0z" fill="#b9d9ee"/>' +
  '<g stroke="#fff" stroke-width="9"><path d="M-4 54h244M81-4v112M166-4v112"/></g>' +
  '<g stroke="#f7d68a" stroke-width="3"><path d="M-4 54h244"/></g>' +
  '<path d="M118 68s13-12 13-22a13 13 0 0 0-26 0c0 10 13 22 13 22z" fill="#07c160"/><circle cx="118" cy="46" r="5" fill="#fff"/></svg>';

export function place(bubble) {
  const { title, latitude, longitude } = bubble.content;
  const holder = document.createElement("template");
  holder.innerHTML = MAP;
  return el(
    "div",
    { class: "card", "aria-label": `位置：${title}` },
    el("div", { class: "card-title" }, title || "位置"),
    el("div", { class: "card-about card-coordinates" }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
    holder.content.firstChild,
  );
}

export function linkCard(bubble) {
  const { title, description, url } = bubble.content;
  const inside = [
    el("div", { class: "card-title" }, title || url || "链接"),
    el("div", { class: "card-about" }, el("span", {}, description || url || ""), icon("link", 34, 1.2)),
  ];
  return isWeb(url)
    ? el("a", { class: "card article", href: url, target: "_blank", rel: "noreferrer" }, ...inside)
    : el("div", { class: "card" }, ...inside);
}

function weight(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

export function fileCard(bubble) {
  return el(
    "div",
    { class: "card" },
    el("div", { class: "card-title" }, bubble.content.title),
    el("div", { class: "card-about" }, weight(bubble.content.size ?? 0), icon("file", 34, 1.2)),
  );
}

export function miniprogram(bubble) {
  return el(
    "div",
    { class: "card" },
    el("div", { class: "card-title" }, bubble.content.title),
    el("img", { class: "cover", src: `/sim/media/${encodeURIComponent(bubble.content.media_id)}`, alt: "" }),
    el("div", { class: "card-foot" }, "小程序"),
  );
}
