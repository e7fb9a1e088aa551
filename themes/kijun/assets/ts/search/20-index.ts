// Reads the index. The format is that of internal/search; nothing read here is believed before it was decoded in full.

interface Directory {
  format: number;
  folder: string;
  documents: number;
  postings: string[];
  records: number[];
  common: string[];
}

// A Trouble is a file of the index that can't be had (missing) or read (spoilt), or a browser that can't read it (old).
class Trouble extends Error {
  constructor(readonly kind: "missing" | "spoilt" | "old") {
    super(kind);
  }
}

type Loader = (name: string) => Promise<Uint8Array>;

async function inflate(data: Uint8Array): Promise<Uint8Array> {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data; // the server said that it is compressed, and the browser undid it
  if (typeof DecompressionStream === "undefined") throw new Trouble("old");
  try {
    const stream = new Blob([data as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Trouble("spoilt");
  }
}

function overHTTP(base: string): Loader {
  return async (name) => {
    let data: ArrayBuffer;
    try {
      const answer = await fetch(base + name + ".gz");
      if (!answer.ok) throw new Trouble("missing");
      data = await answer.arrayBuffer();
    } catch {
      throw new Trouble("missing");
    }
    return inflate(new Uint8Array(data));
  };
}

class Bytes {
  at = 0;
  constructor(readonly data: Uint8Array) {}
  get done(): boolean {
    return this.at >= this.data.length;
  }
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.data[this.at++];
      if (byte === undefined || factor > 2 ** 49) throw new Trouble("spoilt");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  take(length: number): Uint8Array {
    if (length > this.data.length - this.at) throw new Trouble("spoilt");
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}

// Documents with the best place in which they have a key: 0 the heading, 1 the text, 2 the standard's title.
type Found = Map<number, number>;

interface Entry {
  count: number;
  complete: boolean;
  lists: Uint8Array;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function text(data: Uint8Array): string {
  try {
    return utf8.decode(data);
  } catch {
    throw new Trouble("spoilt");
  }
}

function readEntries(data: Uint8Array): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let key = new Uint8Array(0);
  for (const bytes = new Bytes(data); !bytes.done; ) {
    const shared = key.subarray(0, bytes.number());
    const rest = bytes.take(bytes.number());
    const whole = new Uint8Array(shared.length + rest.length);
    whole.set(shared);
    whole.set(rest, shared.length);
    key = whole;
    const count = bytes.number();
    entries.set(text(key), { count: Math.floor(count / 2), complete: count % 2 === 1, lists: bytes.take(bytes.number()) });
  }
  return entries;
}

function readLists(entry: Entry, documents: number, into: Found): void {
  const bytes = new Bytes(entry.lists);
  for (let tier = 0; tier < 3; tier++) {
    const head = bytes.number();
    const count = Math.floor(head / 2);
    let next = 0;
    for (let n = 0; n < count; ) {
      next += bytes.number();
      const length = head % 2 === 1 ? bytes.number() : 1;
      if (length < 1 || next + length > documents) throw new Trouble("spoilt");
      for (const end = next + length; next < end; next++, n++) {
        const old = into.get(next);
        if (old === undefined || tier < old) into.set(next, tier);
      }
    }
  }
}

// inOrder compares as the index is sorted, by code points.
function inOrder(a: string, b: string): number {
  const as = Array.from(a, (c) => c.codePointAt(0)!);
  const bs = Array.from(b, (c) => c.codePointAt(0)!);
  for (let i = 0; i < as.length && i < bs.length; i++) {
    if (as[i] !== bs[i]) return as[i]! - bs[i]!;
  }
  return as.length - bs.length;
}

interface Shown {
  index: Index;
  kind: string;
  href: string;
  standard: string;
  version: string;
  chapter: string;
  label: string;
  title: string;
  class: string;
  sector: string;
  withheld: boolean;
  lang: string;
  plain: string;
  lines: string[];
}

class Index {
  private files = new Map<string, Promise<unknown>>();
  private opened: Promise<Directory> | undefined;
  private rank = new Map<string, number>();

  constructor(private load: Loader) {}

  // once keeps what was made of a file, and forgets a failure: the next try may do better.
  private once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.files.get(name) as Promise<T> | undefined;
    if (known) return known;
    const made = make();
    this.files.set(name, made);
    made.catch(() => this.files.delete(name));
    return made;
  }

  open(): Promise<Directory> {
    this.opened ??= this.directory();
    this.opened.catch(() => (this.opened = undefined));
    return this.opened;
  }

  private async directory(): Promise<Directory> {
    const data = text(await this.load("directory"));
    let d: Directory;
    try {
      d = JSON.parse(data) as Directory;
    } catch {
      throw new Trouble("spoilt");
    }
    if (d.format !== 1 || !Array.isArray(d.postings) || !Array.isArray(d.records) || !/^[0-9a-f]+$/.test(d.folder)) throw new Trouble("spoilt");
    d.common.forEach((keys, n) => keys.split(" ").forEach((key) => this.rank.set(key, n)));
    return d;
  }

  // values are what results can be limited to.
  async values(): Promise<FacetValues> {
    return JSON.parse(text(await this.load((await this.open()).folder + "/facets"))) as FacetValues;
  }

  // commonness of a key: -1 for most.
  commonness(key: string): number {
    return this.rank.get(key) ?? -1;
  }

  // run loads a piece with those in which its last entry goes on.
  private async run(d: Directory, prefix: string, first: number, starts: (i: number) => boolean): Promise<Uint8Array> {
    const names = [`${d.folder}/${prefix}${first}`];
    const count = prefix === "p" ? d.postings.length : d.records.length;
    for (let i = first + 1; i < count && !starts(i); i++) names.push(`${d.folder}/${prefix}${i}`);
    const pieces = await Promise.all(names.map((name) => this.load(name)));
    const out = new Uint8Array(pieces.reduce((sum, p) => sum + p.length, 0));
    let at = 0;
    for (const piece of pieces) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  private entries(d: Directory, first: number): Promise<Map<string, Entry>> {
    return this.once(`p${first}`, async () => {
      const entries = readEntries(await this.run(d, "p", first, (i) => d.postings[i] !== ""));
      if (entries.keys().next().value !== d.postings[first]) throw new Trouble("spoilt");
      return entries;
    });
  }

  // lookup finds the documents that have a key, or a longer one that begins with it.
  async lookup(key: string): Promise<Found> {
    const d = await this.open();
    const found: Found = new Map();
    const starts = d.postings.flatMap((first, i) => (first !== "" ? [i] : []));
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inOrder(d.postings[starts[middle]!]!, key) <= 0) low = middle + 1;
      else high = middle;
    }
    const from = Math.max(low - 1, 0);
    if (starts[from] === undefined) return found;
    const here = await this.entries(d, starts[from]!);
    const own = here.get(key);
    const facet = key.startsWith("#");
    if (own && (own.complete || facet)) {
      readLists(own, d.documents, found);
      return found;
    }
    if (facet) return found;
    const pieces = [here];
    for (let i = from + 1; i < starts.length && d.postings[starts[i]!]!.startsWith(key); i++) pieces.push(await this.entries(d, starts[i]!));
    for (const piece of pieces) {
      for (const [other, entry] of piece) if (other.startsWith(key)) readLists(entry, d.documents, found);
    }
    return found;
  }

  async record(doc: number): Promise<Shown> {
    const d = await this.open();
    let first = 0;
    let piece = 0;
    while (piece < d.records.length && first + d.records[piece]! <= doc) first += d.records[piece++]!;
    if (piece >= d.records.length) throw new Trouble("spoilt");
    const all = await this.once(`r${piece}`, async () => {
      const records = text(await this.run(d, "r", piece, (i) => d.records[i]! > 0)).split("\x1e").map((record) => record.split("\x1f"));
      if (records.pop()?.join("") !== "" || records.length !== d.records[piece] || records.some((fields) => fields.length !== 13)) throw new Trouble("spoilt");
      return records;
    });
    const fields = all[doc - first];
    const [kind, href, standard, version, chapter, label, title, cls, sector, withheld, lang, plain, body] = fields as string[];
    return {
      index: this, kind: kind!, href: href!, standard: standard!, version: version!, chapter: chapter!, label: label!, title: title!,
      class: cls!, sector: sector!, withheld: withheld === "1", lang: lang!, plain: plain!, lines: body === "" ? [] : body!.split("\n"),
    };
  }
}
