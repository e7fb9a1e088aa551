// Gives what moves although the reader asked for rest.
() => {
  const faults = new Set();
  const longest = (list) => Math.max(...list.split(",").map((d) => parseFloat(d) * (d.trim().endsWith("ms") ? 1 : 1000)));
  for (const e of document.querySelectorAll("*")) {
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(e, pseudo);
      if (style.scrollBehavior === "smooth") faults.add(`${e.localName} scrolls smoothly`);
      for (const kind of ["animation", "transition"]) {
        const moves = kind === "animation" ? style.animationName !== "none" : style.transitionProperty !== "none";
        if (moves && longest(style[kind + "Duration"]) > 1) faults.add(`${e.localName}.${e.className} has a ${kind} of ${style[kind + "Duration"]}`);
      }
    }
  }
  return [...faults];
}
