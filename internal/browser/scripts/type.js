// Gives what is set too small or too tight to read.
() => {
  const faults = new Map();
  const body = getComputedStyle(document.body);
  const size = parseFloat(body.fontSize);
  if (size < 16) faults.set(`the text is set in ${size} px`, "");
  if (parseFloat(body.lineHeight) / size < 1.7) faults.set(`lines are ${body.lineHeight} apart at ${size} px`, "");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim();
    const e = walk.currentNode.parentElement;
    if (!text || !e.checkVisibility() || e.closest("rt, sup, sub, svg")) continue;
    const style = getComputedStyle(e);
    const px = parseFloat(style.fontSize);
    const at = e.localName + (e.className ? "." + e.className : "");
    if (px < 12) faults.set(`${at} is set in ${px} px`, text.slice(0, 40));
    const prose = e.closest("p, li, dd");
    const many = e.getClientRects().length > 1 || (prose === e && e.getBoundingClientRect().height > 2 * px * 1.75);
    if (prose && many && !e.closest("nav, table, header, footer") && px >= 16 && parseFloat(style.lineHeight) / px < 1.4) {
      faults.set(`${at} has lines ${style.lineHeight} apart at ${px} px`, text.slice(0, 40));
    }
  }
  return [...faults].map(([what, text]) => `${what} (${text})`);
}
