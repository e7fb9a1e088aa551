package verify

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

// fieldsFile has the values of withheld fields; the public edition has none.
const fieldsFile = "index.confidential.yaml"

// editions holds the public edition to the confidential one: nothing differs
// but what is marked, and what is marked is what was committed to.
func (r *run) editions(c *Check) error {
	other := r.Confidential
	if other == nil {
		c.skip("no confidential edition was given; --confidential takes one, where you may read it")
		return nil
	}
	data, err := other.file(ManifestName)
	if err != nil {
		return err
	}
	if edition, _, _ := readManifest(data); edition != confidentialEdition {
		c.fail("", 0, "what was given as the confidential edition is none, as its manifest says")
		return nil
	}
	for _, name := range r.site.under(translog.Folder) {
		a, err := r.site.read(name, nil)
		if err != nil {
			return err
		}
		b, err := other.file(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(a, b) {
			c.fail(name, 0, "the log of the confidential edition is another one")
			break
		}
	}
	versions, _ := released(r.site)
	theirs, _ := released(other)
	for _, v := range theirs {
		if !slices.Contains(versions, v) {
			c.fail(v.sources(), 0, "the confidential edition has released %s, and this site has not", v)
		}
	}
	if len(versions) == 0 {
		c.skip("no version of the site was released, so there are no sources to compare")
		return nil
	}
	for _, v := range r.unreleased(versions) {
		c.note("%s was not released, so nothing of it was compared", v)
	}
	for _, v := range versions {
		if !slices.Contains(theirs, v) {
			c.fail(v.sources(), 0, "the confidential edition has no sources of %s", v)
			continue
		}
		p := &pair{run: r, c: c, v: v}
		if err := p.compare(other); err != nil {
			return err
		}
	}
	return nil
}

// A pair is a version in both editions.
type pair struct {
	*run
	c *Check
	v version

	public, full map[string][]byte
	register     map[string]*fileEntry // the full one
	commitments  map[string]string
	salts        map[string]proof.Salt
	opened       map[string]bool
	cut          map[string]bool // ids of which the full sources have a mark alone
}

// fail reports a fault at a file of the public sources. Names of others are not
// shown.
func (p *pair) fail(name string, line int, format string, a ...any) {
	if name != "" {
		name = "/" + name
	}
	p.c.fail(p.v.sources()+name, line, format, a...)
}

func (p *pair) compare(other *Site) error {
	var release, theirs map[string][]byte
	var err error
	if p.public, release, err = readSources(p.site, p.v); err != nil {
		return err
	}
	if p.full, theirs, err = readSources(other, p.v); err != nil {
		return fmt.Errorf("the sources of %s in the confidential edition can't be read", p.v) // the error names a file
	}
	if !bytes.Equal(release[proof.CommitmentsFile], theirs[proof.CommitmentsFile]) {
		p.fail(proof.CommitmentsFile, 0, "the editions have other commitments")
	}
	if p.commitments, err = proof.ParseCommitments(release[proof.CommitmentsFile]); err != nil {
		p.fail(proof.CommitmentsFile, 0, "%v", err)
		return nil
	}
	if p.salts, err = proof.ParseSalts(theirs[proof.ConfidentialFile]); err != nil {
		p.fail(proof.Folder, 0, "the salts of the confidential edition: %v", err)
		return nil
	}
	if len(p.commitments) > 0 && theirs[proof.ConfidentialFile] == nil {
		p.fail(proof.Folder, 0, "the confidential edition has no salts, so no commitment can be opened")
		return nil
	}
	if p.register, err = registerOf(p.full[registerFile]); err != nil {
		p.fail(registerFile, 0, "that of the confidential edition: %v", err)
		return nil
	}
	p.opened, p.cut = map[string]bool{}, map[string]bool{}
	before := p.c.Total
	p.registers()
	recut := p.files()
	p.wholes()
	for _, part := range sortedKeys(p.commitments) {
		id, _, _ := strings.Cut(part, ".")
		switch {
		case p.opened[part]:
		case p.cut[part] || p.register[id] != nil && p.register[id].cut():
			p.c.note("%s: the commitment of %s can't be opened: the confidential edition has no more of it than its mark", p.v, part)
		default:
			p.fail(proof.CommitmentsFile, 0, "the confidential edition has no part %s", part)
		}
	}
	for _, part := range sortedKeys(p.salts) {
		if p.commitments[part] == "" {
			p.fail(proof.CommitmentsFile, 0, "there is a salt of %s, and no commitment", part)
		}
	}
	p.roots(recut)
	if p.c.Total == before {
		p.c.did("%s: %s, %s opened, the same root from both", p.v, count(len(p.public), "file"), count(len(p.opened), "commitment"))
	}
	return nil
}

// open holds a withheld part to its commitment.
func (p *pair) open(name string, line int, part string, data []byte) {
	commitment, ok := p.commitments[part]
	if !ok {
		p.fail(proof.CommitmentsFile, 0, "there is no commitment of %s, which is withheld", part)
		return
	}
	salt, ok := p.salts[part]
	if !ok {
		p.fail(name, line, "there is no salt of %s in the confidential edition", part)
		return
	}
	if p.opened[part] {
		p.fail(name, line, "%s is withheld twice", part)
	}
	p.opened[part] = true
	if !proof.Opens(commitment, p.v.standard, p.v.number, part, salt, data) {
		p.fail(name, line, "%s is not the part that was committed to at the release", part)
	}
}

// files compares the files of both editions, and returns the public ones as the
// full ones give them.
func (p *pair) files() map[string][]byte {
	whole := p.whole()
	out := map[string][]byte{}
	lone := 0
	fields := false
	for _, e := range p.register {
		fields = fields || e.has("field")
	}
	for _, name := range sortedKeys(p.full) {
		data := p.full[name]
		public, there := p.public[name]
		switch {
		case whole[name] != "" || name == fieldsFile && fields:
			if there {
				p.fail(name, 0, "the register withholds this file, and it is here")
			}
		case !there && path.Ext(name) != ".md" && path.Ext(name) != ".yaml" && p.withheldNames(name):
			lone++
		case !there:
			p.fail("", 0, "the confidential edition has a file that no entry of the register names")
		case name == registerFile:
			out[name] = public // compared by entries
		case path.Ext(name) != ".md":
			if !bytes.Equal(public, data) {
				p.fail(name, 0, "it is another file in the confidential edition")
			}
			out[name] = data
		default:
			out[name] = p.text(name, public, data)
		}
	}
	for _, name := range sortedKeys(p.public) {
		if _, ok := p.full[name]; !ok {
			p.fail(name, 0, "the confidential edition has no such file")
		}
	}
	if lone > 0 {
		p.c.note("%s: the confidential edition has %s that withheld text alone refers to, and no commitment covers", p.v, count(lone, "file"))
	}
	return out
}

// whole are the names of the files that are withheld as a whole, with their
// entries: those that paths name, and other languages of the same text.
func (p *pair) whole() map[string]string {
	out := map[string]string{}
	for id, e := range p.register {
		for _, listed := range e.paths() {
			out[listed] = id
			for name := range p.full {
				if path.Ext(listed) == ".md" && path.Ext(name) == ".md" && path.Dir(name) == path.Dir(listed) && stem(name) == stem(listed) {
					out[name] = id
				}
			}
		}
	}
	return out
}

// stem is the name of a text without its language and ending.
func stem(name string) string {
	s, _, _ := strings.Cut(path.Base(name), ".")
	return s
}

// withheldNames reports whether withheld text names a file beside the text.
func (p *pair) withheldNames(name string) bool {
	whole := p.whole()
	for text, data := range p.full {
		if path.Ext(text) != ".md" {
			continue
		}
		if whole[text] != "" && bytes.Contains(data, []byte(path.Base(name))) {
			return true
		}
		parts, _ := readParts(data)
		for _, m := range parts {
			if !m.mark && bytes.Contains(data[m.inner:m.end], []byte(path.Base(name))) {
				return true
			}
		}
	}
	return false
}

// text holds a public text to the full one, and the parts to their commitments.
func (p *pair) text(name string, public, full []byte) []byte {
	parts, why := readParts(full)
	if why != "" {
		p.fail(name, 0, "in the confidential edition: %s", why)
		return public
	}
	cut := cutParts(full, parts)
	if !bytes.Equal(cut, public) {
		at := 0
		for at < len(cut) && at < len(public) && cut[at] == public[at] {
			at++
		}
		p.fail(name, lineAt(public, at), "it differs from the confidential text, and not in a marked part")
	}
	for _, m := range parts {
		part := proof.Part(name, m.id)
		line := 1 + bytes.Count(cut[:min(len(cut), markOf(cut, m))], []byte("\n"))
		switch {
		case m.mark:
			p.cut[part] = true
		case m.sealed:
			p.fail(name, line, "%s is sealed in the confidential edition, so its commitment can't be opened", part)
			p.opened[part] = true
		default:
			p.open(name, line, part, full[m.inner:m.end])
		}
	}
	return cut
}

// markOf is where the mark of a part stands in a text that was cut.
func markOf(cut []byte, m part) int {
	for _, mark := range []string{":::withheld " + m.id + "\n", "{{withheld:" + m.id + "}}"} {
		if at := bytes.Index(cut, []byte(mark)); at >= 0 {
			return at
		}
	}
	return 0
}

// wholes holds withheld files and fields to their commitments.
func (p *pair) wholes() {
	whole := p.whole()
	for _, id := range sortedKeys(p.register) {
		e := p.register[id]
		switch {
		case len(e.paths()) > 0:
			files := map[string][]byte{}
			for name, of := range whole {
				if data, ok := p.full[name]; ok && of == id {
					files[name] = data
				} else if of == id {
					p.fail(registerFile, 0, "a file that %s withholds is not in the confidential edition", id)
				}
			}
			p.open(registerFile, 0, id, proof.FileBytes(files))
		case e.has("field"):
			p.open(registerFile, 0, id, proof.FileBytes(map[string][]byte{fieldsFile: p.full[fieldsFile]}))
		}
	}
}

// registers compares the registers but for what only the full one may tell.
func (p *pair) registers() {
	public, err := registerOf(p.public[registerFile])
	if err != nil {
		p.fail(registerFile, 0, "%v", err)
		return
	}
	for _, id := range sortedKeys(p.register) {
		if public[id] == nil {
			p.fail(registerFile, 0, "there is no entry of %s, which the confidential edition has", id)
		}
	}
	for _, id := range sortedKeys(public) {
		a, b := public[id], p.register[id]
		if b == nil {
			p.fail(registerFile, a.line, "the entry of %s is not in the confidential edition", id)
			continue
		}
		keys := map[string]bool{}
		for key := range a.values {
			keys[key] = true
		}
		for key := range b.values {
			keys[key] = true
		}
		for _, key := range sortedKeys(keys) {
			if key == "paths" || key == "field" || key == "cut" {
				continue
			}
			if !sameValue(a.values[key], b.values[key]) {
				p.fail(registerFile, a.line, "the entry of %s differs in %s", id, key)
			}
		}
	}
}

// roots recomputes the root of each edition and compares both with the record.
func (p *pair) roots(recut map[string][]byte) {
	a, n, err := proof.Root(p.public, p.commitments)
	if err != nil {
		p.fail("", 0, "%v", err)
		return
	}
	b, m, err := proof.Root(recut, p.commitments)
	if err != nil {
		p.fail("", 0, "%v", err)
		return
	}
	if a != b || n != m {
		p.fail("", 0, "the editions have not the same root: %s of %d blocks, and %s of %d from the confidential one", a, n, b, m)
	}
	if p.log == nil {
		return
	}
	for _, e := range p.log.entries {
		if e.Kind == proof.Release && e.Standard == p.v.standard && e.Version == p.v.number && e.Root != b {
			p.fail("", 0, "the root from the confidential edition is %s, and released was %s", b, e.Root)
		}
	}
}
