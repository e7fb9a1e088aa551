// Gives each text of the page whose colours are too near to each other, as computed from styles. axe-core leaves
// undecided what has symbols, decoration or pictures about it; here the background is that of the nearest ancestor
// which has one. least: the ratio for text of normal size; large text has two thirds of it, and so have signs without
// a letter or a digit, as in WCAG.
(least) => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = ([r, g, b]) => {
    const linear = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return layers.reduceRight((below, layer) => over(layer, below), canvas);
  };
  const faults = new Map();
  const check = (element, style, text) => {
    const ground = behind(element);
    const ink = over(rgba(element.ownerSVGElement ? style.fill : style.color), ground);
    const [a, b] = [luminance(ink), luminance(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    const sign = !/[\p{L}\p{N}]/u.test(text);
    if (ratio >= (large || sign ? least / 1.5 : least)) return;
    const at = element.localName + (element.getAttribute("class") ? "." + element.getAttribute("class") : "");
    const what = `${at}: ${ratio.toFixed(2)}:1, ${style.color} on rgb(${ground.slice(0, 3).map(Math.round)})`;
    if (!faults.has(what)) faults.set(what, text.trim().slice(0, 40));
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data;
    const element = walk.currentNode.parentElement;
    if (!text.trim() || !element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || element.closest(":disabled")) continue;
    check(element, getComputedStyle(element), text);
  }
  for (const element of document.body.querySelectorAll("*")) {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (/^"(?!\s*")/.test(style.content) && element.checkVisibility()) check(element, style, style.content.split('" / "')[0]);
    }
  }
  return [...faults].map(([what, text]) => `${what} (${text})`);
}
