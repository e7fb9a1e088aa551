package verify

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mostData is the longest file of data that is read as a whole, in bytes.
const mostData = 64 << 20

// A dataEntry is a withholding as the data files have it.
type dataEntry struct {
	ID       string            `json:"id"`
	Standard string            `json:"standard"`
	Unit     string            `json:"unit"`
	Title    map[string]string `json:"title"`
	Harm     map[string]string `json:"harm"`
	Versions []struct {
		Version string `json:"version"`
	} `json:"versions"`
}

// wholly are withheld as a whole: their notices stand on the version's page
// too, whatever the language.
func (e dataEntry) wholly() bool { return e.Unit == "chapter" || e.Unit == "field" }

type dataVersion struct {
	Standard  string      `json:"standard"`
	Version   string      `json:"version"`
	Languages []string    `json:"languages"`
	Withheld  []dataEntry `json:"withheld"`
	Chapters  []struct {
		Withheld string `json:"withheld"`
	} `json:"chapters"`
	Clauses []struct {
		Withheld string   `json:"withheld"`
		Notices  []string `json:"notices"`
	} `json:"clauses"`
}

// register matches the register with the notices, one to one: the data, the
// pages of each version in each language, the pages of the register, the
// sources of what was released.
func (r *run) register(c *Check) error {
	const file = "data/withheld.json"
	data, err := r.site.file(file)
	if err != nil {
		return err
	}
	var all struct {
		Withheld []dataEntry `json:"withheld"`
	}
	if data == nil {
		c.fail(file, 0, "it is missing")
		return nil
	} else if len(data) > mostData || json.Unmarshal(data, &all) != nil {
		c.fail(file, 0, "it can't be read as a register")
		return nil
	}
	m := &matching{run: r, c: c, register: map[version]map[string]bool{}, anchors: map[string]string{}}
	for _, e := range all.Withheld {
		for _, v := range e.Versions {
			m.add(version{e.Standard, v.Version}, e.ID, file)
		}
	}
	if err := m.table(all.Withheld); err != nil {
		return err
	}
	for _, n := range r.pages.notices {
		if at, ok := placeOf(n.file); ok && !n.linked {
			m.links(at, n)
		}
	}
	seen := map[version]bool{}
	for _, name := range r.site.under("data/standards") {
		if !strings.HasSuffix(name, ".json") {
			continue
		}
		data, err := r.site.read(name, nil)
		if err != nil {
			return err
		}
		var v dataVersion
		if len(data) > mostData || json.Unmarshal(data, &v) != nil {
			c.fail(name, 0, "it can't be read as a version")
			continue
		}
		of := version{v.Standard, v.Version}
		if name != path.Join("data/standards", v.Standard, v.Version+".json") {
			c.fail(name, 0, "it says that it is %s", of)
		}
		seen[of] = true
		m.version(name, of, v)
	}
	for _, v := range m.versions() {
		if !seen[v] {
			c.fail(file, 0, "it has entries of %s, and there are no data of that version", v)
		}
	}
	for _, n := range r.site.names {
		if at, ok := placeOf(n); ok && !seen[at.version] {
			c.fail(n, 0, "there are no data of %s, so nothing says what is withheld of it", at.version)
			seen[at.version] = true
		}
	}
	m.listed()
	if err := m.sources(); err != nil {
		return err
	}
	c.did("%s in %s, %s in pages of %s", count(len(m.anchors), "entry"), count(len(seen), "version"), count(len(r.pages.notices), "notice"), count(max(1, len(r.pages.names)), "language"))
	return nil
}

// matching is the register on its way to be matched.
type matching struct {
	*run
	c        *Check
	register map[version]map[string]bool // as data/withheld.json has it
	anchors  map[string]string           // of the entries on the page of the register; the standard of each
}

func (m *matching) add(v version, id, file string) {
	if !idForm.MatchString(id) {
		m.c.fail(file, 0, "an entry of %s has no id", v)
		return
	}
	if m.register[v] == nil {
		m.register[v] = map[string]bool{}
	}
	if m.register[v][id] {
		m.c.fail(file, 0, "%s of %s stands twice", id, v)
	}
	m.register[v][id] = true
	m.anchors[anchor(v, id)] = v.standard
}

func anchor(v version, id string) string {
	return v.standard + "-" + v.number + "-" + strings.ToLower(id)
}

func (m *matching) versions() []version {
	var out []version
	for v := range m.register {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b version) int { return strings.Compare(a.sources(), b.sources()) })
	return out
}

// table holds data/withheld.csv to the same entries.
func (m *matching) table(entries []dataEntry) error {
	const file = "data/withheld.csv"
	data, err := m.site.file(file)
	if err != nil || data == nil {
		if err == nil && len(entries) > 0 {
			m.c.fail(file, 0, "it is missing")
		}
		return err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		m.c.fail(file, 0, "it can't be read as a table")
		return nil
	}
	rows = rows[1:]
	for i := range max(len(rows), len(entries)) {
		switch {
		case i >= len(rows):
			m.c.fail(file, 0, "%s of %s is missing", entries[i].ID, entries[i].Standard)
		case i >= len(entries):
			m.c.fail(file, i+2, "it has more entries than data/withheld.json")
		case rows[i][0] != entries[i].ID || !slices.Contains(rows[i], entries[i].Standard):
			m.c.fail(file, i+2, "the entry is not %s of %s", entries[i].ID, entries[i].Standard)
		default:
			continue
		}
		return nil
	}
	return nil
}

// A place is where a page of a version stands.
type place struct {
	version
	tree string // folder of the language
	page string // "": the version's own; "all"; or a chapter's
}

var versionPage = regexp.MustCompile(`^(?:([a-z]{2})/)?standards/([^/]+)/([^/]+)/(?:([^/]+)/)?index\.html$`)

func placeOf(name string) (place, bool) {
	m := versionPage.FindStringSubmatch(name)
	if m == nil || m[3] == "compare" {
		return place{}, false
	}
	return place{version{m[2], m[3]}, m[1], m[4]}, true
}

// links holds a notice to leading to its own entry on the page of the register.
func (m *matching) links(at place, n notice) {
	id := explainID.ReplaceAllString(n.id, "$1")
	if want := anchor(at.version, id); n.link != want {
		m.c.fail(n.file, n.line, "the notice of %s does not lead to its entry in the register", strings.ToUpper(id))
	}
}

// version matches what the data of a version say with its pages.
func (m *matching) version(file string, of version, v dataVersion) {
	entries := map[string]dataEntry{}
	for _, e := range v.Withheld {
		if _, ok := entries[e.ID]; ok {
			m.c.fail(file, 0, "%s stands twice", e.ID)
		}
		entries[e.ID] = e
		if !m.register[of][e.ID] {
			m.c.fail("data/withheld.json", 0, "%s of %s is missing", e.ID, of)
		}
	}
	for _, id := range sortedKeys(m.register[of]) {
		if _, ok := entries[id]; !ok {
			m.c.fail(file, 0, "%s is missing", id)
		}
	}
	told := map[string]bool{}
	for _, ch := range v.Chapters {
		told[ch.Withheld] = true
	}
	for _, cl := range v.Clauses {
		told[cl.Withheld] = true
		for _, id := range cl.Notices {
			told[id] = true
		}
	}
	for id := range entries {
		if !told[id] && entries[id].Unit != "field" {
			m.c.fail(file, 0, "no clause and no chapter tells of %s", id)
		}
	}
	for _, id := range sortedKeys(told) {
		if _, ok := entries[id]; !ok && id != "" {
			m.c.fail(file, 0, "a clause or chapter tells of %s, which the register does not have", id)
		}
	}
	trees := map[string]map[string][]notice{} // by language and id, but for the page of all
	whole := map[string]map[string]bool{}
	for _, n := range m.pages.of(of) {
		at, _ := placeOf(n.file)
		id := strings.ToUpper(explainID.ReplaceAllString(n.id, "$1"))
		if _, ok := entries[id]; !ok {
			m.c.fail(n.file, n.line, "there is a notice of %s, which the register does not have", id)
			continue
		}
		if !n.linked && !tells(n.text, entries[id]) {
			m.c.fail(n.file, n.line, "the notice of %s does not say what the register says", id)
		}
		if explainID.MatchString(n.id) {
			continue // stands behind the one that counts
		}
		if at.page == "all" {
			if whole[at.tree] == nil {
				whole[at.tree] = map[string]bool{}
			}
			whole[at.tree][id] = true
			continue
		}
		if trees[at.tree] == nil {
			trees[at.tree] = map[string][]notice{}
		}
		trees[at.tree][id] = append(trees[at.tree][id], n)
	}
	for _, tree := range m.trees() {
		dir := path.Join(tree, "standards", of.standard, of.number)
		if !m.site.has(dir + "/index.html") {
			if tree == "" {
				m.c.fail(dir, 0, "there is no page of %s", of)
			}
			continue
		}
		full := tree == "" || slices.Contains(v.Languages, tree)
		for _, id := range sortedKeys(entries) {
			n := trees[tree][id]
			switch want := full || entries[id].wholly(); {
			case want && len(n) == 0:
				m.c.fail(dir, 0, "there is no notice of %s", id)
			case len(n) > 1:
				m.c.fail(n[1].file, n[1].line, "there is a second notice of %s", id)
			}
			if full && m.site.has(dir+"/all/index.html") && !whole[tree][id] && entries[id].Unit != "field" {
				m.c.fail(dir+"/all/index.html", 0, "there is no notice of %s", id)
			}
		}
	}
}

// tells reports whether a notice has the title and the harm of its entry, in
// one of their languages. A withheld field stands among the facts of its
// version, with its title alone.
func tells(text string, e dataEntry) bool {
	text = squeeze(text)
	has := func(t map[string]string) bool {
		for _, s := range t {
			if strings.Contains(text, squeeze(s)) {
				return true
			}
		}
		return len(t) == 0
	}
	return has(e.Title) && (e.Unit == "field" || has(e.Harm))
}

// squeeze takes white space away, which pages may set otherwise.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// trees are the folders of the languages.
func (m *matching) trees() []string {
	if len(m.pages.names) == 0 {
		return []string{""}
	}
	return sortedKeys(m.pages.names)
}

// registerPage is a page of the register: of all standards, or of one.
var registerPage = regexp.MustCompile(`^(?:([a-z]{2})/)?withheld/(?:([^/]+)/)?index\.html$`)

// listed matches the pages of the register. "/withheld/" has each entry under
// its anchor, since links lead there; the entry in full stands there too, or on
// the page of its standard.
func (m *matching) listed() {
	type at struct{ tree, standard, anchor string }
	there, full := map[at]bool{}, map[at]bool{}
	for _, e := range m.pages.entries {
		page := registerPage.FindStringSubmatch(e.file)
		if page == nil {
			continue
		}
		of, known := m.anchors[e.anchor]
		if !known || page[2] != "" && page[2] != of {
			m.c.fail(e.file, e.line, "there is an entry %s, which the register does not have", e.anchor)
			continue
		}
		there[at{page[1], page[2], e.anchor}] = true
		if e.full {
			full[at{page[1], "", e.anchor}] = true
		}
	}
	for _, tree := range m.trees() {
		file := path.Join(tree, "withheld/index.html")
		if !m.site.has(file) {
			if len(m.anchors) > 0 {
				m.c.fail(file, 0, "it is missing")
			}
			continue
		}
		for _, a := range sortedKeys(m.anchors) {
			switch of := path.Join(tree, "withheld", m.anchors[a], "index.html"); {
			case !there[at{tree, "", a}]:
				m.c.fail(file, 0, "there is no entry %s", a)
			case m.site.has(of) && !there[at{tree, m.anchors[a], a}]:
				m.c.fail(of, 0, "there is no entry %s", a)
			case !full[at{tree, "", a}]:
				m.c.fail(file, 0, "no page has the entry %s in full", a)
			}
		}
	}
}

// sources matches the registers of the released sources.
func (m *matching) sources() error {
	versions, _ := released(m.site)
	for _, v := range versions {
		sources, _, err := readSources(m.site, v)
		if err != nil {
			return err
		}
		file := path.Join(v.sources(), registerFile)
		entries, err := registerOf(sources[registerFile])
		if err != nil {
			m.c.fail(file, 0, "%v", err)
			continue
		}
		if got, want := sortedKeys(entries), sortedKeys(m.register[v]); !slices.Equal(got, want) {
			m.c.fail(file, 0, "its entries are not those of data/withheld.json: %s", firstDifference(got, want))
		}
		for _, name := range sortedKeys(sources) {
			if path.Ext(name) != ".md" {
				continue
			}
			parts, why := readParts(sources[name])
			if why != "" {
				m.c.fail(path.Join(v.sources(), name), 0, "%s", why)
			}
			for _, p := range parts {
				if entries[p.id] == nil {
					m.c.fail(path.Join(v.sources(), name), p.line, "a mark of %s, which the register does not have", p.id)
				}
			}
		}
	}
	return nil
}

func firstDifference(got, want []string) string {
	for _, id := range want {
		if !slices.Contains(got, id) {
			return id + " is missing"
		}
	}
	for _, id := range got {
		if !slices.Contains(want, id) {
			return id + " is too many"
		}
	}
	return fmt.Sprintf("%d and %d", len(got), len(want))
}
