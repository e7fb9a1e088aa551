// Where nothing is found, the pieces of the query that are found are offered. The search stays literal: each is a query
// of its own, which the reader chooses.

const mostPieces = 4;

// piecesOf parts words where their script changes, and long runs of kanji by twos: 個人情報 is 個人 and 情報. Hiragana
// between them is mostly grammar, and left out.
function piecesOf(text: string): string[] {
  const out = new Set<string>();
  for (const run of text.normalize("NFKC").match(/\p{Nd}+\p{Script=Han}?|[\p{Script=Han}々]+|[\p{Script=Katakana}ー]+|[\p{Script=Latin}\p{Nd}]+/gu) ?? []) {
    const letters = Array.from(run);
    if (letters.length < 4 || !/^\p{Script=Han}/u.test(run)) {
      out.add(run);
      continue;
    }
    for (let at = 0; at < letters.length; at += 2) {
      const end = letters.length - at === 3 ? letters.length : at + 2;
      out.add(letters.slice(at, end).join(""));
      if (end === letters.length) break;
    }
  }
  return [...out].slice(0, mostPieces);
}

// piecesFound are the queries of the pieces that have results: all of them together first.
async function piecesFound(indexes: Index[], text: string, limits: string[]): Promise<string[]> {
  const pieces = piecesOf(text);
  const found: string[] = [];
  for (const query of pieces.length > 1 ? [pieces.join(" "), ...pieces] : pieces) {
    if (query === text.trim()) continue;
    const results = await search(indexes, parse(query), limits);
    await results.look(1);
    if (results.found.length > 0) found.push(query);
  }
  return found;
}
