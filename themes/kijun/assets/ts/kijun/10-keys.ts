// "/" leads to the search box, as readers of large sites expect.
part(() => {
  const box = document.querySelector<HTMLInputElement>("[data-search-box]");
  if (!box) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"))) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
});
