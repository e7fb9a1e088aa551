// The contents of a chapter: they show where the reader is, and the ways to the
// same clause in other versions and languages follow.
part(() => {
  const box = document.querySelector<HTMLDetailsElement>(".toc-box");
  const article = document.getElementById("_text");
  if (!box || !article) return;

  const wide = matchMedia("(min-width: 62rem)");
  if (!CSS.supports("selector(::details-content)")) {
    const show = () => (box.open = wide.matches);
    wide.addEventListener("change", show);
    show();
  }
  const label = element("span", "toc-here");
  box.querySelector("summary")?.append(label);
  box.addEventListener("click", (event) => {
    if (!wide.matches && event.target instanceof Element && event.target.closest("a")) box.open = false;
  });

  const links = new Map<string, HTMLAnchorElement>();
  for (const a of box.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) links.set(decodeURIComponent(a.hash.slice(1)), a);
  // What is withheld has no section of its own name: its heading leads there.
  const places = [...article.querySelectorAll<HTMLElement>(".clause")].map((clause) => ({ clause, id: idOf(clause) }));
  let current = "";

  const mark = (id: string, clause: HTMLElement | undefined) => {
    if (id === current) return;
    links.get(current)?.removeAttribute("aria-current");
    current = id;
    const link = links.get(id);
    link?.setAttribute("aria-current", "location");
    label.textContent = link?.textContent ?? "";
    if (link && wide.matches) keepInView(link);
    follow(id, clause);
  };

  // The clause that is read is the last whose heading has passed the upper third.
  let waiting = false;
  const look = () => {
    waiting = false;
    const line = innerHeight / 3;
    let at = -1;
    for (let low = 0, high = places.length - 1; low <= high; ) {
      const middle = (low + high) >> 1;
      if (places[middle].clause.getBoundingClientRect().top <= line) {
        at = middle;
        low = middle + 1;
      } else high = middle - 1;
    }
    mark(at < 0 ? "" : places[at].id, at < 0 ? undefined : places[at].clause);
  };
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  };
  // The observer tells when a clause comes or goes; between, nothing has to be asked.
  const watch = new IntersectionObserver(soon, { rootMargin: "-33% 0px -66% 0px" });
  for (const place of places) watch.observe(place.clause);
  soon(); // not at once: what follows the reader is made below
});

// idOf is the anchor of a clause.
function idOf(clause: HTMLElement): string {
  return clause.id || clause.querySelector<HTMLElement>(".notice")?.id || "";
}

// keepInView moves the contents, and not the page.
function keepInView(link: HTMLElement): void {
  const pane = link.closest<HTMLElement>(".side");
  if (!pane) return;
  const box = pane.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top + 40 || at.bottom > box.bottom - 40) pane.scrollTop += at.top - box.top - box.height / 3;
}

// follow makes the ways to other versions and languages lead to the clause that
// is read. Its history, in the page, tells in which versions it is, and where.
const follow = (() => {
  const first = new Map<HTMLAnchorElement, string>();
  const version = (href: string) => /\/standards\/[^/]+\/([^/]+)\//.exec(new URL(href).pathname)?.[1];
  const tail = (href: string) => new URL(href).pathname.split("/").slice(-4).join("/");
  return (id: string, clause: HTMLElement | undefined) => {
    const elsewhere = new Map<string | undefined, string>();
    for (const a of clause?.querySelectorAll<HTMLAnchorElement>(".history a[href*='#']") ?? []) {
      if (!a.pathname.includes("/compare/")) elsewhere.set(version(a.href), a.href);
    }
    for (const a of document.querySelectorAll<HTMLAnchorElement>(".switch ul a, .languages a")) {
      if (!first.has(a)) first.set(a, a.href);
      const plain = first.get(a) ?? a.href;
      if (a.closest(".languages")) a.href = id && tail(plain) === tail(location.href) ? `${plain}#${id}` : plain;
      else a.href = elsewhere.get(version(plain)) ?? plain;
    }
  };
})();
