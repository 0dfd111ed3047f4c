/* Live lists and threads, drafts and keys. Every page works without this file. */
(() => {
  "use strict";
  const body = document.body;
  const $ = (selector, root = document) => root.querySelector(selector);
  const token = body.dataset.csrf;
  const post = (url, fields) =>
    fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
      body: new URLSearchParams(fields),
    });

  const toast = (text, isError, href) => {
    const line = document.createElement(href ? "a" : "p");
    line.className = isError ? "toast red" : "toast";
    line.textContent = text;
    if (href) line.href = href;
    $("#toasts").append(line);
    setTimeout(() => line.remove(), href ? 12000 : 5000);
  };
  setTimeout(() => document.querySelectorAll("#toasts .toast").forEach((line) => line.remove()), 5000);

  /* --- parts of the page that refresh themselves --- */
  /* How long an answer takes says how busy the server is: the next refresh waits in proportion.
     Lists are everybody's: all of them together may keep a third of the server busy. */
  let people = 1;
  const took = { list: 40, thread: 0 };
  const pace = (part) => (part === "list" ? Math.min(15000, 3 * people * took.list) : Math.min(10000, 10 * took.thread));
  const fetchPart = async (part, url) => {
    const began = performance.now();
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (answer.status === 401) { location.reload(); return null; }
      took[part] = performance.now() - began;
      if (answer.ok) return await answer.text();
    } catch { took[part] = 300; }
    return null;
  };

  /* The counts of the navigation follow the list; on a phone approvals have a place while some wait. */
  const recount = () => {
    Object.entries($("#nav-counts").dataset).forEach(([name, text]) => {
      const badge = $(`[data-count="${name}"]`);
      const count = Number(text);
      badge.hidden = !count;
      badge.textContent = count < 100 ? text : "99+";
      if (name === "approvals") badge.parentElement.classList.toggle("wide-only", !count);
    });
  };
  const refreshList = async () => {
    const list = $("#list");
    const search = $("#search");
    if (!list || (search && search === document.activeElement && search.value !== search.defaultValue)) return;
    const html = await fetchPart("list", list.dataset.href);
    if (html === null) { again("list"); return; }
    const at = $(".list-scroll", list)?.scrollTop ?? 0;
    const hadFocus = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    list.innerHTML = html;
    recount();
    $(".list-scroll", list).scrollTop = at;
    if (hadFocus) $(`a[href="${CSS.escape(hadFocus)}"]`, list)?.focus();
  };

  const thread = $("#thread");
  const atEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const toEnd = () => { thread.scrollTop = thread.scrollHeight; };
  const announce = () => {
    if ($(".newer")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small newer";
    button.textContent = "有新消息 ↓";
    button.onclick = () => { button.remove(); toEnd(); };
    thread.after(button);
  };
  /* What stands around the thread follows it: state and deadline, the window, how one may send. */
  const placed = new Map();
  document.querySelectorAll("#standing, #window, #ways").forEach((part) => placed.set(`#${part.id}`, part.innerHTML.trim()));
  const place = (part) => {
    const html = part.innerHTML.trim();
    if (placed.get(part.dataset.place) === html) return;
    placed.set(part.dataset.place, html);
    $(part.dataset.place)?.replaceChildren(part.content);
  };
  const refreshThread = async () => {
    if (!thread || "history" in thread.dataset) return;
    const follow = atEnd();
    const before = thread.querySelectorAll(".said, .note").length;
    const playing = [...thread.querySelectorAll("audio")].some((voice) => !voice.paused);
    if (playing) return;
    const html = await fetchPart("thread", thread.dataset.href);
    if (html === null) { again("thread"); return; }
    const at = thread.scrollTop;
    thread.innerHTML = html;
    thread.querySelectorAll("template[data-place]").forEach(place);
    if (follow) toEnd(); else {
      thread.scrollTop = at;
      if (thread.querySelectorAll(".said, .note").length > before) announce();
    }
    markSeen();
  };
  /* What is on the screen counts as read; while somebody types elsewhere in the page, too. */
  const markSeen = () => {
    const seen = $("#seen")?.dataset.seen;
    const field = $("#seen-field");
    if (seen && field && !$(".collision") && document.visibilityState === "visible") field.value = seen;
  };

  /* --- what happens elsewhere --- */
  let cursor = body.dataset.cursor;
  const waiting = {};
  const refresh = (part) => {
    delete waiting[part];
    if (document.visibilityState === "hidden") return;
    if (part === "list") refreshList(); else refreshThread();
  };
  const soon = (part, least) => { waiting[part] ??= setTimeout(refresh, Math.max(least, pace(part) * (0.5 + Math.random())), part); };
  const again = (part) => soon(part, 2000);
  const shown = new Set();
  const alerted = (event) => {
    const mine = String(event.staff) === body.dataset.me;
    const boss = body.dataset.boss === "1";
    const number = Number(event.ticket) + 1000;
    const said =
      event.kind === "mention" && mine ? `有同事在 #${number} 提到您`
      : event.kind === "sla_breach" && (boss || String(event.owner) === body.dataset.me) ? `#${number} 已超时，请尽快看一下`
      : event.kind === "bad_rating" && mine && !event.ticket ? `问卷收到 ${event.score}/${event.most} 分`
      : event.kind === "bad_rating" && mine ? `收到 ${event.score}/${event.most} 分，请在 24 小时内回访（#${number}）`
      : event.kind === "compensation_asked" && boss ? `#${number} 有补偿等您审批`
      : event.kind === "rated_badly" && boss ? `#${number} 收到差评`
      : "";
    const key = `${event.kind}:${event.ticket ?? event.invitation}:${event.deadline ?? ""}`;
    if (!said || shown.has(key)) return;
    shown.add(key);
    toast(said, event.kind !== "mention", event.ticket ? `${body.dataset.ticket}/${number}` : `${body.dataset.surveys}/${event.survey}/answers`);
  };
  const heard = (event) => {
    alerted(event);
    if (event.kind !== "delivery") soon("list", 150);
    const isOurs = String(event.ticket) === thread?.dataset.ticket || String(event.contact) === thread?.dataset.contact;
    if (thread && isOurs) soon("thread", 150);
  };
  const told = (news) => {
    cursor = news.cursor;
    people = Math.max(news.people, 0.9 * people); // a server that has just started counts anew
    news.events.forEach(heard);
  };
  /* A slow answer says that the server is busy: the next question waits as long again, thrice. */
  const poll = async () => {
    const began = performance.now();
    try {
      if (document.visibilityState === "visible") {
        const answer = await fetch(`${body.dataset.poll}?after=${cursor}`);
        if (answer.status === 401) { location.reload(); return; }
        if (answer.status === 200) told(await answer.json());
      }
    } catch { /* offline: the next look will tell */ }
    setTimeout(poll, 300 + Math.random() * 100 + Math.min(5000, 3 * (performance.now() - began)));
  };
  const listen = () => {
    if (!window.EventSource) { poll(); return; }
    const stream = new EventSource(cursor ? `${body.dataset.events}?after=${cursor}` : body.dataset.events);
    stream.addEventListener("change", (message) => told(JSON.parse(message.data)));
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) poll();
    };
    addEventListener("pagehide", () => stream.close());
  };
  if ($("#list")) {
    listen();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") { refreshList(); refreshThread(); }
    });
    setInterval(() => { if (document.visibilityState === "visible") refreshList(); }, 60000);
  }

  /* --- composer --- */
  const composer = $("#composer");
  const text = $("#text");
  if (composer && text) {
    let version = composer.dataset.version;
    let timer = null;
    const save = async () => {
      timer = null;
      try {
        const answer = await post(composer.dataset.draft, { text: text.value, version });
        if (!answer.ok) return;
        const draft = await answer.json();
        $("#saved").textContent = draft.saved ? "草稿已存" : "另一个窗口改过这份草稿";
        version = draft.version;
      } catch { $("#saved").textContent = "草稿还没存上，网络恢复后会再试"; }
    };
    text.addEventListener("input", () => {
      $("#saved").textContent = "";
      timer ??= setTimeout(save, 700);
      offer();
    });
    const look = async () => {
      if (document.visibilityState === "hidden") return;
      try {
        const answer = await post(composer.dataset.look, { writing: text.value ? "1" : "0" });
        if (!answer.ok) return;
        const who = (await answer.text()).trim();
        $("#viewers").textContent = who;
        $("#viewers").hidden = !who;
      } catch { /* the next look will tell */ }
    };
    look();
    setInterval(look, 20000);
    composer.querySelectorAll("[name=mode]").forEach((mode) => mode.addEventListener("change", () => { text.placeholder = text.dataset[mode.value]; }));

    const insert = (said) => {
      const slash = text.value.match(/\/[^\s/]*$/);
      const start = slash && text.selectionStart === text.value.length ? text.value.length - slash[0].length : text.selectionStart;
      text.setRangeText(said, start, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input"));
      text.focus();
    };
    /* A picture: a file of this machine, or the one of a canned reply. */
    const file = $("#picture");
    const choose = (digest, name = "") => {
      const shown = $("#chosen img");
      $("#image").value = digest ? `picture:${digest}` : "";
      shown.hidden = !digest;
      if (digest) { shown.src = shown.dataset.base + digest; file.value = ""; }
      $("#chosen-name").textContent = name;
      $("[name=no_picture]", composer).checked = false;
      $("#chosen").hidden = !digest && !name;
    };
    file?.addEventListener("change", () => {
      const chosen = file.files[0];
      if (chosen?.size > 1_900_000) { file.value = ""; toast("图片太大，最多 2 MB，换一张小些的", true); choose(""); return; }
      choose("", chosen?.name ?? "");
    });
    $("[name=no_picture]", composer)?.addEventListener("change", () => { file.value = ""; choose(""); });
    const menu = $("#canned");
    const offer = () => {
      if (!menu) return;
      const typed = text.value.match(/(?:^|\s)\/([^\s/]*)$/);
      let shown = 0;
      menu.querySelectorAll("[data-canned]").forEach((button) => {
        button.hidden = Boolean(typed) && !button.dataset.shortcut.startsWith(typed[1]) && !button.textContent.includes(typed[1]);
        shown += button.hidden ? 0 : 1;
      });
      menu.open = Boolean(typed) && shown > 0;
    };
    menu?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-canned]");
      if (!button) return;
      insert(button.dataset.canned);
      if (button.dataset.picture) choose(button.dataset.picture);
      menu.open = false;
    });
    const gaps = JSON.parse(composer.dataset.gaps);
    const called = (name) => (Object.hasOwn(gaps, name) ? `（${gaps[name]}）` : "");
    composer.addEventListener("submit", (event) => {
      const isNote = $("[name=mode]:checked", composer)?.value === "note";
      const gap = isNote ? null : text.value.match(/\{\{\s*(\w+)\s*\}\}/);
      if (gap) {
        event.preventDefault();
        toast(`「${gap[0]}」${called(gap[1])}没有内容可填，请换成要说的话再发`, true);
        text.focus();
        text.setSelectionRange(gap.index, gap.index + gap[0].length);
        return;
      }
      clearTimeout(timer);
      setTimeout(() => composer.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        const isNote = $("[name=mode]:checked", composer)?.value === "note";
        composer.requestSubmit(isNote ? $("button.only-note", composer) : $(".only-reply > .button.primary", composer));
      }
    });
  }
  if (thread) {
    /* A picture that arrives late must not push the newest line out of sight. */
    let pinned = !("history" in thread.dataset);
    let top = 0;
    const pin = () => { if (pinned) toEnd(); };
    /* Only a hand scrolls up: what grows leaves the place where it was. */
    thread.addEventListener("scroll", () => {
      pinned = atEnd() || (pinned && thread.scrollTop >= top);
      top = thread.scrollTop;
    });
    thread.addEventListener("load", pin, true);
    new ResizeObserver(pin).observe(thread);
    pin();
  }

  /* --- tabs, dialogs, menus, keys --- */
  document.querySelectorAll(".chart-wide").forEach((chart) => { chart.scrollLeft = chart.scrollWidth; });
  document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  });
  /* A table wider than the page scrolls by the keyboard, too. */
  document.querySelectorAll(".table-wrap").forEach((wrap) => {
    if (wrap.scrollWidth <= wrap.clientWidth || wrap.hasAttribute("tabindex")) return;
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "group");
    wrap.setAttribute("aria-label", "可左右滚动的表格");
  });
  /* What asks once more over a table's row stands beside its button, wherever that is. */
  document.documentElement.classList.add("scripted");
  const beside = (menu) => {
    const asks = $(".menu-body", menu);
    const button = $("summary", menu).getBoundingClientRect();
    const left = Math.min(button.right - asks.offsetWidth, innerWidth - asks.offsetWidth - 8);
    const below = button.bottom + 4;
    const fits = below + asks.offsetHeight < innerHeight - 64;
    asks.style.left = `${Math.max(8, left)}px`;
    asks.style.top = `${fits ? below : button.top - 4 - asks.offsetHeight}px`;
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.matches(".table details.menu")) beside(event.target);
  }, true);
  document.addEventListener("scroll", () => {
    document.querySelectorAll(".table details.menu[open]").forEach((menu) => { menu.open = false; });
  }, true);
  /* Who was in a menu is at its button again. */
  const closeMenus = () => {
    let wasInside = false;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      const inside = menu.contains(document.activeElement);
      wasInside ||= inside;
      menu.open = false;
      if (inside) $("summary", menu).focus();
    });
    return wasInside;
  };
  const dialog = $("#dialog");
  body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === dialog) dialog.showModal();
  });
  body.addEventListener("htmx:responseError", (event) => {
    toast(event.detail.xhr.responseText.slice(0, 200) || "没有做成，请刷新后再试", true);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]") && dialog?.open) { event.preventDefault(); dialog.close(); }
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-open-keys]")) { closeMenus(); $("#keys").showModal(); }
    if (event.target.closest("#panel-toggle, .panel-close")) { event.preventDefault(); $("#desk").classList.toggle("show-panel"); }
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  // A field marked data-when="by=robots kind=text" shows while one of these is chosen.
  const show = (form) => {
    const chosen = new FormData(form);
    form.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = !part.dataset.when.split(" ").some((one) => {
        const [name, value] = one.split("=");
        return chosen.getAll(name).includes(value);
      });
    });
  };
  document.querySelectorAll("form:has([data-when])").forEach((form) => {
    show(form);
    form.addEventListener("change", () => show(form));
  });
  const isTyping = (target) => target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const step = (by) => {
    const lines = [...document.querySelectorAll("#list .ticket")];
    const at = lines.findIndex((line) => line.hasAttribute("aria-current"));
    (lines[at + by] ?? (at < 0 ? lines[0] : null))?.click();
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => $("#search")?.focus(),
    c: () => $("#claim")?.click(),
    e: () => $("#resolve")?.click(),
    r: () => { $("[name=mode][value=reply]")?.click(); text?.focus(); },
    n: () => { $("[name=mode][value=note]")?.click(); text?.focus(); },
    "?": () => $("#keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      $("#desk")?.classList.remove("show-panel");
      if (!closeMenus() && isTyping(event.target)) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open]")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
