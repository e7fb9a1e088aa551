// The one form in which texts and queries are compared. This is the twin of Normalise in internal/search: both do the
// same to every text, which vectors and a test of every code point hold.

// A Normal text knows where each of its code units comes from: from[i] to to[i] in the text as written.
interface Normal {
  text: string;
  from: number[];
  to: number[];
}

const shapeless = /[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const dashes = /[\u2010-\u2015\u2043\u2212\u2500]/g;
const waves = /[\u301c\u3030\u223c]/g;
const spaces = /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const katakana = /[\u30a1-\u30fa\u30fc\u31f0-\u31ff]/;

// Letters that never join the one before: what stands between two of them can be normalised by itself.
const parts = (() => {
  const safe = "\\u0020-\\u007e\\u00c0-\\u024f\\u0391-\\u03ce\\u0410-\\u044f\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30fe\\u4e00-\\u9fff\\uff01-\\uff5e\\uff65-\\uff9d\\u{20000}-\\u{323af}";
  return new RegExp(`[${safe}][^${safe}]*|[^${safe}]+`, "gu");
})();

// Letters that a browser may know and the program does not, because they are younger than its Unicode tables: left alone.
const young = /([\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2\ua7d4\ua7da-\ua7dc\ua7f1\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}\u{1ccd6}-\u{1ccf9}]+)/u;

function lower(letter: string): string {
  return letter === "İ" ? "i" : letter.toLowerCase();
}

function normalPart(part: string): string {
  return young.test(part) ? part.split(young).map((p, i) => (i % 2 === 1 ? p : usual(p))).join("") : usual(part);
}

function usual(part: string): string {
  const seen = part.replace(shapeless, "").normalize("NFKC");
  let small = "";
  for (const letter of seen) small += lower(letter);
  return small.normalize("NFKC").replace(dashes, "-").replace(waves, "~");
}

function normalise(written: string): Normal {
  const out: Normal = { text: "", from: [], to: [] };
  let last = "";
  let space = -1; // where white space began that has not been written yet
  for (const match of written.matchAll(parts)) {
    const begin = match.index;
    const end = begin + match[0].length;
    for (const unit of normalPart(match[0]).split("")) {
      if (spaces.test(unit)) {
        if (space < 0) space = begin;
        continue;
      }
      const letter = (unit === "-" || unit === "~") && space < 0 && katakana.test(last) ? "ー" : unit;
      if (space >= 0 && last !== "") {
        out.text += " ";
        out.from.push(space);
        out.to.push(begin > space ? begin : end);
      }
      space = -1;
      out.text += letter;
      out.from.push(begin);
      out.to.push(end);
      last = letter;
    }
  }
  return out;
}

// Kinds of letters, in the ranges that the index was made with.
const enum Kind {
  gap,
  narrow,
  wide,
}

function kindOf(letter: string | undefined): Kind {
  if (letter === undefined) return Kind.gap;
  const c = letter.codePointAt(0)!;
  if ((c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a)) return Kind.narrow;
  if (
    c < 0xc0 || c === 0xd7 || c === 0xf7 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x2e00 && c <= 0x2e7f) ||
    (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c === 0x3030 || c === 0x303d || c === 0x30fb
  ) {
    return Kind.gap;
  }
  if (c < 0x250 || (c >= 0x370 && c <= 0x52f) || (c >= 0x1e00 && c <= 0x1fff) || "〇一二三四五六七八九十百千".includes(letter)) return Kind.narrow;
  return Kind.wide;
}

// keysOf are the keys that every text which contains this one has.
function keysOf(text: string): string[] {
  const letters = Array.from(text);
  const keys = new Set<string>();
  letters.forEach((letter, i) => {
    const kinds = [kindOf(letter), kindOf(letters[i + 1]), kindOf(letters[i + 2])];
    if (kinds[0] === Kind.gap) return;
    const alone = kindOf(letters[i - 1]) === Kind.gap;
    if (kinds[1] === Kind.gap) {
      if (alone) keys.add(letter); // else the key before has it
    } else if (kinds[0] === Kind.narrow && kinds[1] === Kind.narrow) {
      if (kinds[2] === Kind.narrow) keys.add(letters.slice(i, i + 3).join(""));
      else if (kindOf(letters[i - 1]) !== Kind.narrow) keys.add(letter + letters[i + 1]);
    } else {
      keys.add(letter + letters[i + 1]);
    }
  });
  return [...keys];
}
