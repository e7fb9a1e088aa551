// Tells what has the focus, and whether a reader sees that it has.
() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return {tag: ""};
  // what is drawn for a control that is itself out of sight
  let drawn = e;
  const box = e.getBoundingClientRect();
  if ((box.width <= 2 || getComputedStyle(e).opacity === "0") && e.labels?.length) drawn = e.labels[0];
  const style = getComputedStyle(drawn);
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const rects = [...drawn.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
  const inside = rects.filter((r) => r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth);
  const free = inside.some((r) => {
    const places = [];
    const [left, right] = [Math.max(r.left, 0), Math.min(r.right, innerWidth)];
    const [top, bottom] = [Math.max(r.top, 0), Math.min(r.bottom, innerHeight)];
    for (const x of [0.1, 0.5, 0.9]) for (const y of [0.2, 0.5, 0.8]) places.push([left + (right - left) * x, top + (bottom - top) * y]);
    return places.some(([x, y]) => {
      const first = document.elementFromPoint(x, y);
      return first && (drawn.contains(first) || first.contains(drawn));
    });
  });
  return {
    tag: e.localName, id: e.id, class: e.getAttribute("class") ?? "", href: e.href ?? "", name: e.name ?? "", value: e.value ?? "",
    text: (e.getAttribute("aria-label") ?? e.textContent).trim().replace(/\s+/g, " ").slice(0, 60),
    outline, seen: inside.length > 0, free, html: e.outerHTML.slice(0, 160),
  };
}
