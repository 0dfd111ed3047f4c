// One message of the chat, drawn as WeChat draws it.

import { el, icon } from "./dom.js";
import { article, fileCard, linkCard, miniprogram, notice, place } from "./cards.js";

const ANCHOR = /<a\s[^>]*?href\s*=\s*["']([^"']*)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"'，。；）】]+)/gi;
const MENU_LINK = "weixin://bizmsgmenu?";

// Text with the links that WeChat knows: <a href>, bare addresses, and menu choices.
export function words(text, choose) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ANCHOR)) {
    parts.push(text.slice(end, found.index));
    parts.push(anchor(found[1] ?? found[3], found[2] ?? found[3], choose));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function anchor(address, label, choose) {
  if (address.startsWith(MENU_LINK)) {
    const asked = new URLSearchParams(address.slice(MENU_LINK.length));
    const pick = () => choose(asked.get("msgmenuid") ?? "", asked.get("msgmenucontent") ?? label);
    return el("a", { href: "#", onclick: (event) => (event.preventDefault(), pick()) }, label);
  }
  if (!/^https?:\/\//i.test(address)) return document.createTextNode(label);
  return el("a", { href: address, target: "_blank", rel: "noreferrer" }, label);
}

const media = (id) => `/sim/media/${encodeURIComponent(id)}`;

function picture(bubble, view) {
  const source = media(bubble.content.media_id);
  const image = el("img", { class: "picture", src: source, alt: "图片" });
  return el("button", { type: "button", class: "picture-frame", "aria-label": "查看图片", onclick: () => view.enlarge(source) }, image);
}

function film(bubble) {
  const thumb = bubble.content.thumb;
  const still = thumb ? el("img", { class: "picture video", src: media(thumb), alt: "视频" }) : el("div", { class: "picture video" });
  return el("div", { class: "picture-frame" }, still, el("span", { class: "play" }, icon("play", 40, 1.2)));
}

function voice(bubble) {
  const seconds = bubble.content.seconds ?? 3;
  const sound = el("div", { class: "bubble voice", "aria-label": `语音 ${seconds} 秒` }, icon("wave", 20, 1.8), el("span", {}, `${seconds}″`));
  sound.style.width = `${Math.min(76 + seconds * 6, 200)}px`;
  const heard = bubble.content.recognition;
  return heard ? [sound, el("div", { class: "voice-text" }, heard)] : sound;
}

function choices(bubble, view) {
  const { head, items, tail } = bubble.content;
  const lines = items.map((item) =>
    el("button", { type: "button", class: "menu-line", onclick: () => view.choose(item.id) }, item.content));
  return el(
    "div",
    { class: "bubble" },
    head ? el("span", { class: "menu-head" }, head) : null,
    ...lines,
    tail ? el("span", { class: "menu-tail" }, tail) : null,
  );
}

const text = (bubble, view) =>
  el("div", { class: "bubble" }, ...words(bubble.content.text ?? "", (id, content) => view.choose(id, content)));

const IN_ROW = {
  text,
  image: picture,
  voice,
  video: film,
  shortvideo: film,
  mpvideo: film,
  music: linkCard,
  msgmenu: choices,
  location: place,
  link: linkCard,
  file: fileCard,
  miniprogrampage: miniprogram,
  wxcard: linkCard,
};

const ACROSS = { notice, news: article, mpnews: article, mpnewsarticle: article };

export function render(bubble, view) {
  if (bubble.kind === "system") return el("div", { class: "system" }, bubble.content.text);
  if (bubble.withdrawn) return el("div", { class: "system" }, "该内容已被发布者删除");
  const across = ACROSS[bubble.kind];
  if (across) return el("div", { class: "wide", "data-bubble": bubble.id }, across(bubble, view));
  const mine = bubble.sender === "customer";
  const drawn = [(IN_ROW[bubble.kind] ?? text)(bubble, view)].flat();
  const face = mine ? `/sim/avatar/${view.person.number}.svg` : "/sim/avatar/0.svg";
  return el(
    "div",
    { class: mine ? "row mine" : "row", "data-bubble": bubble.id },
    el("img", { class: "avatar", src: face, alt: mine ? view.person.name : view.world.account.name }),
    el("div", { class: "content" }, ...drawn),
  );
}
