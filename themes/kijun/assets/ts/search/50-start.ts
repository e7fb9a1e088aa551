{
  const form = document.querySelector<HTMLFormElement>("[data-search-words]");
  if (form) {
    document.querySelector(".search-without")?.remove();
    if (form.dataset.searchScripts !== undefined) loaderOf = overScripts();
    new Page(form, {
      index: form.dataset.searchIndex!,
      older: form.dataset.searchOlder ?? "",
      root: form.dataset.searchRoot!,
      lang: document.documentElement.lang,
      words: JSON.parse(form.dataset.searchWords!) as Words,
    });
  }
}
