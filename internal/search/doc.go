// Package search makes the index that a site's search page fetches from.
//
// In: documents, each a clause (or an item of the guideline, or an entry of the
// register) as one edition shows it. Out: small files. It sees neither the
// sources nor the other edition, and decides nothing about what may be found.
//
// # What is found
//
// A document is found by a term when the normalised term is a part of one of its
// normalised fields: the heading, the body line by line, or the title of its
// standard. So the truth is a literal one, and the index only says where to look:
// it names candidates, never too few, and the reader's browser looks into the
// text of each candidate before it shows it. There are no words: Japanese has no
// spaces, and two programs that split it would not agree.
//
// # Normalisation
//
// Normalise and its twin assets/ts/search/00-normal.ts do the same; testdata holds
// both to the same vectors, and a test in a browser to every code point. In this
// order:
//
//  1. What has no shape is dropped: variation selectors (U+180B–F, U+FE00–F,
//     U+E0100–1EF), soft hyphen, joiners, zero-width spaces, directional marks.
//  2. NFKC. It makes half-width kana and full-width letters the usual ones.
//  3. Lower case, each code point for itself.
//  4. Hyphens and dashes (U+2010–2015, U+2043, U+2212, U+2500) become "-",
//     waves (U+301C, U+3030, U+223C) become "~".
//  5. Behind katakana, "-" and "~" become the prolonged sound mark "ー".
//  6. White space and control characters become one space; none stays at an end.
//
// Numbers are not normalised: 百 is a part of 百二十九, but 100 is none of 129.
// Instead a term that has a number is looked for in each way of writing it, see
// Variants.
//
// # Keys
//
// Letters are wide (kana, Han and all others) or narrow (a to z, digits, other
// Latin, Greek, Cyrillic). Punctuation and spaces are gaps and stand in no key.
// At each letter of a text begins one key: three letters where all are narrow,
// else two, and one letter alone before a gap or an end. So pairs are enough for
// Japanese, and a pair of Latin letters, which half of all clauses have, is no key
// by itself. A shorter key is the range of those that begin with it; where that
// range is large, a complete list for the short key stands before it.
//
// # Files
//
//	directory.gz         JSON, see Directory: which file has which keys, documents
//	<hash>/p0.gz …       postings: documents by key
//	<hash>/r0.gz …       records: what is shown of documents, and looked into
//
// The folder's name is a hash of all that is in it, so everything but the
// directory may be cached for ever. A hash in each file's name would do that too,
// but the directory would have to hold them all: 25 kB for 50,000 clauses, on
// each first query. Postings and records are two streams, cut into pieces of
// at most 8 kB and 4 kB, gzip each; an entry longer than a piece goes on in the
// next. The checksum within gzip tells a spoilt file.
//
// Postings hold, per key in the order of code points: how much of the key before is shared, the
// rest, the number of documents, whether the list is complete, its length, and
// three lists: documents that have the key in the heading, else in the body, else
// only in the standard's title. Results come in this order. Facets are keys that
// begin with "#": "#class:mandatory", "#item:nisc-4/6.1.2(2)", "#withheld".
package search
