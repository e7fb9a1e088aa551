package importer

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
	"gopkg.in/yaml.v3"
)

// front is what the text's own front matter says.
type front struct {
	title, publisher, issued, effective string
	source, summary, contact            string
}

var keyLine = regexp.MustCompile(`^[A-Za-z][\w-]*:(?:\s|$)`)

// takeFront cuts the front matter off the text. What of it has no place stays,
// as code at the start of the preface.
func (d *doc) takeFront() *front {
	f := &front{}
	src := d.file.Bytes()
	end, body := frontEnd(src)
	if body == 0 {
		return f
	}
	start := lineEnd(src, 0) + 1
	var root yaml.Node
	err := yaml.Unmarshal(src[start:end], &root)
	mapping := err == nil && len(root.Content) == 1 && root.Content[0].Kind == yaml.MappingNode
	if !mapping && !keyLine.Match(src[start:end]) {
		return f // two rules with text between them
	}
	b := d.file.Derive()
	block := string(src[start:end])
	fence := "```"
	for strings.Contains(block, fence) {
		fence += "`"
	}
	open := false
	keep := func(from, to int) {
		if !open {
			b.Add(fence+"yaml\n", from)
			open = true
		}
		b.Copy(from, to)
	}
	if !mapping {
		d.ds.Add(frontMatter.At(d.at(start, lineEnd(src, start)), "the front matter can't be read; all of it is kept as text in the preface"))
		keep(start, end)
	} else {
		front := d.file.At(start, end)
		m := root.Content[0]
		for i := 0; i+1 < len(m.Content); i += 2 {
			from := front.File.LineStart(front.File.Position(start).Line + m.Content[i].Line - 1)
			to := end
			if i+2 < len(m.Content) {
				to = front.File.LineStart(front.File.Position(start).Line + m.Content[i+2].Line - 1)
			}
			key, value := m.Content[i], m.Content[i+1]
			if from >= to || !d.place(f, strings.ToLower(key.Value), value) {
				from = min(from, to)
				if from < to {
					d.ds.Add(frontMatter.At(d.at(from, lineEnd(src, from)), "%s has no place here; it is kept as text in the preface", quote(key.Value)).Key("%s", key.Value))
					keep(from, to)
					continue
				}
				d.ds.Add(frontMatter.At(d.at(start, lineEnd(src, start)), "%s: %s has no place here and was dropped", quote(key.Value), quote(flat(value))).Key("%s", key.Value))
			}
			for _, c := range []string{key.HeadComment, key.LineComment, key.FootComment, value.HeadComment, value.LineComment, value.FootComment} {
				if c != "" {
					d.ds.Add(comment.At(d.at(from, lineEnd(src, from)), "the comment %s was dropped", quote(c)))
				}
			}
		}
		for _, c := range []string{root.HeadComment, root.FootComment, m.HeadComment, m.FootComment} {
			if c != "" {
				d.ds.Add(comment.At(d.at(start, lineEnd(src, start)), "the comment %s was dropped", quote(c)))
			}
		}
	}
	if open {
		b.Add(fence+"\n\n", end)
	}
	b.Copy(body, len(src))
	d.file = b.File()
	return f
}

// frontEnd returns where front matter ends and where the text behind it starts;
// zeros when there is none.
func frontEnd(src []byte) (end, body int) {
	first := bytes.TrimRight(src[:lineEnd(src, 0)], " \t")
	if string(first) != "---" {
		return 0, 0
	}
	for at := lineEnd(src, 0) + 1; at < len(src); {
		e := lineEnd(src, at)
		if l := string(bytes.TrimRight(src[at:e], " \t")); l == "---" || l == "..." {
			return at, min(e+1, len(src))
		}
		at = e + 1
	}
	return 0, 0
}

var versionForm = regexp.MustCompile(`(?i)^(?:version|ver\.?|v\.?|第)?\s*([0-9][0-9A-Za-z.\-]*?)\s*版?$`)

// place puts a value where kijun has one for it.
func (d *doc) place(f *front, key string, v *yaml.Node) bool {
	text, ok := scalar(v)
	if !ok {
		return false
	}
	set := func(to *string, option, value string) bool {
		if value == "" || *to != "" || option != "" && option != value {
			return value == ""
		}
		*to = value
		return true
	}
	add := func(to *string) bool {
		if *to != "" {
			*to += "\n\n"
		}
		*to += strings.TrimSpace(text)
		return true
	}
	line := strings.Join(strings.Fields(text), " ")
	switch key {
	case "title":
		return set(&f.title, d.o.Title, line)
	case "subtitle", "version":
		m := versionForm.FindStringSubmatch(line)
		return line == "" || m != nil && m[1] == d.o.Version
	case "author", "authors", "publisher", "organization", "organisation":
		return set(&f.publisher, d.o.Publisher, line)
	case "date", "issued", "published":
		return set(&f.issued, d.o.Issued, Date(line))
	case "effective":
		return set(&f.effective, "", Date(line)) && f.effective != ""
	case "copyright", "license", "licence", "rights", "source":
		return add(&f.source)
	case "summary", "abstract", "description":
		return add(&f.summary)
	case "contact":
		return add(&f.contact)
	case "lang", "language":
		l, _, _ := strings.Cut(strings.ToLower(line), "-")
		if (l == "ja" || l == "en") && (d.o.Language == "" || d.o.Language == l) {
			d.o.Language = l
			return true
		}
	}
	return false
}

// scalar is a value that is one text, or a list of such.
func scalar(v *yaml.Node) (string, bool) {
	switch v.Kind {
	case yaml.ScalarNode:
		if v.Anchor != "" {
			return "", false
		}
		if v.Tag == "!!null" {
			return "", true
		}
		return v.Value, true
	case yaml.SequenceNode:
		var all []string
		for _, c := range v.Content {
			if c.Kind != yaml.ScalarNode || c.HeadComment+c.LineComment+c.FootComment != "" {
				return "", false
			}
			all = append(all, strings.TrimSpace(c.Value))
		}
		return strings.Join(all, ", "), true
	}
	return "", false
}

func flat(v *yaml.Node) string {
	out, err := yaml.Marshal(v)
	if err != nil {
		return v.Value
	}
	return string(out)
}

var (
	japaneseDate = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`)
	eraDate      = regexp.MustCompile(`^(令和|平成|昭和)(\d{1,2}|元)年(\d{1,2})月(\d{1,2})日$`)
	ordinal      = regexp.MustCompile(`(\d)(?:st|nd|rd|th)\b`)
	eras         = map[string]int{"令和": 2018, "平成": 1988, "昭和": 1925}
)

// Date reads a day in the forms that standards use and returns it as
// 2026-04-01, or "" when it can't tell which day is meant.
func Date(s string) string {
	s = norm.NFKC.String(strings.TrimSpace(s))
	if m := japaneseDate.FindStringSubmatch(strings.ReplaceAll(s, " ", "")); m != nil {
		s = fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
	} else if m := eraDate.FindStringSubmatch(strings.ReplaceAll(s, " ", "")); m != nil {
		n := 1
		if m[2] != "元" {
			n, _ = strconv.Atoi(m[2])
		}
		s = fmt.Sprintf("%d-%02s-%02s", eras[m[1]]+n, m[3], m[4])
	}
	s = ordinal.ReplaceAllString(s, "$1")
	for _, form := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2-January-2006", "2-Jan-2006", "2 January 2006", "2 Jan 2006",
		"January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan. 2, 2006", "2 January, 2006", time.RFC3339, "2006-01-02 15:04:05", "Monday, January 2, 2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format("2006-01-02")
		}
	}
	return ""
}

// field is a line of front matter.
func field(b *strings.Builder, key, value string) {
	if value == "" {
		return
	}
	b.WriteString(key + ": " + yamlText(key, value) + "\n")
}

var bare = regexp.MustCompile(`^[\p{L}\p{N}][^:#\[\]{},&*!|>'"%@` + "`" + `\n\t]*$`)

// yamlText writes a text such that YAML reads back the same, and the scanner of
// withholdings finds nothing in it.
func yamlText(key, s string) string {
	out := strconv.Quote(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e }) {
		out = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
	}
	var v any
	switch {
	case bare.MatchString(s) && !strings.HasSuffix(s, " ") && yaml.Unmarshal([]byte(s), &v) == nil && v == s:
		out = s
	case strings.Contains(s, "\n") && !strings.ContainsAny(s, "\t") && s[0] != ' ' && s[0] != '\n' && !strings.HasSuffix(s, "\n"):
		const pad = "  "
		out = "|-\n" + pad + strings.ReplaceAll(strings.ReplaceAll(s, "\n", "\n"+pad), "\n"+pad+"\n", "\n\n")
		for strings.Contains(out, "\n"+pad+"\n") {
			out = strings.ReplaceAll(out, "\n"+pad+"\n", "\n\n")
		}
	}
	for _, line := range strings.Split(key+": "+out, "\n") {
		if marked([]byte(line)) || line == "---" || escaped.MatchString(line) {
			var b strings.Builder
			b.WriteByte('"')
			for _, r := range s {
				if r > 0xffff {
					fmt.Fprintf(&b, `\U%08x`, r)
				} else {
					fmt.Fprintf(&b, `\u%04x`, r)
				}
			}
			b.WriteByte('"')
			return b.String()
		}
	}
	return out
}
