package withhold

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of this package. None can be turned off: each of them
// stands between a slip of the pen and a leak. All but markAlone are errors.
func Rules() []*diag.Rule {
	return []*diag.Rule{marker, unclosed, unopened, mismatch, nested, prefix, place, cell, empty, noEntry, noPart, duplicate, unit, markText, markAlone, noFile, noPaths, named, copied, sealedPart, sealedForm, sealedContent, NotSealed, PrivateKey, encoding, invisible, tooLong}
}

// NeedsKey reports whether a finding is of a part that only a key could open:
// it matters to those who want the edition that has it.
func NeedsKey(d *diag.Diagnostic) bool { return d.Rule == sealedPart }

// IsBareMark reports whether a finding is of a mark that may be a mistyped begin.
// In a release it is an error.
func IsBareMark(d *diag.Diagnostic) bool { return d.Rule == markAlone }

// FromRegister reports whether a fault of the register may be what is behind a
// finding, as an entry that can't be read leaves its part without one.
func FromRegister(d *diag.Diagnostic) bool {
	return d.Rule == noEntry || d.Rule == noPart || d.Rule == unit
}

// IsUnmatched reports whether a finding says that the register has a part that no
// text has, or the other way round.
func IsUnmatched(d *diag.Diagnostic) bool { return d.Rule == noEntry || d.Rule == noPart }

var (
	marker = &diag.Rule{
		Code:   "marker",
		Title:  "something that looks like a marker of withholding and is not exactly one",
		Why:    "A mistyped marker is text, and the part that it should withhold would be published. So `:::` at the start of a line and `{{withhold` anywhere are reserved, and what comes within two letters of a keyword is taken for a slip, in code blocks too.",
		Before: ":::withold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	unclosed = &diag.Rule{
		Code:   "marker-unclosed",
		Title:  "a withheld part that begins and does not end",
		Why:    "Where a part ends can't be guessed: too early and it leaks, too late and public text is lost. A region ends with its own id on a line of its own, a span on the line where it begins.",
		Before: ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	unopened = &diag.Rule{
		Code:   "marker-unopened",
		Title:  "a withheld part that ends and has not begun",
		Why:    "An end without a begin most often means that the begin was mistyped or lost, so the text before it may be meant to be withheld.",
		Before: "接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	mismatch = &diag.Rule{
		Code:   "marker-mismatch",
		Title:  "a withheld part that ends with another id than it began with",
		Why:    "The id at the end guards against a lost marker: without it, one missing line would join two parts and cut the public text between them, or publish a part.",
		Before: ":::withhold W-001\n…\n:::end-withhold W-002\n",
		After:  ":::withhold W-001\n…\n:::end-withhold W-001\n",
	}
	nested = &diag.Rule{
		Code:   "marker-nested",
		Title:  "a withheld part within another",
		Why:    "Parts that nest or overlap would have two reasons and two readers, and the notice of the inner one would tell of the outer one's text.",
		Before: ":::withhold W-001\n機器は{{withhold:W-002}}見本社製{{/withhold:W-002}}とする。\n:::end-withhold W-001\n",
		After:  ":::withhold W-001\n機器は見本社製とする。\n:::end-withhold W-001\n",
	}
	prefix = &diag.Rule{
		Code:   "marker-prefix",
		Title:  "a line of a withheld part that starts otherwise than its marker",
		Why:    "A region in a list or a quotation keeps the list's spaces and the quotation's `>` on every line. Where they change, the region crosses the border of the list or quotation, and Markdown and kijun would see two different ends.",
		Before: "> :::withhold W-001\n> 接続元\nは限る。\n> :::end-withhold W-001\n",
		After:  "> :::withhold W-001\n> 接続元\n> は限る。\n> :::end-withhold W-001\n",
	}
	place = &diag.Rule{
		Code:   "marker-place",
		Title:  "a marker of withholding where none may stand",
		Why:    "Front matter, settings and registers are data that other parts read by key. A field is withheld by an entry with `field:`, its value kept in index.confidential.yaml, which goes into no public cut.",
		Before: "---\ncontact: {{withhold:W-001}}00-0000-0000{{/withhold:W-001}}\n---\n",
		After:  "# withheld.yaml\nW-001:\n  unit: field\n  field: contact\n",
	}
	cell = &diag.Rule{
		Code:   "marker-cell",
		Title:  "a withheld span that reaches over the border of a table cell",
		Why:    "With a bar inside, the two editions would have tables with different columns, and what stands in the cells behind would move.",
		Before: "| 機器 | {{withhold:W-001}}A | B{{/withhold:W-001}} |\n",
		After:  "| 機器 | {{withhold:W-001}}A{{/withhold:W-001}} | {{withhold:W-002}}B{{/withhold:W-002}} |\n",
	}
	empty = &diag.Rule{
		Code:   "marker-empty",
		Title:  "a withheld part with nothing in it",
		Why:    "A notice tells the reader that something is kept back. Where nothing is, the register is wrong; most often the text was left outside the markers.",
		Before: ":::withhold W-001\n:::end-withhold W-001\n接続元は 192.0.2.0/24 に限る。\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	noEntry = &diag.Rule{
		Code:   "withholding-unregistered",
		Title:  "a withheld part that the register does not have",
		Why:    "The guideline asks a body that keeps something back to say so and why. The register is where it does.",
		Before: ":::withhold W-009\n…\n:::end-withhold W-009\n",
		After:  "# withheld.yaml\nW-009:\n  items: [6.1.5(2)]\n  clause: remote-maintenance\n  unit: paragraph\n  title: {ja: 遠隔保守の接続元}\n  reason: threat\n  harm: {ja: 接続元が知られると、なりすましに使われるおそれがある。}\n  audience: confidential\n  decided: {by: セキュリティ委員会, on: 2026-04-01}\n  approved: {by: 理事会, on: 2026-04-10}\n",
	}
	noPart = &diag.Rule{
		Code:   "withholding-without-part",
		Title:  "a register entry with no withheld part",
		Why:    "An entry whose part is not marked may mean that its markers were lost, and then the text is public. So entries and parts match one to one, in each language.",
		Before: "# withheld.yaml has W-001, the English chapter does not mark it\n",
		After:  ":::withhold W-001\nOnly 192.0.2.0/24 may connect.\n:::end-withhold W-001\n",
	}
	duplicate = &diag.Rule{
		Code:   "withholding-duplicate",
		Title:  "one register entry for two withheld parts",
		Why:    "Every part has its own item, reason and harm. Two parts under one id can't be told apart by a reader, and one of them could vanish unseen.",
		Before: "{{withhold:W-001}}A{{/withhold:W-001}} … {{withhold:W-001}}B{{/withhold:W-001}}\n",
		After:  "{{withhold:W-001}}A{{/withhold:W-001}} … {{withhold:W-002}}B{{/withhold:W-002}}\n",
	}
	unit = &diag.Rule{
		Code:   "withholding-unit",
		Title:  "a unit that does not fit what is withheld",
		Why:    "The unit tells a reader how much is missing without telling its length. It has to be true.",
		Before: "W-001: {unit: paragraph, …}   # marked as {{withhold:W-001}}…{{/withhold:W-001}}\n",
		After:  "W-001: {unit: span, …}\n",
	}
	markText = &diag.Rule{
		Code:   "mark-before-text",
		Title:  "a mark with text right behind it",
		Why:    "`:::withheld` is what a cut leaves: it withholds nothing. Two letters away stands `:::withhold`; with its end marker lost as well, the part behind it would be published.",
		Before: ":::withheld W-001\n接続元は 192.0.2.0/24 に限る。\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	markAlone = &diag.Rule{
		Code:     "mark-without-cut",
		Severity: diag.Warning,
		Title:    "a mark whose entry does not say that it was cut",
		Why:      "A mark stands where a part was taken out before the sources came here, and its entry says so with `cut: true`. Without it, the mark may be a mistyped begin.",
		Before:   "W-001: {unit: paragraph, …}   # the text has `:::withheld W-001`\n",
		After:    "W-001: {unit: paragraph, cut: true, …}\n",
	}
	noFile = &diag.Rule{
		Code:   "withheld-file-missing",
		Title:  "a withheld file that is not there",
		Why:    "If the path is mistyped, the real file is not withheld. The message names the entry and not the path, which may tell too much.",
		Before: "W-007: {unit: chapter, paths: [annexb.md], …}\n",
		After:  "W-007: {unit: chapter, paths: [annex-b.md], …}\n",
	}
	noPaths = &diag.Rule{
		Code:   "withheld-file-unregistered",
		Title:  "a file that withheld text alone refers to, and that no entry withholds",
		Why:    "A drawing in a withheld figure is as withheld as the words around it. It is not published; but without an entry of its own `kijun seal` would leave it in the clear, and a release would not commit to it. So in a release and in `kijun check --sealed` this is an error.",
		Before: ":::withhold W-007\n![図1](figures/circuit.svg)\n:::end-withhold W-007\n",
		After:  "# withheld.yaml, beside W-007\nW-008:\n  unit: attachment\n  paths: [figures/circuit.svg]\n  …\n",
	}
	copied = &diag.Rule{
		Code:   "withheld-file-copied",
		Title:  "a copy of a withheld file that is not withheld",
		Why:    "An entry withholds a file by its name. A copy under another name, or in static/, would be published.",
		Before: "W-008: {paths: [figures/plan.svg], …}   (and figures/plan-2.svg with the same content)\n",
		After:  "W-008: {paths: [figures/plan.svg], …}\n",
	}
	named = &diag.Rule{
		Code:   "withheld-file-named",
		Title:  "a visible text that names a withheld file",
		Why:    "File names tell: a link to figures/pump-7-wiring.svg says what is kept back, and leads nowhere in the public edition.",
		Before: "配線は[図](figures/wiring.svg)による。\n",
		After:  ":::withhold W-008\n配線は[図](figures/wiring.svg)による。\n:::end-withhold W-008\n",
	}
	sealedPart = &diag.Rule{
		Code:   "sealed-part",
		Title:  "a sealed part that can't be opened",
		Why:    "The confidential edition holds every part in the clear, so it wants a key for each sealed one: `--identity FILE`, or the environment variable KIJUN_IDENTITY. A part that was changed, or put into the place of another, opens with no key. The public edition needs none: `kijun build --edition public`.",
		Before: ":::sealed W-001\n-----BEGIN AGE ENCRYPTED FILE-----\n…\n:::end-sealed W-001\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	sealedForm = &diag.Rule{
		Code:   "sealed-form",
		Title:  "a sealed part that is no encrypted file, or an encrypted file that is no sealed part",
		Why:    "Between the markers of a sealed part stands what `kijun seal` wrote, to the byte. Anything else there may be text that was believed to be encrypted, or half of a part that a merge broke. Encrypted text without markers would be published as it is.",
		Before: ":::sealed W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-sealed W-001\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	sealedContent = &diag.Rule{
		Code:   "sealed-content",
		Title:  "a sealed part whose text can't stand where it is",
		Why:    "What was sealed is looked at when it is opened, as if it had been written there: with markers in it, or lines that do not fit, parts could end elsewhere than their markers say. `kijun seal` seals no such text, so it was made by something else, or the part was moved.",
		Before: ":::sealed W-001\n(opened, it has `:::end-withhold W-001` in it)\n:::end-sealed W-001\n",
		After:  ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
	}
	// NotSealed is for `kijun check --sealed`.
	NotSealed = &diag.Rule{
		Code:   "part-not-sealed",
		Title:  "a withheld part in the clear, where all are to be sealed",
		Why:    "A project that names recipients under `seal` in kijun.yaml keeps what it withholds encrypted. What is committed in the clear once stays in the history of git, whatever is done later. `kijun check --sealed` looks for it before a commit, and for private keys, which open all of it.",
		Before: ":::withhold W-001\n接続元は 192.0.2.0/24 に限る。\n:::end-withhold W-001\n",
		After:  ":::sealed W-001\n-----BEGIN AGE ENCRYPTED FILE-----\n…\n-----END AGE ENCRYPTED FILE-----\n:::end-sealed W-001\n",
	}
	encoding = &diag.Rule{
		Code:   "encoding",
		Title:  "bytes that a source may not have",
		Why:    "Sources are UTF-8 with line feeds, without byte order mark and control characters. Bytes that one program drops and another keeps are how a marker gets lost between an editor, git and kijun.",
		Before: "a file saved as Shift_JIS, or with CRLF line ends\n",
		After:  "the file saved as UTF-8 with LF; `kijun init` writes an .editorconfig that makes editors do so\n",
	}
	invisible = &diag.Rule{
		Code:   "invisible-character",
		Title:  "a character that can't be seen or turns the direction of the text",
		Why:    "Such characters make a source look other than it is: a marker may seem to stand where it does not.",
		Before: "a right-to-left override in a line\n",
		After:  "the line without it\n",
	}
	tooLong = &diag.Rule{
		Code:   "too-long",
		Title:  "a line over 64 KiB or a file over 32 MiB",
		Why:    "No author writes such a line: it is most often a file of another kind, and it can't be reviewed.",
		Before: "a Markdown file with an image pasted in as base64\n",
		After:  "the image as a file in figures/\n",
	}
)
