// A term is explained where it stands. Without this, its link leads to the
// definition; so it does where the browser has no popovers.
part(() => {
  if (!("popover" in HTMLElement.prototype)) return;
  let box: HTMLElement | undefined;
  let opener: HTMLAnchorElement | undefined;

  document.addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.term") : null;
    const at = link && document.getElementById(link.hash.slice(1));
    if (!link || !at) return;
    event.preventDefault();
    const again = opener === link && box?.matches(":popover-open");
    box?.remove();
    if (!again) open(link, at);
  });

  const open = (link: HTMLAnchorElement, at: HTMLElement) => {
    const made = element("div", "term-box");
    made.popover = "auto";
    made.id = "_term-box";
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", link.textContent ?? "");
    made.tabIndex = -1;
    fill(made, at, link.hash);
    made.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "open") return;
      link.removeAttribute("aria-details");
      link.setAttribute("aria-expanded", "false");
      if (made.contains(document.activeElement) || document.activeElement === document.body) link.focus();
      made.remove();
    });
    // Behind the word, so that the next Tab leads into it.
    link.after(made);
    made.showPopover();
    link.setAttribute("aria-details", made.id);
    link.setAttribute("aria-expanded", "true");
    place(made, link);
    made.focus({ preventScroll: true });
    box = made;
    opener = link;
  };

  // fill copies the definition: of an entry of the list below the text, or of a
  // definition list in the text.
  const fill = (into: HTMLElement, at: HTMLElement, hash: string) => {
    const copies: Node[] = [];
    if (at.matches("dt")) {
      const copy = at.cloneNode(true) as HTMLElement;
      const head = element("p", "term-name");
      head.append(...copy.childNodes);
      copies.push(head);
      let next = at.nextElementSibling;
      while (next?.matches("dt")) next = next.nextElementSibling;
      for (; next?.matches("dd"); next = next.nextElementSibling) copies.push(plain(next));
    } else {
      const head = element("p", "term-name");
      head.append(...(at.querySelector("dt")?.cloneNode(true).childNodes ?? []));
      copies.push(head, ...[...at.querySelectorAll("dd")].map(plain));
    }
    into.append(...copies);
    if (!at.matches("dt")) return;
    const more = element("a", "", hash);
    more.href = hash;
    const clause = at.closest<HTMLElement>(".clause")?.querySelector(".clause-heading");
    more.textContent = (clause?.textContent ?? "").trim();
    const line = element("p", "term-source");
    line.append(more);
    into.append(line);
  };

  // plain is what a description says, without the anchors that stand there.
  const plain = (from: Element): HTMLElement => {
    const copy = element("div");
    copy.append(...from.cloneNode(true).childNodes);
    for (const marked of copy.querySelectorAll("[id]")) marked.removeAttribute("id");
    return copy;
  };

  const place = (made: HTMLElement, link: HTMLAnchorElement) => {
    const word = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const width = made.offsetWidth;
    const below = word.bottom + made.offsetHeight + 16 < innerHeight || word.top < made.offsetHeight;
    made.style.left = `${Math.max(8, Math.min(word.left, document.documentElement.clientWidth - width - 8))}px`;
    made.style.top = `${below ? word.bottom + 6 : word.top - made.offsetHeight - 6}px`;
  };
  addEventListener("resize", () => box?.isConnected && box.hidePopover());
});
