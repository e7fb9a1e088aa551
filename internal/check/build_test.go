package check

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// The cases of testdata are written as sources are. What follows reads just
// enough of them to make a model; it is not the parser, which stands apart
// with its own tests, so that a rule's cases do not change with it.

// library is what the cases are measured by.
var library = &catalog.Library{
	Catalogs: []*catalog.Catalog{{
		ID: "g",
		Items: []*catalog.Item{
			{ID: "1", Phase: "frame", States: "purpose"},
			{ID: "2", Phase: "frame", States: "scope"},
			{ID: "5.1(1)", Phase: "plan"},
			{ID: "5.1(2)", Phase: "plan"},
		},
		Roles:      terms("operator", "management"),
		Duties:     terms("d1", "d2"),
		Levels:     terms("must", "should", "may"),
		Causes:     terms("intentional", "accidental"),
		Measures:   terms("prevention", "containment"),
		Properties: terms("confidentiality", "integrity"),
	}},
	Reasons: []*catalog.Reason{{ID: "threat"}, {ID: "law-1"}},
	Sectors: []*catalog.Sector{{ID: "water"}, {ID: "power"}},
}

func terms(ids ...string) []catalog.Term {
	var out []catalog.Term
	for _, id := range ids {
		out = append(out, catalog.Term{ID: id})
	}
	return out
}

// A want is a finding that a case asks for: `#! part of the message`.
type want struct {
	path string
	line int
	text string
}

// build makes the standards of one case from its files, "standard/version/…".
func build(t *testing.T, files []txtar.File) ([]*standard.Standard, []want) {
	t.Helper()
	b := &builder{t: t}
	byVersion := map[string]map[string]*source.File{}
	for _, f := range files {
		dir, name := split(f.Name)
		if byVersion[dir] == nil {
			byVersion[dir] = map[string]*source.File{}
		}
		byVersion[dir][name] = b.file(f)
	}
	var standards []*standard.Standard
	for _, dir := range sortedKeys(byVersion) {
		id, number, _ := strings.Cut(dir, "/")
		if n := len(standards); n == 0 || standards[n-1].ID != id {
			standards = append(standards, &standard.Standard{ID: id})
		}
		s := standards[len(standards)-1]
		s.Versions = append(s.Versions, b.version(id, number, byVersion[dir]))
	}
	return standards, b.wants
}

func split(name string) (dir, rest string) {
	parts := strings.SplitN(name, "/", 3)
	return parts[0] + "/" + parts[1], parts[2]
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

type builder struct {
	t     *testing.T
	wants []want
}

// file takes the wants out of a file. A file that is one quoted string stands
// for its bytes.
func (b *builder) file(f txtar.File) *source.File {
	lines := strings.Split(string(f.Data), "\n")
	for i, line := range lines {
		parts := strings.Split(line, "#!")
		lines[i] = parts[0]
		if len(parts) > 1 {
			lines[i] = strings.TrimRight(parts[0], " ")
		}
		for _, text := range parts[1:] {
			b.wants = append(b.wants, want{f.Name, i + 1, strings.TrimSpace(text)})
		}
	}
	text := strings.Join(lines, "\n")
	if raw, err := strconv.Unquote(strings.TrimSpace(text)); err == nil {
		text = raw
	}
	if kind, n, ok := strings.Cut(strings.TrimSpace(text), " bytes: "); ok {
		size, _ := strconv.Atoi(n)
		raw, _ := strconv.Unquote(kind)
		text = raw + strings.Repeat(" ", size)
	}
	return source.New(f.Name, []byte(text))
}

// site reads the comparisons that settings ask for, one a line.
func (b *builder) site(f txtar.File) *standard.Site {
	file := b.file(f)
	out := &standard.Site{}
	for at := range strings.SplitSeq(string(file.Bytes()), "\n") {
		words, ok := strings.CutPrefix(strings.TrimSpace(at), "- ")
		id, versions, _ := strings.Cut(words, "@")
		old, now, _ := strings.Cut(versions, "...")
		if start := strings.Index(string(file.Bytes()), words); ok {
			out.Compare.Asked = append(out.Compare.Asked, standard.Asked{Standard: id, Versions: [2]string{old, now}, Place: file.At(start, start+len(words))})
		}
	}
	return out
}

// reviews reads the reviews.yaml of a standard, and gives them to its versions as
// a build does.
func (b *builder) reviews(f txtar.File, standards []*standard.Standard) *standard.Reviews {
	file := b.file(f)
	m := b.flatten(file, 0, len(file.Bytes()))
	out := &standard.Reviews{Standard: strings.TrimSuffix(f.Name, "/reviews.yaml")}
	for _, id := range m.keys[""] {
		part := &standard.ReviewedPart{ID: id, Place: m.at[id]}
		for i := range m.count[id] {
			at := m.under(fmt.Sprintf("%s[%d].", id, i))
			value := func(key string) standard.Date { return standard.Date(m.val[fmt.Sprintf("%s[%d].%s", id, i, key)]) }
			part.Reviews = append(part.Reviews, standard.Review{Act: standard.Act{On: value("on")}, ReviewBy: value("review-by"), At: at})
		}
		for _, s := range standards {
			for _, v := range s.Versions {
				for _, w := range v.Register {
					if s.ID == out.Standard && w.ID == id {
						w.Reviewed = part.Reviews
					}
				}
			}
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

func (b *builder) version(id, number string, files map[string]*source.File) *standard.Version {
	v := &standard.Version{Standard: id, Number: number, At: map[string]source.Span{}}
	names := sortedKeys(files)
	if f := files["withheld.yaml"]; f != nil {
		v.Register = b.register(f)
	}
	for _, w := range v.Register {
		for _, p := range w.Paths {
			if f := files[p]; f != nil {
				f.HideAll(path.Dir(f.Path()) + "/[" + w.ID + "]")
			}
		}
	}
	original := &standard.Translation{Lang: "ja"}
	v.Translations = []*standard.Translation{original}
	if f := files["index.md"]; f != nil {
		body := b.index(v, f)
		original.Preface = b.prose(f, body, len(f.Bytes()))
	}
	for _, name := range names {
		stem, isText := strings.CutSuffix(name, ".md")
		switch {
		case name == "index.md", name == "withheld.yaml":
		case isText:
			stem, lang, _ := strings.Cut(stem, ".")
			t := v.Translation(cmp.Or(lang, "ja"))
			if t == nil {
				t = &standard.Translation{Lang: lang}
				v.Translations = append(v.Translations, t)
			}
			t.Chapters = append(t.Chapters, b.chapter(v, files[name], stem))
		default:
			v.Attachments = append(v.Attachments, &standard.Attachment{Path: name, File: files[name]})
		}
	}
	for _, a := range v.Attachments {
		a.AsIs = withheldFile(v, a.Path) || slices.ContainsFunc(v.Documents, func(d standard.Document) bool { return d.Path == a.Path })
		for _, l := range append(links(v), images(v)...) {
			a.Used = a.Used || l.Target == a.Path
		}
	}
	return v
}

func (b *builder) index(v *standard.Version, f *source.File) (body int) {
	m, body := b.frontMatter(f)
	v.At = m.at
	v.Title = m.text("title")
	v.Class = standard.Class(m.val["class"])
	v.Sector = m.val["sector"]
	v.Status = standard.Status(m.val["status"])
	v.Issued = standard.Date(m.val["issued"])
	v.Effective = standard.Date(m.val["effective"])
	v.ReviewBy = standard.Date(m.val["review-by"])
	v.Replaces = m.val["replaces"]
	v.Catalog = m.val["catalog"]
	if id := m.val["operator.id"]; id != "" {
		v.Operator = &standard.Operator{ID: id}
	}
	for _, name := range m.keys["attachments"] {
		v.Documents = append(v.Documents, standard.Document{Path: name, Reason: m.text("attachments." + name + ".reason"), Place: m.at["attachments."+name]})
	}
	for _, item := range m.keys["adoption"] {
		k := "adoption." + item
		v.Adoption = append(v.Adoption, standard.Adoption{
			Item: item, Decision: standard.Decision(m.val[k+".decision"]), Standard: m.val[k+".standard"],
			Reason: m.text(k + ".reason"), Place: m.at[k],
		})
	}
	return body
}

func (b *builder) register(f *source.File) []*standard.Withholding {
	m := b.flatten(f, 0, len(f.Bytes()))
	var out []*standard.Withholding
	for _, id := range m.keys[""] {
		w := &standard.Withholding{
			ID: id, Items: m.list(id + ".items"), Clause: m.val[id+".clause"], Unit: standard.Unit(m.val[id+".unit"]),
			Title: m.text(id + ".title"), Reason: m.val[id+".reason"], Audience: m.val[id+".audience"],
			Decided:  standard.Act{On: standard.Date(m.val[id+".decided.on"])},
			Approved: standard.Act{On: standard.Date(m.val[id+".approved.on"])},
			ReviewBy: standard.Date(m.val[id+".review-by"]), Paths: m.list(id + ".paths"), Place: m.at[id], At: m.under(id + "."),
		}
		for i := range w.Paths { // as the parser does
			s := m.at[fmt.Sprintf("%s.paths[%d]", id, i)]
			f.Hide(source.Range{Start: s.Start, End: s.End})
		}
		if level := m.val[id+".heading.level"]; level != "" {
			n, _ := strconv.Atoi(level)
			w.Heading = &standard.Heading{Level: n}
		}
		out = append(out, w)
	}
	return out
}

var (
	heading     = regexp.MustCompile(`^(#{1,6}) (?:((?:第|Article )?[0-9一二三四五六七八九十][^ ]*) )?(.*?) \{#([a-z0-9-]+)\}$`)
	definition  = regexp.MustCompile(`(?m)^([^:#\n].*)\n: (.*)$`)
	linkOrImage = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)]*)\)`)
	mark        = regexp.MustCompile(`(?::::with(?:held|hold) |\{\{with(?:held|hold):)(W-[0-9]+)`)
	span        = regexp.MustCompile(`\{\{withhold:W-[0-9]+\}\}(.*?)\{\{/withhold:`)
	region      = regexp.MustCompile(`(?ms)^:::withhold (W-[0-9]+)\n(.*?)^:::end-withhold (W-[0-9]+)\n`)
)

func (b *builder) chapter(v *standard.Version, f *source.File, name string) *standard.Chapter {
	m, body := b.frontMatter(f)
	text := f.Bytes()
	entry := map[string]*standard.Withholding{}
	for _, w := range v.Register {
		entry[w.ID] = w
	}
	inside := func(int) *standard.Withholding { return nil }
	for _, r := range region.FindAllSubmatchIndex(text, -1) {
		f.Hide(source.Range{Start: r[4], End: r[5]})
		before := inside
		inside = func(at int) *standard.Withholding {
			if w := entry[string(text[r[2]:r[3]])]; at >= r[4] && at < r[5] && w != nil && w.Unit == standard.UnitSection {
				return w
			}
			return before(at)
		}
	}
	for _, r := range span.FindAllSubmatchIndex(text, -1) {
		f.Hide(source.Range{Start: r[2], End: r[3]})
	}
	ch := &standard.Chapter{Name: name, Title: m.val["title"], Prose: b.prose(f, body, len(text)), Span: f.At(0, 3)}
	for _, w := range v.Register {
		if slices.Contains(w.Paths, name+".md") {
			ch.Withheld = w
		}
	}
	var starts []int // where clauses' texts begin
	for at := body; at < len(text); {
		end := at + strings.IndexByte(string(text[at:])+"\n", '\n')
		line := string(text[at:end])
		if h := heading.FindStringSubmatch(line); h != nil {
			c := b.clause(m, h, f.At(at, end))
			c.Withheld = inside(at)
			ch.Clauses = append(ch.Clauses, c)
			starts = append(starts, end)
		} else if id, ok := strings.CutPrefix(line, ":::withheld "); ok && entry[id] != nil && entry[id].Unit == standard.UnitSection {
			w := entry[id]
			ch.Clauses = append(ch.Clauses, &standard.Clause{ID: strings.ToLower(id), Depth: w.Heading.Level, Withheld: w, Span: w.Place})
			starts = append(starts, end)
		}
		at = end + 1
	}
	for i, c := range ch.Clauses {
		end := len(text)
		if i+1 < len(ch.Clauses) {
			end = max(starts[i], starts[i+1]-1) // its heading may stand elsewhere
			end = strings.LastIndexByte(string(text[:end]), '\n') + 1
		}
		if c.Withheld == nil {
			c.Prose = b.prose(f, starts[i], end)
			for _, d := range definition.FindAllStringSubmatch(string(text[starts[i]:end]), -1) {
				c.Definitions = append(c.Definitions, standard.Definition{Term: d[1], Means: d[2]})
			}
			for _, k := range mark.FindAllSubmatch(text[starts[i]:end], -1) {
				if w := entry[string(k[1])]; w == nil || w.Unit != standard.UnitSection {
					c.Notices = append(c.Notices, string(k[1]))
				}
			}
		}
	}
	return ch
}

func (b *builder) clause(m flat, h []string, at source.Span) *standard.Clause {
	k := "clauses." + h[4] + "."
	c := &standard.Clause{
		ID: h[4], Depth: len(h[1]), Label: h[2], Title: h[3], Span: at, At: m.under(k),
		Roles: m.list(k + "roles"), Duties: m.list(k + "duties"), Level: m.val[k+"level"], Causes: m.list(k + "causes"),
		Measures: m.list(k + "measures"), Properties: m.list(k + "properties"), Plain: m.text(k + "plain"),
		Was: m.list(k + "was"), SplitFrom: m.list(k + "split-from"), MergedInto: m.val[k+"merged-into"], Retired: m.val[k+"withdrawn"] == "true",
	}
	for _, name := range m.keys[k+"terms"] {
		key := k + "terms." + name
		t := standard.Term{Name: standard.Text{"ja": name}, Reading: cmp.Or(m.val[key], m.val[key+".reading"]), Place: m.at[key]}
		if en := m.val[key+".en"]; en != "" {
			t.Name["en"] = en
		}
		c.Terms = append(c.Terms, t)
	}
	for i := range m.count[k+"items"] {
		key := fmt.Sprintf("%sitems[%d]", k, i)
		c.Tags = append(c.Tags, standard.Tag{Item: cmp.Or(m.val[key], m.val[key+".item"]), Place: cmp.Or(m.at[key+".item"], m.at[key])})
	}
	return c
}

func (b *builder) prose(f *source.File, from, to int) standard.Prose {
	text := string(f.Bytes()[from:to])
	p := standard.Prose{Plain: strings.TrimSpace(text), Empty: strings.TrimSpace(text) == ""}
	for _, r := range linkOrImage.FindAllStringSubmatchIndex(text, -1) {
		l := standard.Link{Target: text[r[6]:r[7]], Text: text[r[4]:r[5]], Span: f.At(from+r[0], from+r[1])}
		if text[r[2]:r[3]] == "!" {
			p.Images = append(p.Images, l)
		} else {
			p.Links = append(p.Links, l)
		}
	}
	return p
}

// freePage makes a page of one language.
func (b *builder) freePage(f txtar.File) *standard.Page {
	file := b.file(f)
	m, body := b.frontMatter(file)
	t := &standard.PageText{Lang: "ja", Title: m.val["title"], Prose: b.prose(file, body, len(file.Bytes())), Span: file.Whole()}
	for line := range strings.Lines(string(file.Bytes())) {
		if h := heading.FindStringSubmatch(strings.TrimSpace(line)); h != nil {
			t.Headings = append(t.Headings, standard.PageHeading{ID: h[4], Depth: len(h[1]), Title: h[3]})
		}
	}
	return &standard.Page{
		Name: strings.TrimSuffix(path.Base(f.Name), ".md"), Status: standard.Status(m.val["status"]), Texts: []*standard.PageText{t},
	}
}

// flat is YAML data by key path.
type flat struct {
	val   map[string]string
	at    map[string]source.Span
	keys  map[string][]string
	count map[string]int
}

func (b *builder) frontMatter(f *source.File) (m flat, body int) {
	text := string(f.Bytes())
	if !strings.HasPrefix(text, "---\n") {
		return b.flatten(f, 0, 0), 0
	}
	end := strings.Index(text, "\n---\n")
	if end < 0 {
		b.t.Fatalf("%s: front matter without an end", f.Path())
	}
	return b.flatten(f, 4, end+1), end + len("\n---\n")
}

func (b *builder) flatten(f *source.File, from, to int) flat {
	m := flat{map[string]string{}, map[string]source.Span{}, map[string][]string{}, map[string]int{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(f.Bytes()[from:to], &doc); err != nil {
		b.t.Fatalf("%s: %v", f.Path(), err)
	}
	first := f.Position(from).Line
	place := func(n *yaml.Node) source.Span {
		at := f.LineStart(first + n.Line - 1)
		at += len(string([]rune(string(f.Bytes()[at:]))[:n.Column-1]))
		if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			at++
		}
		return f.At(at, at+len(n.Value))
	}
	var walk func(n *yaml.Node, key string)
	walk = func(n *yaml.Node, key string) {
		switch n.Kind {
		case yaml.DocumentNode:
			walk(n.Content[0], key)
		case yaml.MappingNode:
			for i := 0; i < len(n.Content); i += 2 {
				child := n.Content[i].Value
				m.keys[key] = append(m.keys[key], child)
				if key != "" {
					child = key + "." + child
				}
				m.at[child] = place(n.Content[i])
				walk(n.Content[i+1], child)
			}
		case yaml.SequenceNode:
			m.count[key] = len(n.Content)
			for i, c := range n.Content {
				walk(c, fmt.Sprintf("%s[%d]", key, i))
			}
		case yaml.ScalarNode:
			m.val[key] = n.Value
			m.at[key] = place(n)
		}
	}
	walk(&doc, "")
	return m
}

func (m flat) list(key string) []string {
	var out []string
	for i := range m.count[key] {
		out = append(out, m.val[fmt.Sprintf("%s[%d]", key, i)])
	}
	return out
}

func (m flat) text(key string) standard.Text {
	if s, ok := m.val[key]; ok {
		return standard.Text{"ja": s}
	}
	out := standard.Text{}
	for _, lang := range m.keys[key] {
		out[lang] = m.val[key+"."+lang]
	}
	return out
}

// under lists the places below a key, by the rest of their path.
func (m flat) under(prefix string) map[string]source.Span {
	out := map[string]source.Span{}
	for k, s := range m.at {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			out[rest] = s
		}
	}
	return out
}
