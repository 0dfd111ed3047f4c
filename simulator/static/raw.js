// Any document, posted to the bot as if it came from the platform.

import { act } from "./client.js";
import { el } from "./dom.js";

const SAMPLES = {
  "未知事件": "<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[user_authorization_revoke]]></Event>\n<RevokeInfo>1</RevokeInfo>",
  "小程序卡片": "<MsgType><![CDATA[miniprogrampage]]></MsgType>\n<Title><![CDATA[会员中心]]></Title>\n<AppId><![CDATA[wx0000000000000000]]></AppId>\n<PagePath><![CDATA[pages/index]]></PagePath>\n<MsgId>1</MsgId>",
  "客服会话关闭": "<MsgType><![CDATA[event]]></MsgType>\n<Event><![CDATA[kf_close_session]]></Event>\n<KfAccount><![CDATA[a@shop]]></KfAccount>",
  "残缺的 XML": null,
};

export class RawPanel {
  constructor(world, say, current) {
    this.world = world;
    this.current = current;
    this.form = document.querySelector("[data-raw-form]");
    this.form.sample.replaceChildren(...Object.keys(SAMPLES).map((name) => el("option", {}, name)));
    this.form.sample.addEventListener("change", () => this.fill());
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await act(this.current(), "raw", { xml: this.form.xml.value });
      say("已推送，结果见记录");
    });
  }

  fill() {
    const inside = SAMPLES[this.form.sample.value];
    const head = [
      `<ToUserName><![CDATA[${this.world.account.original_id}]]></ToUserName>`,
      `<FromUserName><![CDATA[${this.current()}]]></FromUserName>`,
      `<CreateTime>${Math.floor(this.world.now())}</CreateTime>`,
    ].join("\n");
    this.form.xml.value = inside === null ? `<xml>\n${head}\n<MsgType><![CDATA[text` : `<xml>\n${head}\n${inside}\n</xml>`;
  }
}
