package parse

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of this package.
func Rules() []*diag.Rule {
	return []*diag.Rule{
		NoIndex, noFrontMatter, yamlSyntax, wrongType, wrongValue, wrongDate, unknownKey, missingKey, wrongID, folderMismatch,
		headingWithoutID, nestedHeading, duplicateHeading, skippedLevel, unknownClause, textOutside, textAfterSection, emptyTitle,
		rawHTML, htmlComment, headingAttribute, footnoteUndefined, footnoteUnused, definitionUndefined, definitionUnused, definitionTwice,
		markHidden, spanCrosses, unitContent, fieldVisible, fieldMissing, badRecipient, pageWithoutOriginal,
	}
}

// NoIndex is reported for a version's folder without index.md.
var NoIndex = &diag.Rule{
	Code:   "index-missing",
	Title:  "a version without index.md",
	Why:    "Its front matter says what the standard is, who issued it and when, and what it decides on the guideline's items. Without it nothing can be shown.",
	Before: "content/water-guideline/4.2/01-scope.md\n",
	After:  "content/water-guideline/4.2/index.md and 01-scope.md\n",
}

var (
	pageWithoutOriginal = &diag.Rule{
		Code:   "page-original-missing",
		Title:  "a page's translation without the page",
		Why:    "A page stands in the site's first language, in a file without a language in its name; its date and its place among the pages stand there too. A translation alone may be a leftover, or be named wrongly.",
		Before: "pages/about.en.md alone\n",
		After:  "pages/about.md and pages/about.en.md\n",
	}
	badRecipient = &diag.Rule{
		Code:   "recipient",
		Title:  "a recipient that nothing can be sealed to",
		Why:    "Under `seal` stand the public keys of all who can open what is sealed, keys of age of one sort. With one that can't be read, somebody would be left out unnoticed; with keys of both sorts, what is sealed would be as safe as the weaker one.",
		Before: "seal: {recipients: [ssh-ed25519 AAAAC3Nz…]}\n",
		After:  "seal: {recipients: [age1pq1…]}   # `kijun key seal FILE` makes one\n",
	}
	noFrontMatter = &diag.Rule{
		Code:   "front-matter-missing",
		Title:  "a file without front matter",
		Why:    "index.md says what the standard is, a chapter at least its title. Both stand between two lines `---` at the very start of the file.",
		Before: "## 1.1 目的 {#purpose}\n",
		After:  "---\ntitle: 総則\n---\n\n## 1.1 目的 {#purpose}\n",
	}
	yamlSyntax = &diag.Rule{
		Code:   "yaml",
		Title:  "YAML that can't be read",
		Why:    "What can't be read can't be checked. Anchors, aliases, tags and keys given twice are left out on purpose: two programs could read them in two ways.",
		Before: "title: 見本: 第2部\n",
		After:  "title: \"見本: 第2部\"\n",
	}
	wrongType = &diag.Rule{
		Code:   "wrong-type",
		Title:  "a value of another kind than its key wants",
		Why:    "A list where one value is expected, or the other way round, most often is a slip of indentation, and part of what was meant would be lost.",
		Before: "clauses:\n  - scope\n",
		After:  "clauses:\n  scope: {items: [\"2\"]}\n",
	}
	wrongValue = &diag.Rule{
		Code:   "wrong-value",
		Title:  "a value that is not one of the words of its key",
		Why:    "Pages, filters and exports work with a few fixed words.",
		Before: "class: guideline\n",
		After:  "class: industry\n",
	}
	wrongDate = &diag.Rule{
		Code:   "wrong-date",
		Title:  "a date that is not a day of the calendar",
		Why:    "Dates decide which version is in force and which review is overdue. They are written as ISO 8601 has them.",
		Before: "issued: 2026-02-30\n",
		After:  "issued: 2026-02-28\n",
	}
	unknownKey = &diag.Rule{
		Code:   "unknown-key",
		Title:  "a key that is not known here",
		Why:    "A misspelt key is silently without effect: a `reviewby` reminds nobody. And an unknown key could carry something into the public edition that nobody thought of.",
		Before: "reviewby: 2027-03-31\n",
		After:  "review-by: 2027-03-31\n",
	}
	missingKey = &diag.Rule{
		Code:   "missing-key",
		Title:  "a required key without a value",
		Why:    "A reader must be told what a standard is, who issued it and when; and of a withholding why, with what harm, and who decided and approved it. Naming a reason code alone does not justify a withholding.",
		Before: "W-001: {reason: threat}\n",
		After:  "W-001:\n  reason: threat\n  harm: {ja: 接続元が知られると、なりすましに使われるおそれがある。}\n",
	}
	wrongID = &diag.Rule{
		Code:   "wrong-id",
		Title:  "an id of the wrong form",
		Why:    "Ids become addresses of pages and anchors, and last as long as the standard. Clauses, chapters and standards are named with small letters, digits and hyphens; withholdings are W- and at least three digits; `w-001` and `all` are taken.",
		Before: "## 5.2 遠隔保守 {#遠隔保守}\n",
		After:  "## 5.2 遠隔保守 {#remote-maintenance}\n",
	}
	folderMismatch = &diag.Rule{
		Code:   "version-folder",
		Title:  "a version that is not in the folder of its name",
		Why:    "The folder's name is the version's address. If the two differ, links and comparisons name a version that isn't there.",
		Before: "content/water-guideline/4.2/index.md with `version: 4.1`\n",
		After:  "content/water-guideline/4.2/index.md with `version: 4.2`\n",
	}
	headingWithoutID = &diag.Rule{
		Code:   "heading-without-id",
		Title:  "a heading without an id",
		Why:    "A clause is known by the id its author gives it. Numbers are reused and titles change from version to version; an id derived from them would point to another clause next year.",
		Before: "## 5.2 遠隔保守\n",
		After:  "## 5.2 遠隔保守 {#remote-maintenance}\n",
	}
	nestedHeading = &diag.Rule{
		Code:   "nested-heading",
		Title:  "a heading within a list, a quotation or a footnote",
		Why:    "It begins no clause: it can't be cited, is not in the contents, and the text below it belongs to another clause than it seems.",
		Before: "> ## 5.2 遠隔保守 {#remote-maintenance}\n",
		After:  "## 5.2 遠隔保守 {#remote-maintenance}\n",
	}
	duplicateHeading = &diag.Rule{
		Code:   "duplicate-id",
		Title:  "two headings with the same id in one chapter",
		Why:    "Links, tags and comparisons could mean either.",
		Before: "## 1 目的 {#purpose}\n## 2 範囲 {#purpose}\n",
		After:  "## 1 目的 {#purpose}\n## 2 範囲 {#scope}\n",
	}
	skippedLevel = &diag.Rule{
		Code:   "skipped-level",
		Title:  "a heading that skips a level",
		Why:    "The contents, the reader's screen reader and the comparison all take a heading's level for its place in the order of the text.",
		Before: "## 5 構築 {#build}\n#### 5.1.1 遠隔保守 {#remote-maintenance}\n",
		After:  "## 5 構築 {#build}\n### 5.1 遠隔保守 {#remote-maintenance}\n",
	}
	unknownClause = &diag.Rule{
		Code:   "unknown-clause",
		Title:  "metadata of a clause that the chapter does not have",
		Why:    "The tags under a mistyped id belong to nothing, and the item they were meant to answer looks unanswered. Of a withheld section nothing may stand in the chapter's front matter: its register entry says what the public may know.",
		Before: "clauses:\n  remote-maintainance: {items: [6.1.5(2)]}\n",
		After:  "clauses:\n  remote-maintenance: {items: [6.1.5(2)]}\n",
	}
	textOutside = &diag.Rule{
		Code:   "text-outside-clause",
		Title:  "text before the first heading of a chapter",
		Why:    "It belongs to no clause, so it can't be cited, tagged or compared. An introduction to the whole standard goes into index.md.",
		Before: "---\ntitle: 総則\n---\n\nこの章は…\n\n## 1.1 目的 {#purpose}\n",
		After:  "---\ntitle: 総則\n---\n\n## 1.1 目的 {#purpose}\n\nこの章は…\n",
	}
	textAfterSection = &diag.Rule{
		Code:   "text-after-withheld-section",
		Title:  "visible text behind a withheld section and before the next heading",
		Why:    "In the confidential edition it would belong to the withheld section, in the public one to the clause before: the two editions would be two different texts.",
		Before: ":::withheld W-005\n\n事業者は、…\n\n## 5.4 試験 {#test}\n",
		After:  ":::withheld W-005\n\n## 5.4 試験 {#test}\n\n事業者は、…\n",
	}
	emptyTitle = &diag.Rule{
		Code:   "empty-heading",
		Title:  "a heading with no text",
		Why:    "It can't be found in the contents nor read out.",
		Before: "## {#scope}\n",
		After:  "## 1.2 対象範囲 {#scope}\n",
	}
	rawHTML = &diag.Rule{
		Code:   "raw-html",
		Title:  "HTML that a text may not have",
		Why:    "HTML can hide text from readers and not from a search, load things from elsewhere and break the page. Only br, sup, sub, ruby, rt, rp, kbd and abbr (with title) are let through, for what Markdown can't say.",
		Before: "<div style=\"display:none\">…</div>\n",
		After:  "ordinary Markdown; to show the signs themselves, put them between backquotes: `<div>`\n",
	}
	htmlComment = &diag.Rule{
		Code:   "html-comment",
		Title:  "an HTML comment",
		Why:    "Comments are where authors leave what is not meant for readers, and they have reached public feeds and search indexes more than once.",
		Before: "<!-- 社外秘：要確認 -->\n",
		After:  "the remark in a ticket, or in the message of the commit\n",
	}
	headingAttribute = &diag.Rule{
		Code:   "heading-attribute",
		Title:  "an attribute other than an id",
		Why:    "Braces behind a heading carry its id and nothing else.",
		Before: "## 5.2 遠隔保守 {#remote-maintenance .important}\n",
		After:  "## 5.2 遠隔保守 {#remote-maintenance}\n",
	}
	footnoteUndefined = &diag.Rule{
		Code:   "footnote-undefined",
		Title:  "a footnote mark without a footnote",
		Why:    "It would be printed as it stands. A footnote stands in the same file; one that only a withheld part defines is not there in the public edition.",
		Before: "保守回線[^line]は…\n",
		After:  "保守回線[^line]は…\n\n[^line]: 事業者が占有する回線をいう。\n",
	}
	footnoteUnused = &diag.Rule{
		Code:   "footnote-unused",
		Title:  "a footnote that no visible text refers to",
		Why:    "Markdown drops it silently. If only a withheld part refers to it, the definition has to stand inside that part, or it tells what is kept back.",
		Before: ":::withhold W-001\n回線[^line]は…\n:::end-withhold W-001\n\n[^line]: 番号は 00-0000 である。\n",
		After:  ":::withhold W-001\n回線[^line]は…\n\n[^line]: 番号は 00-0000 である。\n:::end-withhold W-001\n",
	}
	definitionUndefined = &diag.Rule{
		Code:   "definition-undefined",
		Title:  "a link by a name that is not defined",
		Why:    "`[text][name]` without a definition is printed as it stands.",
		Before: "[手引書][guide]を参照する。\n",
		After:  "[手引書][guide]を参照する。\n\n[guide]: https://standards.example.org/guide\n",
	}
	definitionUnused = &diag.Rule{
		Code:   "definition-unused",
		Title:  "a link definition that no visible text uses",
		Why:    "Markdown drops it silently. If only a withheld part uses it, it has to stand inside that part, or it tells what is kept back.",
		Before: "[vendor]: https://vendor.example.com/\n",
		After:  ":::withhold W-001\n[製品][vendor]を用いる。\n\n[vendor]: https://vendor.example.com/\n:::end-withhold W-001\n",
	}
	definitionTwice = &diag.Rule{
		Code:   "definition-twice",
		Title:  "a footnote or link defined twice in one file",
		Why:    "Only the first counts; the second is dropped silently.",
		Before: "[^a]: 一つ目\n[^a]: 二つ目\n",
		After:  "[^a]: 一つ目\n[^b]: 二つ目\n",
	}
	markHidden = &diag.Rule{
		Code:   "mark-hidden",
		Title:  "a marker that Markdown does not show",
		Why:    "Within code, a table made of lines, a link's address or HTML, a notice can't be shown: a reader would not learn that something is withheld. The scanner cuts there all the same.",
		Before: "```\n:::withhold W-001\npassword\n:::end-withhold W-001\n```\n",
		After:  ":::withhold W-001\n```\npassword\n```\n:::end-withhold W-001\n",
	}
	spanCrosses = &diag.Rule{
		Code:   "span-crosses",
		Title:  "a withheld span that begins inside emphasis or a link and ends outside",
		Why:    "The two editions would put the emphasis or the link in different places.",
		Before: "**保守端末は{{withhold:W-002}}見本社**製{{/withhold:W-002}}とする。\n",
		After:  "**保守端末**は{{withhold:W-002}}見本社製{{/withhold:W-002}}とする。\n",
	}
	unitContent = &diag.Rule{
		Code:   "unit-content",
		Title:  "a withheld part that holds something else than its unit says",
		Why:    "A heading inside a paragraph's region would be lost from the public contents; a table announced as a paragraph misleads the reader about what is missing.",
		Before: "W-004: {unit: paragraph, …}   # the region holds a table\n",
		After:  "W-004: {unit: table, …}\n",
	}
	fieldVisible = &diag.Rule{
		Code:   "withheld-field-visible",
		Title:  "a withheld field that is written in the visible front matter",
		Why:    "The value of a withheld field stands in index.confidential.yaml alone, which goes into no public cut.",
		Before: "index.md with `contact: …`, and an entry with `field: contact`\n",
		After:  "index.confidential.yaml with `contact: …`\n",
	}
	fieldMissing = &diag.Rule{
		Code:   "withheld-field",
		Title:  "withheld fields and their values that do not match",
		Why:    "Each entry with `field:` has its value in index.confidential.yaml, and that file has no other values: one without an entry would be kept back without a reason. contact, summary, note and source can be withheld.",
		Before: "index.confidential.yaml with `contact: …`, no entry with `field: contact`\n",
		After:  "W-010: {unit: field, field: contact, …}\n",
	}
)
