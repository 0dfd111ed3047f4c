// What the page knows of the platform, kept up to date, and who wants to hear of changes.

import { get, listen } from "./client.js";

export class World {
  constructor() {
    this.customers = new Map();
    this.bubbles = new Map();
    this.arriving = new Map();
    this.faults = [];
    this.menu = [];
    this.notices = [];
    this.account = {};
    this.offset = 0;
    this.listeners = new Set();
  }

  // Virtual seconds since 1970.
  now() {
    return Date.now() / 1000 + this.offset;
  }

  onChange(hear) {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  }

  tell(kind, data = {}) {
    for (const hear of [...this.listeners]) hear(kind, data);
  }

  async load() {
    const state = await get("/state");
    this.account = state.account;
    this.menu = state.menu;
    this.notices = state.notices;
    this.faults = state.faults;
    this.setClock(state.clock);
    this.customers = new Map(state.customers.map((one) => [one.openid, one]));
    this.bubbles.clear();
    return state.change;
  }

  async start() {
    const change = await this.load();
    listen(change, (news) => this.hear(news));
  }

  setClock({ now }) {
    this.offset = now - Date.now() / 1000;
  }

  async messages(openid) {
    if (!this.bubbles.has(openid)) {
      // What arrives while the list is on its way may not be in it.
      const arrived = [];
      this.arriving.set(openid, arrived);
      const loaded = await get(`/customers/${encodeURIComponent(openid)}/messages`);
      const known = new Set(loaded.map((one) => one.id));
      this.bubbles.set(openid, [...loaded, ...arrived.filter((one) => !known.has(one.id))]);
    }
    return this.bubbles.get(openid);
  }

  async hear({ kind, data }) {
    if (kind === "reload") await this.load();
    else if (kind === "customer") this.customers.set(data.openid, data.customer);
    else if (kind === "bubble") this.keep(data);
    else if (kind === "clock") this.setClock(data);
    else if (kind === "menu") this.menu = data.buttons;
    else if (kind === "faults") this.faults = data.faults;
    this.tell(kind, data);
  }

  keep({ openid, bubble }) {
    const known = this.bubbles.get(openid) ?? this.arriving.get(openid);
    if (known && !known.some((one) => one.id === bubble.id)) known.push(bubble);
  }
}
