package verify_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/verify"
)

const (
	versionDir  = "standards/water-guideline/4.2/"
	buildPage   = versionDir + "07-build/index.html"
	sourcesDir  = "data/sources/water-guideline/4.2/"
	guideline42 = 2 // its record's index
)

// edit replaces the first occurrence of a text, which must be there.
func edit(site files, name, old, new string) {
	if !bytes.Contains(site[name], []byte(old)) {
		panic(name + " has no " + old)
	}
	site[name] = bytes.Replace(site[name], []byte(old), []byte(new), 1)
}

// A planted fault is made by somebody who can sign and list whatever he likes,
// but for those that are planted afterwards.
type planted struct {
	name   string
	change func(site files)                               // before the site is signed
	record func(rs []proof.Record) []proof.Record         // what is signed
	after  func(s *sample, site files)                    // what is done to the signed site
	secret func(site files)                               // what is done to the confidential one
	with   func(s *sample, site files, o *verify.Options) // other options
	want   []string                                       // checks that must fail; exactly these
	place  string                                         // what the first failure must tell
}

var noticeOf = regexp.MustCompile(`(?s)<aside class="notice" id="w-005".*?</aside>`)

var faults = []planted{
	// manifest
	{name: "one bit of a page", after: func(_ *sample, site files) {
		data := bytes.Clone(site[buildPage])
		data[bytes.Index(data, []byte("遠隔"))+2] ^= 1
		site[buildPage] = data
	}, want: []string{"manifest", "release"}, place: buildPage + ": not the file that is listed"},
	{name: "a file less", after: func(_ *sample, site files) { delete(site, "data/withheld.csv") }, want: []string{"manifest", "release", "links", "register"}, place: "data/withheld.csv: listed, and not there"},
	{name: "a file more", after: func(_ *sample, site files) { site["extra.txt"] = nil }, want: []string{"manifest", "release"}, place: "extra.txt: there, and not listed"},
	{name: "files of the owner", after: func(_ *sample, site files) { site[".gitkeep"] = nil; site[".gitignore"] = nil }},
	{name: "no manifest", after: func(_ *sample, site files) { delete(site, verify.ManifestName) }, want: []string{"manifest"}, place: "there is none"},
	{name: "a manifest that lists itself", after: func(_ *sample, site files) {
		site[verify.ManifestName] = append(site[verify.ManifestName], []byte(strings.Repeat("0", 64)+"  zzz\n")...)
	}, want: []string{"manifest"}, place: "zzz: listed, and not there"},

	// the last release
	{name: "a page changed, and the manifest with it", after: func(_ *sample, site files) {
		edit(site, buildPage, "</main>", "<p>another sentence</p></main>")
		list(site, "public")
	}, want: []string{"release"}, place: "the site was changed after the last release (of water-internal 2.0 on 2026-04-04)"},
	{name: "released after another day", record: func(rs []proof.Record) []proof.Record {
		rs[1].Date = "2026-05-01"
		return rs
	}, want: []string{"log"}, place: "entry 2 is of 2026-04-03, and one before it of 2026-05-01"},
	{name: "released twice", record: func(rs []proof.Record) []proof.Record {
		again := rs[0]
		again.Date = "2026-06-01"
		return append(rs, again)
	}, want: []string{"log", "inclusion"}, place: "entry 4 releases power-standard 1.3, which entry 0 has released already"},
	{name: "entries in another order", record: func(rs []proof.Record) []proof.Record {
		rs[0], rs[1] = rs[1], rs[0]
		return rs
	}, want: []string{"log"}, place: "entry 1 is of 2026-04-01"},
	{name: "the site by itself", record: func(rs []proof.Record) []proof.Record {
		return append(rs, proof.Record{Kind: proof.Site, Date: "2026-07-01"})
	}},

	// the log
	{name: "no log", after: func(_ *sample, site files) {
		maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, "log/") })
		list(site, "public")
	}, want: []string{"log", "signature", "inclusion"}, place: "the site has no log, and a key"},
	{name: "no checkpoint", after: func(_ *sample, site files) { delete(site, "log/checkpoint"); list(site, "public") }, want: []string{"log", "signature", "release", "inclusion"}, place: "there is none"},
	{name: "a truncated bundle", after: func(_ *sample, site files) {
		name := "log/tile/entries/000.p/4"
		site[name] = site[name][:len(site[name])-10]
		list(site, "public")
	}, want: []string{"log", "inclusion", "release"}, place: "ends within its entry"},
	{name: "an entry changed", after: func(_ *sample, site files) {
		edit(site, "log/tile/entries/000.p/4", "date 2026-04-01", "date 2026-04-02")
		list(site, "public")
	}, want: []string{"log", "signature", "release"}, place: "does not hold the hashes"},
	{name: "a file too many in the log", after: func(_ *sample, site files) { site["log/tile/0/001"] = []byte("x"); list(site, "public") }, want: []string{"log"}, place: "a log of 4 entries has no such file"},
	{name: "an endless checkpoint", after: func(s *sample, site files) {
		site["log/checkpoint"] = must(proof.Sign("test.example\n9007199254740993\n"+strings.Repeat("A", 43)+"=\n", s.signer))
		list(site, "public")
	}, want: []string{"log", "signature", "release", "inclusion"}, place: "can't hold them"},

	// keys
	{name: "another key of the same name", with: func(_ *sample, _ files, o *verify.Options) {
		_, other := keysOf("test.example", "other seed")
		o.Keys = []note.Verifier{other}
	}, want: []string{"signature"}, place: "signed by test.example+"},
	{name: "another key beside the right one", with: func(s *sample, _ files, o *verify.Options) {
		_, other := keysOf("other.example", "other")
		o.Keys = append(o.Keys, other)
	}},
	{name: "an entry of another hand", after: func(s *sample, site files) {
		mine := *s
		mine.signer, _ = keysOf("test.example", "other seed")
		rs := slices.Clone(s.records)
		mine.sign(site, rs)
		list(site, "public")
	}, want: []string{"signature"}, place: "signed by test.example+"},

	// an earlier checkpoint
	{name: "a log that lost an entry", with: func(s *sample, site files, o *verify.Options) {
		longer := maps.Clone(s.public)
		s.sign(longer, append(slices.Clone(s.records), proof.Record{Kind: proof.Site, Date: "2026-07-01"}))
		o.Checkpoint = longer["log/checkpoint"]
	}, want: []string{"checkpoint"}, place: "the log is shorter than it was"},
	{name: "a fork", with: func(s *sample, site files, o *verify.Options) {
		other := maps.Clone(s.public)
		rs := slices.Clone(s.records)[:2]
		rs[0].Root = rs[1].Root
		s.sign(other, rs)
		o.Checkpoint = other["log/checkpoint"]
	}, want: []string{"checkpoint"}, place: "the log forks"},
	{name: "an earlier checkpoint of the same log", with: func(s *sample, site files, o *verify.Options) {
		other := maps.Clone(s.public)
		s.sign(other, s.records)
		o.Checkpoint = other["log/checkpoint"]
	}},
	{name: "a checkpoint that nobody signed", with: func(_ *sample, site files, o *verify.Options) {
		o.Checkpoint = bytes.Replace(site["log/checkpoint"], []byte("\n4\n"), []byte("\n3\n"), 1)
	}, want: []string{"checkpoint"}, place: "the earlier checkpoint: the signature of test.example is not of this text"},

	// inclusion
	{name: "the commitments of another version", after: func(_ *sample, site files) {
		site[sourcesDir+"release/commitments.txt"] = site["data/sources/water-guideline/4.1/release/commitments.txt"]
		list(site, "public")
	}, want: []string{"release", "inclusion", "editions"}, place: "the site was changed after the last release"},
	{name: "the same, and signed", change: func(site files) {
		site[sourcesDir+"release/commitments.txt"] = site["data/sources/water-guideline/4.1/release/commitments.txt"]
	}, want: []string{"inclusion", "editions"}, place: "it is not the one that was released"},
	{name: "no commitments", change: func(site files) { delete(site, sourcesDir+"release/commitments.txt") }, want: []string{"inclusion", "editions"}, place: "commitments.txt: it is missing"},
	{name: "a word of the sources", change: func(site files) { edit(site, sourcesDir+"07-build.md", "遠隔", "近接") }, want: []string{"inclusion", "editions"}, place: "the sources of water-guideline 4.2 are not those that were released"},
	{name: "sources without a release", record: func(rs []proof.Record) []proof.Record { return slices.Delete(rs, guideline42, guideline42+1) }, want: []string{"inclusion"}, place: "is shown as released, and the log has 0 releases of it"},
	{name: "a release without sources", change: func(site files) {
		maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, sourcesDir) })
	}, want: []string{"inclusion", "editions"}, place: "its release is in the log, and the site has no sources of it"},
	{name: "another root", record: func(rs []proof.Record) []proof.Record { rs[guideline42].Root = rs[0].Root; return rs }, want: []string{"inclusion", "editions"}, place: "blocks and the root"},
	{name: "another number of blocks", record: func(rs []proof.Record) []proof.Record { rs[guideline42].Blocks++; return rs }, want: []string{"inclusion"}, place: "blocks and the root"},
	{name: "another number of parts", record: func(rs []proof.Record) []proof.Record { rs[guideline42].Withheld++; return rs }, want: []string{"inclusion"}, place: "were released"},

	{name: "another commitment in a notice", change: func(site files) {
		edit(site, buildPage, `<span class="notice-id">W-005</span>`, `<span class="notice-id">W-005</span> sha256:0123456789ab`)
	}, want: []string{"inclusion"}, place: "the notice of W-005 shows a commitment that is not in"},
	{name: "a commitment without a release", change: func(site files) {
		edit(site, buildPage, `<span class="notice-id">W-005</span>`, `<span class="notice-id">W-005</span> sha256:0123456789ab`)
		maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, sourcesDir) })
	}, record: func(rs []proof.Record) []proof.Record { return slices.Delete(rs, guideline42, guideline42+1) }, want: []string{"inclusion", "editions"}, place: "claims to be released"},
	{name: "its own commitment in a notice", change: func(site files) {
		commitments := must(proof.ParseCommitments(site[sourcesDir+"release/commitments.txt"]))
		edit(site, buildPage, `<span class="notice-id">W-005</span>`, `<span class="notice-id">W-005</span> `+commitments["W-005"][:19])
	}},

	// links
	{name: "a dead link", change: func(site files) { edit(site, buildPage, "</main>", `<a href="../nowhere/">x</a></main>`) }, want: []string{"links"}, place: "the link ../nowhere/: there is no " + versionDir + "nowhere/index.html"},
	{name: "a dead anchor here", change: func(site files) { edit(site, buildPage, "</main>", `<a href="#nowhere">x</a></main>`) }, want: []string{"links"}, place: "there is no anchor #nowhere in this page"},
	{name: "a dead anchor elsewhere", change: func(site files) { edit(site, buildPage, "</main>", `<a href="../#nowhere">x</a></main>`) }, want: []string{"links"}, place: "the link ../#nowhere: there is no such anchor in " + versionDir + "index.html"},
	{name: "a dead picture", change: func(site files) { edit(site, buildPage, "</main>", `<img srcset="a.png 1x, b.png 2x" alt=""></main>`) }, want: []string{"links"}, place: "a.png"},
	{name: "a dead refresh", change: func(site files) {
		edit(site, buildPage, "</head>", `<meta http-equiv="refresh" content="0; URL='İ/'"></head>`)
	}, want: []string{"links"}, place: "there is no " + versionDir + "07-build/İ/index.html"},
	{name: "an anchor twice", change: func(site files) { edit(site, buildPage, "</main>", `<p id="_main"></p></main>`) }, want: []string{"links"}, place: "the anchor #_main stands twice"},
	{name: "out of the site", change: func(site files) { edit(site, buildPage, "</main>", `<a href="../../../../../etc/passwd">x</a></main>`) }, want: []string{"links"}, place: "it leads out of the site"},
	{name: "a script in a link", change: func(site files) { edit(site, buildPage, "</main>", `<a href="javascript:alert(1)">x</a></main>`) }, want: []string{"links"}, place: "no place in a site"},
	{name: "a base", change: func(site files) { edit(site, buildPage, "</head>", `<base href="/"></head>`) }, want: []string{"links"}, place: "the tag base"},
	{name: "a page less in the sitemap's site", change: func(site files) { edit(site, "sitemap.xml", "/coverage/", "/coverages/") }, want: []string{"links"}, place: "there is no coverages/index.html"},
	{name: "a sitemap of another site", change: func(site files) {
		edit(site, "sitemap.xml", "https://standards.example.org/coverage/", "https://standards.example.com/coverage/")
	}, want: []string{"links"}, place: "is not one of this site"},
	{name: "a feed of another site", change: func(site files) {
		edit(site, "feed.xml", `rel="self" type="application/atom+xml" href="https://standards.example.org/`, `rel="self" type="application/atom+xml" href="https://standards.example.com/`)
	}, want: []string{"links"}, place: "is not one of this site"},
	{name: "a link of the data", change: func(site files) { edit(site, "data/withheld.json", "#authentic-orders", "#authentic") }, want: []string{"links"}, place: "data/withheld.json"},
	{name: "a style that wants a picture", change: func(site files) {
		for name := range site {
			if strings.HasSuffix(name, ".css") {
				site[name] = append(bytes.Clone(site[name]), "a{background:url(x.png)}"...)
			}
		}
	}, want: []string{"links"}, place: "x.png"},

	// register
	{name: "no notice", change: func(site files) { site[buildPage] = noticeOf.ReplaceAll(site[buildPage], nil) }, want: []string{"links", "register"}, place: "#w-005: there is no such anchor"},
	{name: "no notice on the page of all", change: func(site files) {
		site[versionDir+"all/index.html"] = noticeOf.ReplaceAll(site[versionDir+"all/index.html"], nil)
	}, want: []string{"register"}, place: "all/index.html: there is no notice of W-005"},
	{name: "no notice in English", change: func(site files) {
		const page = "en/standards/power-standard/1.3/06-response/index.html"
		site[page] = noticeOf.ReplaceAll(site[page], nil)
	}, want: []string{"links", "register"}, place: "#w-005: there is no such anchor"},
	{name: "no notice of a field", change: func(site files) { edit(site, "en/"+versionDir+"index.html", `<div id="w-014">`, "<div>") }, want: []string{"links", "register"}, place: "#w-014: there is no such anchor"},
	{name: "a notice too many", change: func(site files) {
		edit(site, buildPage, "</main>", `<aside class="notice" id="w-077"><a href="../../../../withheld/#water-guideline-4.2-w-001">x</a></aside></main>`)
	}, want: []string{"register"}, place: "does not lead to its entry"},
	{name: "a notice on two pages", change: func(site files) {
		n := noticeOf.Find(site[buildPage])
		edit(site, versionDir+"08-operation/index.html", "</main>", string(n)+"</main>")
	}, want: []string{"register"}, place: "there is a second notice of W-005"},
	{name: "a notice that says something else", change: func(site files) {
		edit(site, buildPage, "認証の方法が異なる場所が知られると、", "")
	}, want: []string{"register"}, place: "the notice of W-005 does not say what the register says"},
	{name: "an entry less on the page of the register", change: func(site files) {
		edit(site, "en/withheld/index.html", `id="water-guideline-4.2-w-016"`, `id="water-guideline-4.2-w-0x"`)
	}, want: []string{"register"}, place: "en/withheld/index.html: there is no entry water-guideline-4.2-w-016"},
	{name: "an entry less on the page of a standard", change: func(site files) {
		edit(site, "withheld/water-guideline/index.html", `id="water-guideline-4.2-w-016"`, `id="water-guideline-4.2-w-0x"`)
	}, want: []string{"links", "register"}, place: "#water-guideline-4.2-w-016: there is no such anchor in withheld/water-guideline/index.html"},
	{name: "an entry that is nowhere in full", change: func(site files) { delete(site, "en/withheld/water-guideline/index.html") }, want: []string{"links", "register"}, place: "there is no en/withheld/water-guideline/index.html"},
	{name: "an entry on another standard's page", change: func(site files) {
		edit(site, "withheld/water-internal/index.html", "</main>", `<article class="entry" id="water-guideline-4.2-w-016"></article></main>`)
	}, want: []string{"register"}, place: "withheld/water-internal/index.html"},
	{name: "an entry too many on the page of the register", change: func(site files) {
		edit(site, "withheld/index.html", "</main>", `<article class="entry" id="water-guideline-4.2-w-077"></article></main>`)
	}, want: []string{"register"}, place: "which the register does not have"},
	{name: "an entry less in the data", change: func(site files) { without(site, "data/withheld.json", "W-019") }, want: []string{"register"}, place: ""},
	{name: "an entry less in a version's data", change: func(site files) {
		without(site, "data/standards/water-guideline/4.2.json", "W-019")
	}, want: []string{"register"}, place: "W-019 is missing"},
	{name: "no data of a version", change: func(site files) {
		delete(site, "data/standards/water-guideline/4.2.json")
	}, want: []string{"links", "register"}},
	{name: "a row less in the table", change: func(site files) {
		data := site["data/withheld.csv"]
		site["data/withheld.csv"] = data[:bytes.LastIndexByte(data[:len(data)-1], '\n')+1]
	}, want: []string{"register"}, place: "W-007 of water-internal is missing"},

	// leaks
	{name: "the marking", change: func(site files) { edit(site, buildPage, "<main", `<p class="marking marking-top">x</p><main`) }, want: []string{"leaks"}, place: "marked as one of the confidential edition"},
	{name: "a withheld part", change: func(site files) {
		edit(site, buildPage, "</main>", `<div class="withheld" data-id="W-1">x</div></main>`)
	}, want: []string{"leaks"}, place: "marked as one of the confidential edition"},
	{name: "salts", change: func(site files) { site[sourcesDir+"release/confidential.txt"] = []byte("W-001 00\n") }, want: []string{"inclusion", "leaks"}, place: ""},
	{name: "fields", change: func(site files) { site[sourcesDir+"index.confidential.yaml"] = []byte("a: b\n") }, want: []string{"inclusion", "leaks", "editions"}, place: ""},
	{name: "a marked text", change: func(site files) {
		site["notes.txt"] = []byte("a\n:::withhold W-001\nb\n:::end-withhold W-001\n")
	}, want: []string{"leaks"}, place: "notes.txt:2: a marker of a withheld part with text behind it: W-001"},
	{name: "a marked word", change: func(site files) { site["notes.txt"] = []byte("a {{withhold:W-001}}b{{/withhold:W-001}}\n") }, want: []string{"leaks"}, place: "notes.txt:1"},
	{name: "a sealed word", change: func(site files) { site["notes.txt"] = []byte("a {{sealed:W-001}}b{{/sealed:W-001}}\n") }, want: []string{"leaks"}, place: "notes.txt:1"},
	{name: "an encrypted part", change: func(site files) { site["notes.txt"] = []byte("\n-----BEGIN AGE ENCRYPTED FILE-----\n") }, want: []string{"leaks"}, place: "notes.txt:2"},
	{name: "an encrypted file", change: func(site files) { site["x.bin"] = []byte("age-encryption.org/v1\n") }, want: []string{"leaks"}, place: "x.bin"},
	{name: "paths in the register", change: func(site files) { edit(site, "data/withheld.json", `"unit":`, `"paths": ["a.md"], "unit":`) }, want: []string{"leaks"}, place: "has paths"},
	{name: "a field in a version's register", change: func(site files) {
		name := "data/standards/water-guideline/4.2.json"
		i := bytes.LastIndex(site[name], []byte(`"unit":`))
		site[name] = slices.Concat(site[name][:i], []byte(`"field": "contact", `), site[name][i:])
	}, want: []string{"leaks"}, place: "has field"},
	{name: "paths in the sources", change: func(site files) {
		edit(site, sourcesDir+"withheld.yaml", "  cut: true\n", "  paths: [a.md]\n")
	}, want: []string{"inclusion", "leaks", "editions"}, place: ""},
	{name: "robots kept out", change: func(site files) { site["robots.txt"] = []byte("User-agent: *\nDisallow: /\n") }, want: []string{"leaks"}, place: "robots.txt"},
	{name: "the other edition", after: func(_ *sample, site files) { list(site, "confidential") }, want: []string{"leaks"}, place: "it says that this is the confidential edition"},
	{name: "a draft", change: func(site files) {
		edit(site, "data/standards/water-guideline/4.2.json", `"status": "published"`, `"status": "draft"`)
	}, want: []string{"leaks"}, place: "a draft"},

	// editions
	{name: "no confidential edition", secret: func(site files) { list(site, "public") }, want: []string{"editions"}, place: "is none"},
	{name: "swapped salts", secret: func(site files) {
		name := sourcesDir + "release/confidential.txt"
		salts := must(proof.ParseSalts(site[name]))
		salts["W-001"], salts["W-002"] = salts["W-002"], salts["W-001"]
		site[name] = proof.FormatSalts(salts)
	}, want: []string{"editions"}, place: "W-002 is not the part that was committed to"},
	{name: "a salt less", secret: func(site files) {
		name := sourcesDir + "release/confidential.txt"
		salts := must(proof.ParseSalts(site[name]))
		delete(salts, "W-001")
		site[name] = proof.FormatSalts(salts)
	}, want: []string{"editions"}, place: "no salt of W-001"},
	{name: "no salts", secret: func(site files) { delete(site, sourcesDir+"release/confidential.txt") }, want: []string{"editions"}, place: "has no salts"},
	{name: "another withheld word", secret: func(site files) {
		name := sourcesDir + "07-build.md"
		m := regexp.MustCompile(`\{\{withhold:W-001\}\}`).FindIndex(site[name])
		site[name] = slices.Concat(site[name][:m[1]], []byte("x"), site[name][m[1]:])
	}, want: []string{"editions"}, place: "W-001 is not the part that was committed to"},
	{name: "another withheld chapter", secret: func(site files) {
		site[sourcesDir+"12-annex-b.md"] = append(bytes.Clone(site[sourcesDir+"12-annex-b.md"]), "x\n"...)
	}, want: []string{"editions"}, place: "W-010 is not the part that was committed to"},
	{name: "another withheld field", secret: func(site files) {
		site[sourcesDir+"index.confidential.yaml"] = append(bytes.Clone(site[sourcesDir+"index.confidential.yaml"]), "# x\n"...)
	}, want: []string{"editions"}, place: "W-014 is not the part that was committed to"},
	{name: "another visible word", secret: func(site files) { edit(site, sourcesDir+"07-build.md", "遠隔", "近接") }, want: []string{"editions"}, place: "07-build.md:"},
	{name: "a withheld file more", secret: func(site files) { site[sourcesDir+"secret-name.csv"] = []byte("x") }, want: []string{"editions"}, place: "a file that no entry of the register names"},
	{name: "a visible file less", secret: func(site files) { delete(site, sourcesDir+"figures/zones.svg") }, want: []string{"editions"}, place: "the confidential edition has no such file"},
	{name: "another figure", secret: func(site files) { edit(site, sourcesDir+"figures/zones.svg", "</svg>", " </svg>") }, want: []string{"editions"}, place: "it is another file"},
	{name: "another reason", secret: func(site files) { edit(site, sourcesDir+"withheld.yaml", "reason: threat", "reason: foi-5-4") }, want: []string{"editions"}, place: "differs in reason"},
	{name: "an entry more", secret: func(site files) {
		site[sourcesDir+"withheld.yaml"] = append(bytes.Clone(site[sourcesDir+"withheld.yaml"]), "W-099:\n  unit: span\n"...)
	}, want: []string{"editions"}, place: "there is no entry of W-099"},
	{name: "a marker without its end", secret: func(site files) { edit(site, sourcesDir+"07-build.md", "{{/withhold:W-001}}", "") }, want: []string{"editions"}, place: "a marker"},
	{name: "a marker turned into a mark", secret: func(site files) {
		m := regexp.MustCompile(`\{\{withhold:W-001\}\}.*?\{\{/withhold:W-001\}\}`)
		site[sourcesDir+"07-build.md"] = m.ReplaceAll(site[sourcesDir+"07-build.md"], []byte("{{withheld:W-001}}"))
	}, want: nil},
	{name: "another log", secret: func(site files) { edit(site, "log/checkpoint", "4", "5") }, want: []string{"editions"}, place: "is another one"},
}
