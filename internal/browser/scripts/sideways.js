// Gives what makes the page wider than the window, or nothing. What scrolls in a box of its own may be wide.
() => {
  const width = document.documentElement.clientWidth;
  const wide = document.scrollingElement.scrollWidth;
  if (wide <= width) return [];
  const own = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (getComputedStyle(p).overflowX !== "visible") return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1 && !own(e));
  const inner = out.filter((e) => !out.some((o) => o !== e && e.contains(o)));
  return [`${wide} px wide in a window of ${width}: ` + inner.slice(0, 5).map((e) =>
    `${e.localName}.${e.className} to ${Math.round(e.getBoundingClientRect().right)} “${e.textContent.trim().slice(0, 40)}”`).join("; ")];
}
