// Answers queries. The index names candidates; each is looked into before it is shown.

const longest = 200; // letters of a query
const mostTerms = 10;

interface Form {
  text: string;
  keys: string[];
}

interface Query {
  terms: Form[][]; // each in the ways of writing it
  cut: boolean; // it was too long
  gaps: boolean; // it has nothing that the index knows: punctuation alone
}

// parse splits at white space; what stands in quotation marks is one term.
function parse(typed: string): Query {
  const letters = Array.from(typed);
  const cut = letters.length > longest;
  const pieces = letters.slice(0, longest).join("").replace(/[\u0000-\u001f\u007f-\u009f]/g, " ").match(/["“”«»][^"“”«»]*["“”«»]?|[^\s"“”«»]+/gu) ?? [];
  const terms: Form[][] = [];
  for (const piece of pieces) {
    const term = normalise(piece.replace(/["“”«»]/g, "")).text;
    if (term === "") continue;
    terms.push(formsOf(term).map((form) => ({ text: form, keys: keysOf(form) })));
  }
  const query: Query = { terms: terms.slice(0, mostTerms), cut: cut || terms.length > mostTerms, gaps: false };
  query.gaps = !query.terms.some((forms) => forms.every((form) => form.keys.length > 0));
  return query;
}

const few = 20; // candidates that may as well be looked into
const atOnce = 2; // keys to fetch before asking whether they were enough
const enough = 4; // keys after which a common one costs more than the texts that it would spare

function both(a: Found, b: Found): Found {
  const out: Found = new Map();
  for (const [doc, tier] of a) {
    const other = b.get(doc);
    if (other !== undefined) out.set(doc, Math.max(tier, other));
  }
  return out;
}

// candidates have all keys, or are few. Rare keys come first, then those that stand far from them.
async function candidates(index: Index, keys: string[], within: Found | undefined): Promise<{ found: Found | undefined; all: boolean }> {
  await index.open();
  const distinct = [...new Set(keys)];
  const left = distinct.map((key, i) => ({ key, rank: index.commonness(key), i }));
  left.sort((a, b) => a.rank - b.rank || (a.i % 2) - (b.i % 2) || a.i - b.i);
  let found = within;
  while (left.length > 0 && (found === undefined || found.size > few)) {
    if (distinct.length - left.length >= enough && left[0]!.rank >= 0) break;
    const lists = await Promise.all(left.splice(0, atOnce).map(({ key }) => index.lookup(key)));
    for (const list of lists) found = found === undefined ? list : both(found, list);
  }
  return { found, all: left.length === 0 };
}

// exact tells that a form is one key, so that the index alone knows the truth.
function exact(form: Form): boolean {
  return form.keys.length === 1 && form.keys[0] === form.text;
}

interface Answer {
  order: [Index, number][]; // candidates, best first
  exact: boolean; // all of them are true
}

async function ask(index: Index, query: Query, facets: string[]): Promise<Answer> {
  let found: Found | undefined;
  for (const list of await Promise.all(facets.map((facet) => index.lookup("#" + facet)))) found = found ? both(found, list) : list;
  const usable = query.terms.filter((forms) => forms.every((form) => form.keys.length > 0));
  let sure = query.terms.every((forms) => forms.every(exact));
  const single = usable.filter((forms) => forms.length === 1).flatMap((forms) => forms[0]!.keys);
  if (single.length > 0) {
    const answer = await candidates(index, single, found);
    found = answer.found;
    sure &&= answer.all;
  }
  for (const forms of usable.filter((forms) => forms.length > 1)) {
    if (found !== undefined && found.size <= few) {
      sure = false; // a look into the texts is cheaper
      break;
    }
    const union: Found = new Map();
    for (const answer of await Promise.all(forms.map((form) => candidates(index, form.keys, found)))) {
      sure &&= answer.all;
      for (const [doc, tier] of answer.found ?? []) union.set(doc, Math.min(tier, union.get(doc) ?? 2));
    }
    found = union;
  }
  const order = [...(found ?? [])].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([doc]): [Index, number] => [index, doc]);
  return { order, exact: sure };
}

function fieldsOf(record: Shown): string[] {
  return [`${record.label} ${record.title}`, record.plain, ...record.lines, record.standard].map((field) => normalise(field).text);
}

function holds(record: Shown, query: Query): boolean {
  const fields = fieldsOf(record);
  return query.terms.every((forms) => forms.some((form) => fields.some((field) => field.includes(form.text))));
}

const together = 50; // records to look into at once: a browser refuses thousands of requests

// Results are looked into as they are asked for.
class Results {
  readonly found: Shown[] = []; // true ones, in order
  private next = 0;
  private wrong = 0;
  private order: [Index, number][];
  private exact: boolean;

  constructor(readonly query: Query, answers: Answer[]) {
    this.order = answers.flatMap((answer) => answer.order);
    this.exact = answers.every((answer) => answer.exact);
  }

  // count is how many there are, where sure; else how many there can be at most.
  get count(): number {
    return this.order.length - this.wrong;
  }
  get sure(): boolean {
    return this.exact || this.next >= this.order.length;
  }
  get left(): number {
    return this.order.length - this.next;
  }

  // look looks into candidates until it has found so many.
  async look(count: number): Promise<void> {
    while (this.found.length < count && this.left > 0) {
      const some = this.order.slice(this.next, this.next + Math.min(count - this.found.length, together));
      const records = await Promise.all(some.map(([index, doc]) => index.record(doc)));
      this.next += some.length;
      for (const record of records) {
        if (holds(record, this.query)) this.found.push(record);
        else this.wrong++;
      }
    }
  }
}

async function search(indexes: Index[], query: Query, facets: string[]): Promise<Results> {
  if (query.gaps) return new Results(query, []);
  return new Results(query, await Promise.all(indexes.map((index) => ask(index, query, facets))));
}

// hits are the ranges of a text, as written, in which a term stands.
function hits(written: string, query: Query): [number, number][] {
  const normal = normalise(written);
  const ranges: [number, number][] = [];
  for (const form of query.terms.flat()) {
    for (let at = normal.text.indexOf(form.text); at >= 0; at = normal.text.indexOf(form.text, at + 1)) {
      ranges.push([normal.from[at]!, normal.to[at + form.text.length - 1]!]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = out[out.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
