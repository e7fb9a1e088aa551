// Who goes to the search box will want the index: what every query needs of it is fetched while the reader types.
part(() => {
  const box = document.querySelector<HTMLInputElement>(".site-search [data-search-box]");
  box?.addEventListener("focus", () => {
    const page = box.form!.action;
    if (page.endsWith("/")) void fetch(page + "index/directory.gz").catch(() => {}); // a site on a disk has files and can't fetch
  }, { once: true });
});
