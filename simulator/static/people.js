// The list of customers, like a list of chats.

import { post } from "./client.js";
import { chatTime, el } from "./dom.js";

const SPOKEN = { image: "[图片]", voice: "[语音]", video: "[视频]", shortvideo: "[小视频]", location: "[位置]", link: "[链接]", file: "[文件]", music: "[音乐]", news: "[图文]", mpnews: "[图文]", notice: "[通知]" };

function summary(person) {
  if (!person.last) return person.following ? "已关注" : "未关注";
  const { kind, text } = person.last;
  const tag = SPOKEN[kind] ?? "";
  return `${tag}${tag && text ? " " : ""}${text.replace(/<[^>]*>/g, "").split("\n")[0]}`;
}

export class People {
  constructor(world, pick) {
    this.world = world;
    this.pick = pick;
    this.current = null;
    this.list = document.querySelector("[data-people]");
    document.querySelector("[data-add-person]").addEventListener("click", () => this.add());
    world.onChange((kind) => ["customer", "reload"].includes(kind) && this.draw());
  }

  async add() {
    const person = await post("/customers");
    this.world.customers.set(person.openid, person);
    this.draw();
    this.pick(person.openid);
  }

  select(openid) {
    this.current = openid;
    this.draw();
  }

  // Many changes may come at once; the list is drawn once a frame.
  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    const now = this.world.now();
    this.list.replaceChildren(...[...this.world.customers.values()].map((person) => this.row(person, now)));
  }

  row(person, now) {
    const unread = person.unread && person.openid !== this.current;
    return el("li", {}, el(
      "button",
      { type: "button", class: "person", "aria-current": String(person.openid === this.current), onclick: () => this.pick(person.openid) },
      el("img", { src: `/sim/avatar/${person.number}.svg`, alt: "" }),
      el("strong", {}, person.name),
      el("span", { class: "when" }, person.last ? chatTime(person.last.at, now) : ""),
      el("span", { class: "last" }, summary(person)),
      unread ? el("span", { class: "badge", "aria-label": `${person.unread} 条未读` }, person.unread > 99 ? "99+" : person.unread) : el("span", {}),
    ));
  }
}
