package verify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
)

const (
	publicEdition       = "public"
	confidentialEdition = "confidential"
)

var (
	// a begin with its end; a line of a source, or what a page made of it
	markedRegion = regexp.MustCompile(`:::(withhold|sealed) (W-[0-9]{3,})`)
	markedSpan   = regexp.MustCompile(`\{\{(withhold|sealed):(W-[0-9]{3,})\}\}`)
	marking      = regexp.MustCompile(`<[a-z]+[^>]* class="?(?:marking\b|withheld-mark\b|edition edition-confidential)|<div[^>]* class="?withheld"?[ >]`)
	unfound      = regexp.MustCompile(`<meta name="?robots"? content="?noindex`)
	armored      = []byte("-----BEGIN AGE ENCRYPTED FILE-----")
	binaryAge    = []byte("age-encryption.org/v1")
)

// mostMarkers bounds how many markers of a file are followed to their ends.
const mostMarkers = 100

// smell looks for what no file of a public edition has. It never says what it
// found, only where.
func (p *pages) smell(name string, data []byte) {
	smell := func(at int, message string) {
		if len(p.smells) < most {
			p.smells = append(p.smells, Place{name, lineAt(data, at), message})
		}
	}
	switch path.Base(name) {
	case "confidential.txt", "index.confidential.yaml":
		smell(0, "a file of this name is of the confidential edition alone")
	}
	if at := bytes.Index(data, armored); at >= 0 {
		smell(at, "an encrypted part (age)")
	}
	if bytes.HasPrefix(data, binaryAge) {
		smell(0, "an encrypted file (age)")
	}
	if bytes.Contains(data, []byte(":::")) {
		for _, m := range markedRegion.FindAllSubmatchIndex(data, mostMarkers) {
			id, kind := string(data[m[4]:m[5]]), string(data[m[2]:m[3]])
			if bytes.Contains(data[m[1]:], []byte(":::end-"+kind+" "+id)) {
				smell(m[0], "a marker of a withheld part with text behind it: "+id)
			}
		}
	}
	if bytes.Contains(data, []byte("{{")) {
		for _, m := range markedSpan.FindAllSubmatchIndex(data, mostMarkers) {
			id, kind := string(data[m[4]:m[5]]), string(data[m[2]:m[3]])
			if bytes.Contains(data[m[1]:], []byte("{{/"+kind+":"+id+"}}")) {
				smell(m[0], "a marker of a withheld part with text behind it: "+id)
			}
		}
	}
	if ext := path.Ext(name); ext == ".html" {
		m := marking.FindIndex(data)
		if m == nil && path.Base(name) != "404.html" { // which no search engine should list, in any edition
			m = unfound.FindIndex(data)
		}
		if m != nil {
			smell(m[0], "the page is marked as one of the confidential edition")
		}
	}
}

// leaks reports what smells of the confidential edition.
func (r *run) leaks(c *Check) error {
	robots, err := r.site.file("robots.txt")
	if err != nil {
		return err
	}
	if robots == nil {
		c.fail("robots.txt", 0, "it is missing")
	}
	for line := range strings.Lines(string(robots)) {
		if strings.TrimSpace(line) == "Disallow: /" {
			c.fail("robots.txt", 0, "it forbids everything, as that of a confidential edition does")
		}
	}
	for _, s := range r.pages.smells {
		c.fail(s.File, s.Line, "%s", s.Message)
	}
	registers := 0
	for _, name := range append([]string{"data/withheld.json"}, r.site.under("data/standards")...) {
		if !strings.HasSuffix(name, ".json") || !r.site.has(name) {
			continue
		}
		data, err := r.site.read(name, nil)
		if err != nil {
			return err
		}
		registers++
		keys, status := openKeys(data)
		for _, k := range keys {
			c.fail(name, 0, "%s", k)
		}
		if status == "draft" {
			c.fail(name, 0, "a draft is of the confidential edition alone")
		}
	}
	versions, _ := released(r.site)
	for _, v := range versions {
		name := path.Join(v.sources(), registerFile)
		data, err := r.site.file(name)
		if err != nil {
			return err
		}
		if data == nil {
			continue
		}
		registers++
		entries, err := registerOf(data)
		if err != nil {
			c.fail(name, 0, "%v", err)
		}
		for _, id := range sortedKeys(entries) {
			e := entries[id]
			if e.has("paths") {
				c.fail(name, e.line, "the entry of %s has paths", id)
			}
			if e.has("field") {
				c.fail(name, e.line, "the entry of %s has a field", id)
			}
			if !e.cut() {
				c.fail(name, e.line, "the entry of %s is not one of a cut", id)
			}
		}
		if r.site.has(path.Join(v.sources(), proof.ConfidentialFile)) {
			c.fail(path.Join(v.sources(), proof.Folder), 0, "there are salts")
		}
	}
	c.did("%s, %s", count(len(r.site.names), "file"), count(registers, "register"))
	c.note("this finds forms that give the confidential edition away; whether a sentence tells too much is for people to judge")
	return nil
}

// openKeys finds entries of a register in data that tell where a withheld part
// stands.
func openKeys(data []byte) (faults []string, status string) {
	var doc struct {
		Status   string                       `json:"status"`
		Withheld []map[string]json.RawMessage `json:"withheld"`
	}
	if len(data) > mostData || json.Unmarshal(data, &doc) != nil {
		return []string{"it can't be read as data"}, ""
	}
	for i, e := range doc.Withheld {
		for _, key := range []string{"paths", "field"} {
			if _, ok := e[key]; ok {
				faults = append(faults, fmt.Sprintf("entry %d of the register has %s", i+1, key))
			}
		}
	}
	return faults, doc.Status
}
