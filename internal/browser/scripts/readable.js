// Tells what a reader has of the page: see readable in noscript_test.go. A part may be seen in one state of a control
// which works without scripts, and not in another: each state is tried.
() => {
  const seen = (e) => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  // details that are closed can be opened
  const reached = (e) => seen(e) || (e.closest("details:not([open])") && seen(e.closest("details:not([open])")));
  const shown = () => [...document.querySelectorAll("main, main *")].filter(reached);

  const texts = new Map(); // an element to the characters of its own
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const length = walk.currentNode.data.trim().length;
    const e = walk.currentNode.parentElement;
    if (length && !e.closest("script, style, option, svg title, svg desc")) texts.set(e, (texts.get(e) ?? 0) + length);
  }
  const ever = new Set(shown());
  const dead = [];
  for (const control of document.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    if (control.form || control.checked) continue;
    const before = shown();
    const was = control.type === "radio" && document.querySelector(`input[name="${control.name}"]:checked`);
    control.checked = true;
    const after = shown();
    after.forEach((e) => ever.add(e));
    control.checked = false;
    if (was) was.checked = true;
    if (before.length === after.length && before.every((e, i) => e === after[i])) dead.push(control.outerHTML);
  }
  const order = new Map([...document.querySelectorAll("*")].map((e, i) => [e, i])); // two may have the same words
  let text = 0;
  const gone = [];
  for (const [e, length] of texts) {
    if (ever.has(e)) text += length;
    else gone.push(`${order.get(e)}. ${e.localName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`);
  }
  for (const e of document.querySelectorAll("button, [role=button], [role=tab], input, select, textarea, [onclick], [tabindex]")) {
    if (e.matches("[type=radio], [type=checkbox]") || (e.form && e.type !== "button")) continue;
    if (e.matches("[tabindex]:not(button, input, select, textarea)")) {
      const style = getComputedStyle(e);
      if (e.tabIndex < 0 || [style.overflowX, style.overflowY].some((o) => o === "auto" || o === "scroll")) continue;
    }
    dead.push(e.outerHTML.slice(0, 120));
  }
  const links = [...document.querySelectorAll("a[href]")].filter((e) => reached(e) || ever.has(e)).map((e) => e.href.split("#")[0]);
  return {text, links: [...new Set(links)], dead, gone};
}
