// What several pieces use: the words of the page, and a voice.

// words are those that a layout gives its script, as JSON.
function words(of: Element): Record<string, string> {
  const given: unknown = JSON.parse(of.getAttribute("data-words") ?? "{}");
  return given as Record<string, string>;
}

// element makes an element with a class and words.
function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// tell says something to the reader, seen and heard, and takes it back.
const tell = (() => {
  let voice: HTMLElement | undefined;
  let timer = 0;
  return (message: string) => {
    if (!voice) {
      voice = element("p", "told");
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    const at = voice;
    clearTimeout(timer);
    at.textContent = "";
    requestAnimationFrame(() => (at.textContent = message));
    timer = window.setTimeout(() => (at.textContent = ""), 5000);
  };
})();

part(() => document.documentElement.classList.add("scripted"));
