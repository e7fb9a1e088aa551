// The preview's bar: it reloads the page where its reader stood, shows what was found, and leads to the same place
// of the other edition. It is put into pages by `kijun serve` and stands in no built site.
(() => {
  "use strict";
  const data = document.currentScript.dataset;
  const secret = data.edition === "confidential";
  const words = {
    ja: {
      bar: "プレビュー",
      editions: "どの版として見るか",
      public: "公開版として見る",
      confidential: "非公開版として見る",
      none: "指摘はありません",
      checking: "確認しています…",
      errors: (n) => `エラー ${n} 件`,
      warnings: (n) => `警告 ${n} 件`,
      join: "、",
      findings: "指摘の一覧",
      error: "エラー",
      warning: "警告",
      more: (n) => `ほか ${n} 件は端末に表示しています。`,
      behind: {
        public: "エラーがあるため、エラーになる前の状態を表示しています。その後に非公開にした部分は、まだ取り除かれていません。",
        confidential: "エラーがあるため、エラーになる前の状態を表示しています。",
      },
      blocked: "このままではビルドできません。",
      absent: { public: "このページは公開版にはありません。", confidential: "このページは非公開版にはありません。" },
      sealed: "非公開版は封印されています（--identity で鍵を渡すと見られます）",
      failed: "プロジェクトを読めません: ",
      lost: "プレビューとの接続が切れました。再び起動すると、つながります。",
      hide: "バーを隠す",
      show: "プレビューのバーを表示する",
    },
    en: {
      bar: "Preview",
      editions: "Edition to look at",
      public: "As the public sees it",
      confidential: "As the confidential edition",
      none: "No findings",
      checking: "Checking…",
      errors: (n) => `${n} error${n === 1 ? "" : "s"}`,
      warnings: (n) => `${n} warning${n === 1 ? "" : "s"}`,
      join: ", ",
      findings: "Findings",
      error: "error",
      warning: "warning",
      more: (n) => `${n} more are in the terminal.`,
      behind: {
        public: "There are errors: this is the state before them. What you have withheld since is not taken out of it yet.",
        confidential: "There are errors: this is the state before them.",
      },
      blocked: "It can’t be built as it is.",
      absent: { public: "The public edition does not have this page.", confidential: "The confidential edition does not have this page." },
      sealed: "The confidential edition is sealed (--identity FILE opens it)",
      failed: "The project can’t be read: ",
      lost: "The preview has stopped. Start it again, and this page connects by itself.",
      hide: "Hide the bar",
      show: "Show the preview’s bar",
    },
  };
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "ja";
  const t = words[lang];

  // What a tab remembers between two pages. A browser may forbid it: then nothing is remembered.
  const memory = {
    get(key) {
      try {
        return JSON.parse(sessionStorage.getItem(`kijun-preview-${key}`));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        sessionStorage.setItem(`kijun-preview-${key}`, JSON.stringify(value));
      } catch {}
    },
  };

  // Where the reader stands: the last thing with an id above the upper third of the window, and how far from the top.
  function place() {
    let found = null;
    const line = innerHeight / 3;
    for (const at of document.querySelectorAll("main [id]")) {
      const box = at.getBoundingClientRect();
      if (box.height === 0 || box.top > line) continue;
      if (!found || box.top >= found.top) found = { id: at.id, top: box.top };
    }
    return found;
  }

  function remember() {
    memory.set("place", {
      path: location.pathname,
      y: scrollY,
      at: scrollY > 0 ? place() : null,
      open: [...document.querySelectorAll("main details")].map((d) => d.open),
      focus: document.activeElement && document.activeElement.id,
    });
  }

  function restore() {
    const was = memory.get("place");
    memory.set("place", null);
    if (!was || was.path !== location.pathname) return;
    const details = document.querySelectorAll("main details");
    if (was.open.length === details.length) details.forEach((d, i) => (d.open = was.open[i]));
    const back = () => {
      const at = was.at && document.getElementById(was.at.id);
      scrollTo({ top: at ? at.getBoundingClientRect().top + scrollY - was.at.top : was.y, behavior: "instant" });
    };
    if (was.focus && was.focus !== "_main") document.getElementById(was.focus)?.focus({ preventScroll: true });
    back();
    // pictures come later, and so does the browser's own idea of where to be
    addEventListener("load", () => requestAnimationFrame(back), { once: true });
  }

  function make(tag, props = {}, ...children) {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props)) {
      if (k in e && k !== "role") e[k] = v;
      else e.setAttribute(k, v);
    }
    e.append(...children);
    return e;
  }

  const host = make("kijun-preview", { lang });
  const root = host.attachShadow({ mode: "open" });
  const says = make("p", { className: "says", role: "status" });
  const list = make("ol");
  const more = make("p", { className: "more" });
  const panel = make("div", { id: "panel", className: "panel", role: "region", ariaLabel: t.findings, tabIndex: 0, hidden: true }, list, more);
  const count = make("button", { type: "button", className: "count", "aria-controls": "panel", ariaExpanded: "false", textContent: t.checking });
  const hide = make("button", { type: "button", className: "hide", ariaLabel: t.hide, title: t.hide, textContent: "×" });
  const show = make("button", { type: "button", className: "show", ariaLabel: t.show, title: t.show, textContent: "▲", hidden: true });
  const other = make("a", { textContent: secret ? t.public : t.confidential });
  const here = make("span", { ariaCurrent: "true", textContent: secret ? t.confidential : t.public });
  const editions = make("ul", { className: "editions", ariaLabel: t.editions }, ...(secret ? [other, here] : [here, other]).map((e) => make("li", {}, e)));
  const bar = make("section", { className: `bar ${data.edition}`, ariaLabel: t.bar }, says, panel, make("div", { className: "row" }, editions, count, hide));
  root.append(make("link", { rel: "stylesheet", href: "/_preview/bar.css" }), bar, show);

  // The same page and clause of the other edition, at its own origin.
  function elsewhere() {
    const at = scrollY > 0 && place();
    const to = new URL(location.href);
    to.port = data.other;
    to.hash = at ? at.id : "";
    return to.href;
  }
  other.href = elsewhere();
  for (const event of ["pointerdown", "focus", "click"]) other.addEventListener(event, () => (other.href = elsewhere()));

  // What stands under the bar can be scrolled to, and focus does not hide behind it.
  function room() {
    const height = bar.hidden ? 0 : Math.min(bar.offsetHeight, innerHeight / 2);
    document.documentElement.style.scrollPaddingBlockEnd = `${height}px`;
    document.body.style.marginBlockEnd = `${height}px`;
  }
  new ResizeObserver(room).observe(bar);

  function setOpen(open) {
    panel.hidden = !open;
    count.ariaExpanded = String(open);
  }
  let shown = "";
  count.addEventListener("click", () => {
    setOpen(panel.hidden);
    memory.set("panel", { of: shown, open: !panel.hidden });
  });
  function setHidden(hidden) {
    bar.hidden = hidden;
    show.hidden = !hidden;
    memory.set("hidden", hidden);
    room();
  }
  hide.addEventListener("click", () => {
    setHidden(true);
    show.focus();
  });
  show.addEventListener("click", () => {
    setHidden(false);
    count.focus();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      setOpen(false);
      memory.set("panel", { of: shown, open: false });
      count.focus();
    }
  });

  function finding(f) {
    const item = make("li", { className: f.severity }, make("strong", { textContent: t[f.severity] }), " ", make("code", { className: "place", textContent: f.place }), " ");
    item.append(make("span", { lang: "en", textContent: f.message }), " ", make("code", { className: "code", textContent: f.code }));
    for (const hint of f.hints || []) item.append(make("span", { className: "hint", lang: "en", textContent: hint }));
    return item;
  }

  function say(text, kind = "") {
    if (says.textContent !== text) says.textContent = text;
    says.className = `says ${kind}`;
    says.hidden = text === "";
  }

  let last = null;
  function tell(news) {
    last = news;
    const counts = [];
    if (news.errors) counts.push(t.errors(news.errors));
    if (news.warnings) counts.push(t.warnings(news.warnings));
    const text = counts.join(t.join);
    count.textContent = news.checking && !text ? t.checking : text || t.none;
    count.className = `count ${news.errors ? "error" : news.warnings ? "warning" : ""}`;
    count.disabled = text === "";
    const notes = [];
    if (news.failed) notes.push(t.failed + news.failed);
    if (news.behind) notes.push(t.behind[data.edition]);
    else if (news.errors) notes.push(t.blocked);
    if (data.absent) notes.push(t.absent[data.edition]);
    if (!secret && news.sealed) notes.push(t.sealed);
    other.parentElement.hidden = !secret && news.sealed;
    say(notes.join(" "), news.behind || news.failed || news.errors ? "error" : "");
    list.replaceChildren(...news.findings.map(finding));
    const rest = news.errors + news.warnings - news.findings.length;
    more.textContent = rest > 0 ? t.more(rest) : "";
    shown = news.findings.map((f) => f.place + f.code).join();
    const chosen = memory.get("panel");
    setOpen(text !== "" && (chosen && chosen.of === shown ? chosen.open : news.errors > 0));
  }

  // A connection for each page that can be seen: a browser has six for an origin, and hidden tabs would use them up.
  let stream = null;
  function connect() {
    if (stream || document.hidden) return;
    const ask = new URLSearchParams({ path: location.pathname, hash: data.hash });
    stream = new EventSource(`/_preview/events?${ask}`);
    stream.addEventListener("reload", () => {
      stream.close();
      remember();
      location.reload();
    });
    stream.addEventListener("news", (event) => tell(JSON.parse(event.data)));
    stream.addEventListener("error", () => say(t.lost, "error"));
    stream.addEventListener("open", () => last && tell(last));
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    }
    connect();
  });
  addEventListener("pagehide", () => {
    stream?.close();
    stream = null;
  });
  addEventListener("pageshow", connect);

  document.body.append(host);
  setHidden(memory.get("hidden") === true);
  restore();
  connect();
})();
