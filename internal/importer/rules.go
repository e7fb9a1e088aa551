package importer

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of an import. All but the first are warnings: the
// sources were made, and each says what in them is not as it was.
func Rules() []*diag.Rule {
	return []*diag.Rule{notUTF8, control, frontMatter, noDate, missing, noHeading, empty, nested, level, attr, lostAnchor, collision,
		deadLink, target, picture, noNote, noName, unused, repeated, comment, tag, notHTML, reserved}
}

func warning(code, title, why, before, after string) *diag.Rule {
	return &diag.Rule{Code: "import-" + code, Severity: diag.Warning, Title: title, Why: why, Before: before, After: after}
}

var (
	notUTF8 = &diag.Rule{
		Code:   "import-not-utf8",
		Title:  "a text to import that is not UTF-8",
		Why:    "Guessing an encoding turns words into other words where the guess is wrong. Nothing is imported; converting the file first is one command.",
		Before: "a file in Shift_JIS (CP932)",
		After:  "iconv -f CP932 -t UTF-8 standard.md > standard.utf8.md",
	}
	control = warning("control", "a character that can't be seen was removed",
		"Control characters, and those that change the direction of text, make a page look other than what its bytes say. A kijun source may have none.",
		"the text up to U+202E here", "the text up to here")
	frontMatter = warning("front-matter", "front matter that has no place in kijun",
		"A version's front matter has a fixed set of keys. What says something else is kept as text in the preface, so that its author can decide where it belongs.",
		"---\ntitle: Sample standard\nkeywords: [tls]\n---\n", "---\ntitle: Sample standard\n---\n\n…\n\n```yaml\nkeywords: [tls]\n```\n")
	noDate = warning("no-date", "a text without a date of issue",
		"A published version says when it was issued: comparisons and the timeline rest on it. Without a date the version is imported as a draft, which only the confidential edition shows.",
		"kijun import standard.md --standard sample --version 1.0", "kijun import standard.md --standard sample --version 1.0 --issued 2026-04-01")
	missing = warning("missing-field", "a text that does not say what its front matter needs",
		"Readers have to know what a standard is called and who issued it. The text does not tell, so it has to be told when importing, or be written into index.md.",
		"a text without front matter and without a first heading", "kijun import standard.md --title '…' --publisher '…'")
	noHeading = warning("no-heading", "a text without headings",
		"A clause is a heading with its text. Without headings there is nothing to refer to, to tag or to compare.",
		"The operator keeps a register.", "## 1 Register {#register}\n\nThe operator keeps a register.")
	empty = warning("empty-heading", "a heading without text was dropped",
		"Nothing could name such a clause in the contents or in a link. The text below it belongs to the clause before.",
		"## 1 Scope\n\n##\n\nText.", "## 1 Scope {#s1}\n\nText.")
	nested = warning("nested-heading", "a heading in a list or quotation became a paragraph in bold",
		"A clause reaches to the next heading; one within a list or a quotation would end somewhere else than it looks. Links to it lead to the clause it stands in.",
		"> ## Note\n> Text.", "> **Note**\n> Text.")
	level = warning("heading-level", "a heading at another level than the one it was written at",
		"Contents, screen readers and comparisons need each level to stand under the one above it. A heading that skips a level is put one below the heading it stands under; its words stay.",
		"## 1 Scope\n\n#### 1.1.1 Devices", "## 1 Scope {#s1}\n\n### 1.1.1 Devices {#s1-1-1}")
	attr = warning("heading-attribute", "an attribute of a heading was removed",
		"A heading has an id and nothing else; classes and keys of other programs say nothing here.",
		"## Foreword {#foreword .unnumbered}", "## Foreword {#foreword}")
	lostAnchor = warning("anchor", "an anchor that did not become an id",
		"An id is in lower-case letters, digits and hyphens, belongs to a heading, and a heading has one. Links of the text to such an anchor were rewritten; links from other places will miss it.",
		"## Terms {#Terms_1}", "## Terms {#terms}")
	collision = warning("id-collision", "two headings that would have the same id",
		"An id belongs to one clause for as long as the standard lasts. The second heading got the id with a number behind it; a better one is its author's to choose, before anything refers to it.",
		"## 1 Scope\n…\n## 1 Terms", "## 1 Scope {#s1}\n…\n## 1 Terms {#s1-2}")
	deadLink = warning("dead-link", "a link within the text that leads nowhere",
		"The heading it names was renumbered, renamed or removed. The words of the link stay as plain text; the finding has its target.",
		"see [Section 5](#5-rules)", "see Section 5")
	target = warning("link-target", "a link to something that was not given",
		"A standard's links lead to its own clauses, to other standards of the project or to public addresses. Links to other files would be broken on the site. Words and target stay as text.",
		"see [the guide](guide.md)", "see the guide (`guide.md`)")
	picture = warning("picture", "a picture that was not given",
		"Pages load nothing from elsewhere, and pictures stand in the version's folder. The picture's words stand for it; a public address becomes a link.",
		"![Zones](images/zones.png)", "Zones (`images/zones.png`)")
	noNote = warning("undefined-footnote", "a mark of a footnote that has no text",
		"The footnote was lost before the import. Its mark stays as plain text, so that readers see that something is missing.",
		"as agreed[^3].", "as agreed\\[^3].")
	noName = warning("undefined-link", "a link by a name that the text does not have",
		"Where the target was to be defined, nothing is. The brackets stay as plain text, as they were shown before.",
		"see [the guide][guide].", "see \\[the guide][guide].")
	unused = warning("unused-definition", "a footnote or link definition that nothing uses",
		"No page would show it. The text of a footnote becomes an item of a list where it stood; a link definition is dropped, and the finding has it in full.",
		"[^old]: Replaced in 2020.", "-   \\[^old]: Replaced in 2020.")
	repeated = warning("repeated-definition", "a definition that stands twice with the same text",
		"Only the first counts. The second was dropped; it says the same.",
		"[^a]: Text.\n\n[^a]: Text.", "[^a]: Text.")
	comment = warning("comment", "a comment was dropped",
		"A comment is no part of what a standard says, and what is hidden in a source may be published by mistake. The finding has it in full.",
		"The CA SHALL log. <!-- check -->", "The CA SHALL log.")
	tag = warning("html", "HTML that a source may not have",
		"Sources have br, sup, sub, ruby, rt, rp, kbd and abbr; other HTML could carry scripts, styles or links past every check. The tag goes, the text in it stays.",
		"<div class=\"note\">Text.</div>", "Text.")
	notHTML = warning("not-html", "something in angle brackets that would have been invisible",
		"A browser takes `<name>` for a tag it does not know and shows nothing. It was escaped, so that readers see it.",
		"SYNTAX: <rfc3966 Global Number>", "SYNTAX: \\<rfc3966 Global Number>")
	reserved = warning("reserved", "code that looks like a marker of withholding",
		"`:::` at the start of a line and `{{withhold` anywhere are reserved, in code too, so that a mistyped marker is never published as text. In code the sign that keeps them apart can be seen.",
		"    :::note", "    \\:::note")
)
