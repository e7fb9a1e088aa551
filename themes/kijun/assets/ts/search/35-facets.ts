// Facets limit what is found. Their values are fetched when somebody opens them.

interface FacetValues {
  [facet: string]: [value: string, name: string][];
}

const facetNames = ["sector", "class", "standard", "item", "kind"];

class Facets {
  older = false;
  private box: HTMLDetailsElement;
  private chosen = new Map<string, string>();
  private withheld = false;
  private made = false;

  constructor(form: HTMLFormElement, private settings: Settings, private index: Index, private changed: () => void) {
    this.box = element("details", { class: "search-facets" }, element("summary", {}, settings.words.facets ?? ""));
    form.append(this.box);
    this.box.addEventListener("toggle", () => {
      if (this.box.open) void this.make();
    });
  }

  // set takes over what an address asks for.
  set(asked: URLSearchParams): void {
    this.chosen.clear();
    for (const name of facetNames) {
      const value = asked.get(name);
      if (value) this.chosen.set(name, value);
    }
    this.withheld = asked.get("withheld") === "1";
    this.older = asked.get("older") === "1";
    if (this.chosen.size > 0 || this.withheld || this.older) this.box.open = true;
    this.show();
  }

  asked(): URLSearchParams {
    const asked = new URLSearchParams();
    for (const [name, value] of this.chosen) asked.set(name, value);
    if (this.withheld) asked.set("withheld", "1");
    if (this.older) asked.set("older", "1");
    return asked;
  }

  limits(): string[] {
    const out = [...this.chosen].map(([name, value]) => `${name}:${value}`);
    if (this.withheld) out.push("withheld");
    return out;
  }

  // show makes the controls say what is chosen.
  private show(): void {
    for (const select of this.box.querySelectorAll("select")) select.value = this.chosen.get(select.name) ?? "";
    for (const check of this.box.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) check.checked = check.name === "older" ? this.older : this.withheld;
  }

  private async make(): Promise<void> {
    if (this.made) return;
    this.made = true;
    const { words } = this.settings;
    let values: FacetValues;
    try {
      values = await this.index.values();
    } catch {
      this.made = false;
      this.box.querySelector("p")?.remove();
      this.box.append(element("p", { role: "alert" }, words.trouble_missing ?? ""));
      return;
    }
    this.box.querySelector("p")?.remove();
    const fields = element("div", { class: "search-fields" });
    for (const name of facetNames) {
      if (!values[name]?.length) continue;
      const select = element("select", { name }, element("option", { value: "" }, words.any ?? ""));
      for (const [value, label] of values[name]) select.append(element("option", { value }, label));
      select.addEventListener("change", () => {
        if (select.value === "") this.chosen.delete(name);
        else this.chosen.set(name, select.value);
        this.changed();
      });
      fields.append(element("label", {}, element("span", {}, words[`facet_${name}`] ?? name), select));
    }
    this.box.append(fields, this.check("withheld", (on) => (this.withheld = on)));
    if (this.settings.older !== "") this.box.append(this.check("older", (on) => (this.older = on)));
    this.show();
  }

  private check(name: string, set: (on: boolean) => void): HTMLLabelElement {
    const box = element("input", { type: "checkbox", name, value: "1" });
    box.addEventListener("change", () => {
      set(box.checked);
      this.changed();
    });
    return element("label", { class: "search-check" }, box, " ", this.settings.words[`facet_${name}`] ?? name);
  }
}
