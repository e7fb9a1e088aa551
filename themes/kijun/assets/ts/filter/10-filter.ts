// Filters for tables and lists that are read whole without it. What there is to choose stands in the page as JSON, and
// what is chosen in the address, so that it can be shared. The page says what each attribute means: see filter.go.

interface Facet {
  key: string;
  on: "group" | "row" | "column" | "cell";
  label: string;
  options: [value: string, words: string][];
}

interface Filter {
  facets: Facet[];
  words: { legend: string; all: string; reset: string; none: string; shown: string };
}

const update: (() => void)[] = [];

function filter(box: HTMLElement): void {
  const { facets, words } = JSON.parse(box.dataset.filter!) as Filter;
  const chosen = new Map<string, string>();
  const selects = new Map<string, HTMLSelectElement>();

  // matches tells whether an attribute's values are those chosen of the facets at its place.
  const on = (place: Facet["on"]) => facets.filter((f) => f.on === place);
  const matches = (place: Facet["on"], values: string | undefined) => {
    const parts = (values ?? "").split("|");
    return on(place).every((f, i) => !chosen.get(f.key) || (parts[i] ?? "").split(" ").includes(chosen.get(f.key)!));
  };

  const form = document.createElement("form");
  form.className = "filter";
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = words.legend;
  set.append(legend);
  for (const f of facets) {
    if (f.options.length < 2) continue;
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.textContent = f.label;
    const select = document.createElement("select");
    select.name = f.key;
    select.append(new Option(words.all, ""), ...f.options.map(([value, text]) => new Option(text, value)));
    select.addEventListener("change", () => {
      choose(f.key, select.value);
      write(f.key, select.value);
      update.forEach((run) => run());
    });
    label.append(name, select);
    set.append(label);
    selects.set(f.key, select);
  }
  const reset = document.createElement("button");
  reset.type = "reset";
  reset.textContent = words.reset;
  const shown = document.createElement("p");
  shown.className = "filter-shown";
  shown.setAttribute("role", "status");
  set.append(reset);
  form.append(set, shown);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
  });
  box.prepend(form);

  function clear(): void {
    for (const f of facets) write(f.key, "");
    update.forEach((run) => run());
  }

  function choose(key: string, value: string): void {
    const select = selects.get(key);
    if (!select) return;
    select.value = value;
    if (select.selectedIndex < 0) select.value = ""; // an address may ask for what is not here
    chosen.set(key, select.value);
  }

  function apply(): void {
    const cells = on("cell").some((f) => chosen.get(f.key));
    let rows = 0;
    let columns = 0;
    for (const group of box.querySelectorAll<HTMLElement>("[data-group]")) {
      const open = matches("group", group.dataset.group);
      let some = false;
      for (const row of group.querySelectorAll<HTMLElement>("[data-row]")) {
        row.hidden = !open || !matches("row", row.dataset.row);
        some ||= !row.hidden;
      }
      group.hidden = !some;
    }
    for (const table of box.querySelectorAll("table")) {
      const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
      const seen = heads.map((h) => h.dataset.column === undefined || matches("column", h.dataset.column));
      const used = heads.map((h) => h.dataset.column === undefined || !cells);
      for (const row of table.querySelectorAll<HTMLTableRowElement>("tr[data-row]")) {
        if (row.hidden || !cells) continue;
        let some = false;
        [...row.cells].forEach((cell, i) => {
          const fits = cell.dataset.cell === undefined || matches("cell", cell.dataset.cell);
          cell.classList.toggle("is-out", !fits);
          if (fits && seen[i] && cell.dataset.cell !== undefined) some = used[i] = true;
        });
        row.hidden = !some;
      }
      for (const body of table.tBodies) {
        const own = [...body.querySelectorAll<HTMLElement>("[data-row]")];
        if (own.length) body.hidden = own.every((row) => row.hidden);
      }
      const visible = heads.map((_, i) => seen[i]! && used[i]!);
      columns += visible.filter((v, i) => v && heads[i]!.dataset.column !== undefined).length;
      const width = visible.filter(Boolean).length;
      if (width === heads.length && !table.querySelector(".is-narrowed")) {
        if (!cells) for (const cell of table.querySelectorAll(".is-out")) cell.classList.remove("is-out");
        continue;
      }
      for (const row of table.rows) {
        row.classList.toggle("is-narrowed", width < heads.length);
        if (row.cells.length === heads.length) [...row.cells].forEach((cell, i) => (cell.hidden = !visible[i]));
        else if (row.cells.length === 1) row.cells[0]!.colSpan = Math.max(1, width);
      }
      if (!cells) for (const cell of table.querySelectorAll(".is-out")) cell.classList.remove("is-out");
    }
    rows = box.querySelectorAll("[data-row]:not([hidden])").length;
    const text = rows ? words.shown.replace("%rows", String(rows)).replace("%columns", String(columns)) : words.none;
    if (shown.textContent !== text) shown.textContent = text;
    reset.disabled = ![...chosen.values()].some(Boolean);
  }

  // reveal shows what an address leads to, even where the choices would hide it.
  function reveal(): void {
    const at = place(location.hash);
    if (at && box.contains(at) && at.closest("[hidden]")) clear();
    if (at?.closest("[data-group]")) at.closest("details")?.setAttribute("open", "");
    if (at && box.contains(at)) at.scrollIntoView();
  }

  update.push(() => {
    const asked = new URLSearchParams(location.search);
    for (const f of facets) choose(f.key, local.get(f.key) ?? asked.get(f.key) ?? "");
    apply();
  });
  update.at(-1)!();
  if (location.hash) reveal();
  addEventListener("hashchange", reveal);
}

// place is what a fragment leads to; of one that nobody could have encoded, nothing.
function place(hash: string): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}

// What is chosen where an address can't hold it: a page from a disk may not change its own.
const local = new Map<string, string>();

function write(key: string, value: string): void {
  local.set(key, value);
  try {
    const address = new URL(location.href);
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
    history.replaceState(null, "", address);
    local.delete(key);
  } catch {
    // it stays in local
  }
}

addEventListener("popstate", () => update.forEach((run) => run()));
document.querySelectorAll<HTMLElement>("[data-filter]").forEach(filter);
