// One customer's phone: the chat with the account.

import { act, post } from "./client.js";
import { button, chatTime, clockTime, el } from "./dom.js";
import { render } from "./bubbles.js";
import { Composer } from "./composer.js";
import { leaveSheet, scanSheet } from "./sheets.js";

const GAP_WITH_TIME = 300;
const NEAR_THE_END = 80;
const KINDS = { service: "服务号", subscription: "订阅号", test: "测试号" };

const STATUS_ICONS =
  '<svg viewBox="0 0 68 14" width="68" height="14" fill="currentColor" aria-hidden="true">' +
  '<rect x="0" y="9" width="3" height="4" rx="1"/><rect x="5" y="6.500" width="3" height="6.500" rx="1"/><rect x="10" y="3.500" width="3" height="9.500" rx="1"/><rect x="15" y="1" width="3" height="12" rx="1"/>' +
  '<path d="M31 3c2.600 0 5 1 6.800 2.700l-1.500 1.600A7.600 7.600 0 0 0 31 5.200c-2 0-3.900.8-5.300 2.100l-1.500-1.600A9.800 9.800 0 0 1 31 3zm0 4.300c1.500 0 2.800.6 3.800 1.500L31 12.800l-3.800-4A5.600 5.600 0 0 1 31 7.300z"/>' +
  '<rect x="43.500" y="1.500" width="20" height="11" rx="3.200" fill="none" stroke="currentColor" stroke-opacity=".4"/><rect x="45" y="3" width="15" height="8" rx="1.900"/><path d="M65 5v4a2.200 2.200 0 0 0 0-4z" opacity=".45"/></svg>';

export class PhoneView {
  constructor(world, { framed = false, onBack }) {
    this.world = world;
    this.openid = null;
    this.drawn = 0;
    this.lastAt = 0;
    this.unseen = 0;
    this.follows = true;
    this.act = this.act.bind(this);
    this.composer = new Composer(this);
    this.name = el(framed ? "h2" : "h1", { "aria-live": "polite" });
    this.others = el("span", { class: "pill", hidden: true });
    this.log = el("div", { class: "log", role: "log", "aria-label": "聊天记录", tabindex: "0" });
    this.log.addEventListener("scroll", () => this.scrolled());
    this.news = el("button", { type: "button", class: "news", hidden: true, onclick: () => this.toEnd() });
    this.clock = el("span", {});
    const back = button("返回", "back", onBack, { class: "back" });
    back.append(this.others);
    const title = el("header", { class: "title" }, back, this.name, button("公众号资料", "more", () => this.showProfile(), { class: "more" }));
    this.root = el("section", { class: "phone", "aria-label": "手机" }, framed ? this.statusBar() : null, title, this.log, this.news, this.composer.root);
    world.onChange((kind, data) => this.hear(kind, data));
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  get person() {
    return this.world.customers.get(this.openid);
  }

  statusBar() {
    const icons = el("span", { class: "status-icons" });
    icons.innerHTML = STATUS_ICONS;
    return el("div", { class: "status", "aria-hidden": "true" }, this.clock, icons);
  }

  tick() {
    this.clock.textContent = clockTime(this.world.now());
  }

  async show(openid) {
    this.openid = openid;
    this.closeProfile();
    const messages = await this.world.messages(openid);
    if (this.openid !== openid) return;
    this.log.replaceChildren();
    this.lastAt = 0;
    this.drawn = 0;
    messages.forEach((bubble) => this.append(bubble));
    this.composer.draw();
    this.refresh();
    this.toEnd();
  }

  append(bubble) {
    if (bubble.id <= this.drawn) return;
    this.drawn = bubble.id;
    if (bubble.at - this.lastAt > GAP_WITH_TIME) {
      this.log.append(el("div", { class: "stamp" }, chatTime(bubble.at, this.world.now())));
    }
    this.lastAt = bubble.at;
    const node = render(bubble, this);
    node.querySelectorAll("img.picture, img.cover").forEach((image) =>
      image.addEventListener("load", () => this.follows && this.toEnd()));
    this.log.append(node);
  }

  toEnd() {
    this.follows = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.announce(0);
  }

  scrolled() {
    this.follows = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
    if (this.follows) this.announce(0);
  }

  // Somebody who reads further up is told of news, not dragged down to it.
  announce(count) {
    this.unseen = count;
    this.news.hidden = count === 0;
    this.news.textContent = `${count} 条新消息`;
  }

  receive(bubble) {
    const follows = this.follows || bubble.sender === "customer";
    this.append(bubble);
    if (follows) this.toEnd();
    else this.announce(this.unseen + 1);
  }

  async hear(kind, data) {
    if (!this.openid) return;
    if (kind === "reload") await this.show(this.openid);
    else if (kind === "menu") this.composer.draw();
    else if (kind === "customer") this.refresh();
    else if (kind === "bubble" && data.openid === this.openid) {
      this.receive(data.bubble);
    }
  }

  refresh() {
    const person = this.person;
    if (!person) return;
    this.name.textContent = person.typing ? "对方正在输入…" : this.world.account.name;
    clearTimeout(this.typingEnds);
    if (person.typing) {
      this.typingEnds = setTimeout(() => (this.name.textContent = this.world.account.name), 15000);
    }
    const elsewhere = [...this.world.customers.values()].reduce((sum, one) => sum + (one.openid === this.openid ? 0 : one.unread), 0);
    this.others.hidden = elsewhere === 0;
    this.others.textContent = elsewhere > 99 ? "99+" : elsewhere;
    this.composer.root.hidden = !person.following;
    if (person.following && this.profile?.dataset.following === "no") this.closeProfile();
    else if (!person.following) this.showProfile();
    if (person.unread && !document.hidden) post(`/customers/${encodeURIComponent(this.openid)}/read`);
  }

  async act(name, details = {}) {
    try {
      await act(this.openid, name, details);
    } catch (error) {
      this.toast(error.message);
    }
  }

  choose(id, content = "") {
    return this.act("choose", content ? { id, content } : { id });
  }

  toast(words) {
    const note = el("div", { class: "toast", role: "status" }, words);
    this.root.append(note);
    setTimeout(() => note.remove(), 2200);
  }

  enlarge(source) {
    const box = el("button", { type: "button", class: "lightbox", "aria-label": "关闭图片", onclick: () => box.remove() }, el("img", { src: source, alt: "图片" }));
    this.root.append(box);
    box.focus();
  }

  closeProfile() {
    this.profile?.remove();
    this.profile = null;
  }

  showProfile() {
    const { person, world } = this;
    const following = person.following ? "yes" : "no";
    if (this.profile?.dataset.following === following) return;
    this.closeProfile();
    const { account } = world;
    const follow = person.following
      ? [el("button", { type: "button", onclick: () => this.closeProfile() }, "发消息")]
      : [
          el("button", { type: "button", onclick: () => this.act("follow") }, "关注公众号"),
          el("button", { type: "button", onclick: () => scanSheet(this.root, "follow", this.act) }, "扫码关注"),
        ];
    const leave = person.following
      ? el("button", { type: "button", class: "leave", onclick: () => leaveSheet(this.root, account.name, this.act) }, "不再关注")
      : null;
    const about = (label, value) => el("div", {}, el("span", {}, label), el("span", {}, value));
    this.profile = el(
      "div",
      { class: "profile", "data-following": following },
      el("div", { class: "title" }, button("返回聊天", "back", () => this.closeProfile(), { hidden: !person.following })),
      el("div", { class: "profile-head" }, el("img", { src: "/sim/avatar/0.svg", alt: "" }), el("div", {}, el("h2", {}, account.name), el("p", {}, `${KINDS[account.kind]} · ${account.original_id}`))),
      el("div", { class: "profile-act" }, ...follow),
      el("div", { class: "profile-list" }, about("我是", person.name), about("OpenID", person.openid), about("AppID", account.app_id)),
      el("div", { class: "profile-list" }, leave),
    );
    this.root.insertBefore(this.profile, this.composer.root.nextSibling);
  }
}

