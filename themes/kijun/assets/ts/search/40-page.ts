// The search page. Words and addresses come from the page; what only a script can do is made here.

interface Words {
  [name: string]: string;
}

interface Settings {
  index: string; // folder of the index of versions in force
  older: string; // that of all others; "" where there are none
  root: string; // the site's top folder
  lang: string;
  words: Words;
}

// The loader of indexes; a site that is read from a disk has another.
let loaderOf: (base: string) => Loader = overHTTP;

const pageSize = 10;
const around = 70; // letters of a snippet on each side of a hit

function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function phrase(words: Words, name: string, value: string | number = ""): string {
  return (words[name] ?? "").replace("%s", String(value));
}

// marked is a text with its hits marked, from one letter to another.
function marked(written: string, query: Query, from = 0, to = written.length): DocumentFragment {
  const out = document.createDocumentFragment();
  let at = from;
  for (const [begin, end] of hits(written, query)) {
    if (end <= at || begin >= to) continue;
    out.append(written.slice(at, Math.max(begin, at)), element("mark", {}, written.slice(Math.max(begin, at), Math.min(end, to))));
    at = Math.min(end, to);
  }
  out.append(written.slice(at, to));
  return out;
}

// snippet is the first line that has a hit, as far as it stands around it.
function snippet(record: Shown, query: Query): DocumentFragment {
  const lines = [record.plain, ...record.lines].filter((line) => line !== "");
  const line = lines.find((l) => hits(l, query).length > 0) ?? lines[0] ?? "";
  const first = hits(line, query)[0] ?? [0, 0];
  let from = Math.max(0, first[0] - around);
  let to = Math.min(line.length, Math.max(first[1], first[0]) + around + (around - (first[0] - from)));
  if (/[\udc00-\udfff]/.test(line[from] ?? "")) from--;
  if (/[\udc00-\udfff]/.test(line[to] ?? "")) to++;
  const out = document.createDocumentFragment();
  if (from > 0) out.append("…");
  out.append(marked(line, query, from, to));
  if (to < line.length) out.append("…");
  return out;
}

function resultItem(record: Shown, query: Query, settings: Settings): HTMLLIElement {
  const { words } = settings;
  const link = element("a", { href: settings.root + record.href });
  if (record.label !== "") link.append(element("span", { class: "label" }, marked(record.label, query)), " ");
  link.append(marked(record.title, query));
  const facts = element("p", { class: "result-facts" }, element("span", {}, marked(record.standard, query)));
  const fact = (value: string, name = "", lang = "") => {
    if (value !== "") facts.append(" ", element("span", { ...(name && { class: name }), ...(lang && { lang }) }, value));
  };
  fact(record.version);
  fact(record.chapter, "", record.lang);
  fact(record.class);
  fact(record.sector);
  if (record.kind !== "clause") fact(words[`kind_${record.kind}`] ?? "", "tag");
  if (record.withheld && record.kind !== "entry") fact(words.notice ?? "", "notice-mark");
  const text = element("p", { class: "result-text" }, snippet(record, query));
  if (record.lang !== "") link.lang = text.lang = record.lang;
  return element("li", { class: "result" }, element("h3", {}, link), facts, text);
}

class Page {
  private box: HTMLInputElement;
  private status = element("p", { role: "status", class: "search-status" });
  private pieces = element("p", { role: "status", class: "search-pieces" });
  private trouble = element("div", { class: "search-trouble", role: "alert" });
  private list = element("ol", { class: "results" });
  private rest = element("button", { type: "button", class: "search-more" });
  private facets: Facets;
  private current: Index;
  private old: Index | undefined;
  private results: Results | undefined;
  private turn = 0; // of the query at hand: an answer to an older one is dropped
  private timer = 0;
  private settled = true; // the address is one to come back to

  constructor(private form: HTMLFormElement, private settings: Settings) {
    this.box = form.querySelector<HTMLInputElement>("input[name=q]")!;
    this.current = new Index(loaderOf(settings.index));
    if (settings.older !== "") this.old = new Index(loaderOf(settings.older));
    this.facets = new Facets(form, settings, this.current, () => this.changed(true));
    const area = element("section", { "aria-label": settings.words.results ?? "", class: "search-results" }, this.status, this.pieces, this.trouble, this.list, this.rest);
    form.after(area);
    this.rest.hidden = true;
    this.rest.append(settings.words.more ?? "");
    this.rest.addEventListener("click", () => void this.further());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed(true);
    });
    this.box.addEventListener("input", (event) => {
      if ((event as InputEvent).isComposing) return;
      this.soon();
    });
    this.box.addEventListener("compositionend", () => this.soon());
    this.box.addEventListener("focus", () => void this.current.open().catch(() => {}), { once: true });
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("popstate", () => this.restore());
    this.restore();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(false), 250);
  }

  // restore shows what the address asks for.
  private restore(): void {
    const asked = new URLSearchParams(location.search);
    this.box.value = asked.get("q") ?? "";
    this.facets.set(asked);
    this.settled = true;
    void this.run(Math.min(Math.max(Number(asked.get("page")) || 1, 1), 1000));
  }

  // changed writes the query into the address and answers it. Words that are being typed are one step of the history.
  private changed(settle: boolean): void {
    clearTimeout(this.timer);
    const asked = this.facets.asked();
    if (this.box.value.trim() !== "") asked.set("q", Array.from(this.box.value).slice(0, longest).join(""));
    const text = asked.toString();
    if (text !== location.search.slice(1)) {
      const to = location.pathname + (text === "" ? "" : "?" + text);
      if (this.settled) history.pushState(null, "", to);
      else history.replaceState(null, "", to);
    }
    this.settled = settle;
    void this.run(1);
  }

  private async run(pages: number): Promise<void> {
    const turn = ++this.turn;
    const { words } = this.settings;
    this.trouble.replaceChildren();
    this.pieces.replaceChildren();
    const query = parse(this.box.value);
    const limits = this.facets.limits();
    if (query.terms.length === 0) {
      this.results = undefined;
      this.show(0, 0);
      this.status.textContent = this.box.value.trim() === "" ? "" : (words.gaps ?? "");
      return;
    }
    this.form.setAttribute("aria-busy", "true");
    try {
      const indexes = this.facets.older && this.old ? [this.current, this.old] : [this.current];
      const results = await search(indexes, query, limits);
      await results.look(pages * pageSize);
      if (turn !== this.turn) return;
      this.results = results;
      this.show(0, pages * pageSize);
      if (!results.sure && results.left < pageSize) await results.look(Infinity); // so that the count is one
      if (turn === this.turn) this.announce();
      if (results.count === 0 && !query.gaps) {
        const found = await piecesFound(indexes, Array.from(this.box.value).slice(0, longest).join(""), limits);
        if (turn === this.turn) this.offer(found);
      }
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    } finally {
      if (turn === this.turn) this.form.removeAttribute("aria-busy");
    }
  }

  private announce(): void {
    const { words } = this.settings;
    const results = this.results!;
    const parts: string[] = [];
    if (results.query.cut) parts.push(phrase(words, "cut", longest));
    if (results.query.gaps) parts.push(words.gaps ?? "");
    else if (results.count === 0) parts.push(words.none ?? "");
    else {
      parts.push(phrase(words, results.sure ? "count" : "count_most", results.count.toLocaleString(this.settings.lang)));
      if (this.list.children.length < results.count) parts.push(phrase(words, "shown", this.list.children.length));
    }
    this.status.textContent = parts.join(this.settings.lang === "ja" ? "" : " ");
  }

  // offer links to queries that find something.
  private offer(queries: string[]): void {
    if (queries.length === 0) return;
    this.pieces.append(this.settings.words.pieces ?? "");
    for (const query of queries) {
      const asked = this.facets.asked();
      asked.set("q", query);
      this.pieces.append(" ", element("a", { href: location.pathname + "?" + asked.toString() }, query));
    }
  }

  // show lists results, from one to another.
  private show(from: number, to: number): void {
    const items = (this.results?.found ?? []).slice(from, to).map((record) => resultItem(record, this.results!.query, this.settings));
    if (from === 0) this.list.replaceChildren(...items);
    else this.list.append(...items);
    this.rest.hidden = !this.results || (this.results.left === 0 && this.list.children.length === this.results.found.length);
  }

  private async further(): Promise<void> {
    const results = this.results;
    if (!results) return;
    const before = this.list.children.length;
    try {
      await results.look(before + pageSize);
      if (results !== this.results) return;
      this.show(before, before + pageSize);
      this.announce();
      this.list.children[before]?.querySelector("a")?.focus();
      const asked = new URLSearchParams(location.search);
      asked.set("page", String(Math.ceil(this.list.children.length / pageSize)));
      history.replaceState(null, "", location.pathname + "?" + asked.toString());
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    const { words } = this.settings;
    const kind = error instanceof Trouble ? error.kind : "missing";
    this.results = undefined;
    this.show(0, 0);
    this.status.textContent = "";
    const again = element("button", { type: "button" }, words.again ?? "");
    again.addEventListener("click", () => void this.run(1));
    this.trouble.replaceChildren(element("p", {}, words[`trouble_${kind}`] ?? ""), element("p", {}, again));
    if (!(error instanceof Trouble)) console.error(error);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = [...this.list.querySelectorAll<HTMLAnchorElement>("h3 a")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const inBox = document.activeElement === this.box;
    if (!inBox && at < 0) return;
    let to: HTMLElement | undefined;
    if (event.key === "ArrowDown") to = inBox ? links[0] : links[at + 1];
    else if (event.key === "ArrowUp" && at >= 0) to = at === 0 ? this.box : links[at - 1];
    else if (event.key === "Escape" && at >= 0) to = this.box;
    else if (event.key === "Escape" && this.box.value === "") this.box.blur();
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: "nearest" });
  }
}
