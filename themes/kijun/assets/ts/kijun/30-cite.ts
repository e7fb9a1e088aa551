// A citation for each clause: standard, version, number, title, address. It is
// copied; where that fails, it stands there to be selected.
part(() => {
  const article = document.querySelector<HTMLElement>("[data-citation]");
  if (!article) return;
  const said = words(article);
  for (const head of article.querySelectorAll<HTMLElement>(".clause-head")) {
    const permalink = head.querySelector<HTMLAnchorElement>(".permalink");
    const heading = head.querySelector<HTMLElement>(".clause-heading");
    if (!permalink || !heading) continue;
    const name = nameOf(heading);
    const button = element("button", "cite", said.cite);
    button.lang = document.documentElement.lang;
    button.type = "button";
    button.setAttribute("aria-label", said.of.replace("%s", () => name));
    button.addEventListener("click", async () => {
      const text = `${article.dataset.citation} ${name} ${addressOf(permalink)}`;
      try {
        await navigator.clipboard.writeText(text);
        tell(said.copied);
      } catch {
        show(head, text, said.byhand);
      }
    });
    head.append(" ", button);
  }

  const show = (head: HTMLElement, text: string, why: string) => {
    const old = head.nextElementSibling;
    const field = old instanceof HTMLTextAreaElement ? old : element("textarea", "cite-text");
    field.readOnly = true;
    field.rows = 4;
    field.value = text;
    field.setAttribute("aria-label", why);
    head.after(field);
    field.focus();
    field.select();
    tell(why);
  };
});

// nameOf is a clause's number and title, on one line.
function nameOf(heading: HTMLElement): string {
  return (heading.textContent ?? "").replace(/\s+/g, " ").trim();
}

// addressOf is where a clause can be found for good: at the site's address, in
// its chapter. The confidential edition is found where it is read.
function addressOf(permalink: HTMLAnchorElement): string {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href;
  const page = new URL(document.querySelector(".marking") ? location.href : (canonical ?? location.href));
  const chapter = permalink.closest(".chapter")?.id.replace(/^chapter_/, "");
  if (chapter && page.pathname.endsWith("/all/")) page.pathname = page.pathname.slice(0, -"all/".length) + chapter + "/";
  page.hash = permalink.hash;
  return page.href;
}
