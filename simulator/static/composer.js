// The bottom bar: the account's menu or the keyboard, and trays of faces and tools.

import { button, el, icon } from "./dom.js";
import { consentSheet, fileSheet, linkSheet, placeSheet, scanSheet, voiceSheet } from "./sheets.js";

const FACES = [..."😀😄😊🙂😉😍😘😜🤔😏😴😭😅😂😡😱👍👎👌🙏👏💪🌹❤️🎉🎁🍵🍜🚚📦💰🔥".matchAll(/\p{Extended_Pictographic}\ufe0f?/gu)].map(([face]) => face);

export class Composer {
  constructor(view) {
    this.view = view;
    this.mode = null;
    this.root = el("div", { class: "bar" });
    this.files = el("input", { type: "file", accept: "image/*", hidden: true, "aria-label": "选择图片", onchange: () => this.sendPicture() });
    document.addEventListener("click", (event) => {
      if (!this.root.contains(event.target)) this.closeSubmenus();
    });
  }

  draw() {
    const hasMenu = this.view.world.menu.length > 0;
    const mode = hasMenu ? this.mode ?? "menu" : "input";
    const draft = this.input?.value ?? "";
    this.root.replaceChildren(mode === "menu" ? this.menuRow() : this.inputRow(hasMenu), this.files);
    if (this.input) this.input.value = draft;
    this.grow();
  }

  switchTo(mode) {
    this.mode = mode;
    this.draw();
    if (mode === "input") this.input.focus();
  }

  menuRow() {
    const row = el("div", { class: "menu-buttons", role: "menubar", "aria-label": "公众号菜单" });
    for (const item of this.view.world.menu) row.append(this.menuButton(item));
    return el("div", { class: "bar-row" }, button("切换到键盘", "keyboard", () => this.switchTo("input"), { class: "switch" }), row);
  }

  menuButton(item) {
    const below = item.sub_button ?? [];
    const submenu = below.length ? el("div", { class: "submenu", role: "menu", hidden: true }) : null;
    for (const one of below) {
      submenu.append(el("button", { type: "button", role: "menuitem", onclick: () => this.tap(one) }, one.name));
    }
    const tap = () => {
      const wasOpen = submenu && !submenu.hidden;
      this.closeSubmenus();
      if (submenu) submenu.hidden = wasOpen;
      else this.tap(item);
    };
    const lines = submenu ? [icon("lines", 16, 1.6)] : [];
    return el("div", {}, el("button", { type: "button", class: "menu-button", role: "menuitem", onclick: tap }, ...lines, item.name), submenu);
  }

  closeSubmenus() {
    this.root.querySelectorAll(".submenu").forEach((one) => (one.hidden = true));
  }

  tap(item) {
    this.closeSubmenus();
    this.view.act("menu", { key: item.key || item.url || item.name });
  }

  inputRow(hasMenu) {
    this.input = el("textarea", {
      rows: 1,
      "aria-label": "消息",
      autocomplete: "off",
      enterkeyhint: "send",
      oninput: () => this.grow(),
      onfocus: () => this.openTray(null),
      onkeydown: (event) => this.onKey(event),
    });
    this.sendButton = el("button", { type: "button", class: "send", hidden: true, onclick: () => this.send() }, "发送");
    this.plusButton = button("更多功能", "plus", () => this.openTray("tools"));
    this.tray = el("div", { hidden: true });
    const left = hasMenu ? button("切换到菜单", "menu", () => this.switchTo("menu"), { class: "switch" }) : null;
    const row = el(
      "div",
      { class: "input-row" },
      button("语音", "voice", () => voiceSheet(this.view.root, this.view.act)),
      this.input,
      button("表情", "face", () => this.openTray("faces")),
      this.plusButton,
      this.sendButton,
    );
    return el("div", {}, el("div", { class: "bar-row" }, left, row), this.tray);
  }

  grow() {
    if (!this.input?.isConnected) return;
    this.input.style.height = "40px";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 106)}px`;
    const written = this.input.value.length > 0;
    this.sendButton.hidden = !written;
    this.plusButton.hidden = written;
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const text = this.input.value;
    if (!text) return;
    this.input.value = "";
    this.grow();
    this.view.act("text", { text });
  }

  openTray(name) {
    const same = this.tray.dataset.name === name;
    this.tray.dataset.name = same || !name ? "" : name;
    this.tray.hidden = same || !name;
    if (this.tray.hidden) return;
    this.tray.className = `tray ${name}`;
    this.tray.replaceChildren(...(name === "faces" ? this.faces() : this.tools()));
    this.view.toEnd();
  }

  faces() {
    return FACES.map((face) => el("button", { type: "button", "aria-label": `表情 ${face}`, onclick: () => this.insert(face) }, face));
  }

  insert(face) {
    this.input.value += face;
    this.grow();
  }

  tools() {
    const { root, act, world } = this.view;
    const tools = [
      ["照片", "image", () => this.files.click()],
      ["示例图片", "camera", () => act("image")],
      ["视频", "play", () => act("video")],
      ["位置", "place", () => placeSheet(root, act)],
      ["文件", "file", () => fileSheet(root, act)],
      ["链接", "link", () => linkSheet(root, act)],
      ["扫一扫", "scan", () => scanSheet(root, "scan", act)],
      ["订阅通知", "bell", () => consentSheet(root, world.notices, act)],
    ];
    return tools.map(([label, name, use]) => {
      const run = () => {
        this.openTray(null);
        use();
      };
      return el("button", { type: "button", class: "tool", onclick: run }, el("span", {}, icon(name, 28, 1.3)), el("span", {}, label));
    });
  }

  async sendPicture() {
    const [file] = this.files.files;
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    this.files.value = "";
    this.view.act("image", { content: btoa(binary), content_type: file.type });
  }
}
