package site

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A sheet is the page that the chapters of a version have in common: Hugo makes
// it once, and each chapter's own parts are put in afterwards. Chapters are
// most of a site, so this is most of its speed.
type sheet struct {
	ui       *ui
	standard *standard.Standard
	version  *standard.Version
	text     *standard.Translation
	chapters []*standard.Chapter // that the page is made for
	path     string              // of the page that Hugo makes
	trail    []Link
}

// Tokens of a sheet: what stands in for a chapter's own parts. Names of files
// are lower case, so that no chapter can have this one.
const (
	sheetName   = "KIJUN-CHAPTER"
	sheetTitle  = tokenOpen + "title" + tokenClose
	sheetBody   = tokenOpen + "body" + tokenClose
	sheetOthers = tokenOpen + "others" + tokenClose
	sheetPager  = tokenOpen + "pager" + tokenClose

	sheetClauses = "clauses:" // in a token, before the name of the chapter that they are of

	sheetDescription = tokenOpen + "description" + tokenClose
	sheetGraph       = tokenOpen + "graph" + tokenClose
)

// tokens keeps a text from being taken for a token.
var tokens = strings.NewReplacer(tokenOpen, "", tokenClose, "", sheetName, strings.ToLower(sheetName))

// readableChapters leaves out those that are a place in the contents alone.
func readableChapters(t *standard.Translation) []*standard.Chapter {
	return slices.DeleteFunc(slices.Clone(t.Chapters), absent)
}

// chapterPages plans the sheets of a version: one for the chapters that exist
// in the same other languages.
func (u *ui) chapterPages(s *standard.Standard, v *standard.Version, t *standard.Translation) {
	groups := map[string][]*standard.Chapter{}
	for _, ch := range readableChapters(t) {
		key := ""
		for _, lang := range u.languages {
			if u.hasChapter(v, lang, ch.Name) {
				key += lang + " "
			}
		}
		groups[key] = append(groups[key], ch)
	}
	for n, key := range sorted(groups) {
		var paths []string
		for _, ch := range groups[key] {
			paths = append(paths, chapterPath(v, ch))
		}
		u.plan(func() { u.sheetPage(s, v, t, n, key, groups[key]) }, paths...)
	}
}

// sheetPage makes the n-th sheet of a version, for chapters that exist in the
// languages of key.
func (u *ui) sheetPage(s *standard.Standard, v *standard.Version, t *standard.Translation, n int, key string, chapters []*standard.Chapter) {
	name := fmt.Sprintf("%s-%d", sheetName, n)
	h := u.at(versionPath(v) + name + "/")
	view := ChapterView{
		Version:  h.named(h.to(versionPath(v)), v.Title, v.Standard),
		Number:   v.Number,
		Status:   string(v.Status),
		Banner:   h.banner(s, v),
		Textlang: u.other(t.Lang),
		Cite:     u.cite(v, t),
		Chapters: u.chapterList(t),
		Pager:    sheetPager,
	}
	if len(s.Versions) > 1 {
		view.Others = sheetOthers
	}
	trail := append(u.standardsTrail(h), h.standardLink(v), h.versionLink(v))
	nearest := func(lang string) (string, bool) {
		if strings.Contains(key, lang+" ") {
			return h.path, true
		}
		return versionPath(v), false
	}
	f := h.frame("chapter", "standards", "", trail, view, nearest)
	f.Title, f.Params.Sheet = sheetTitle, h.sheetOf(v)
	u.add(u.lang, f, sheetBody)
	u.sheets = append(u.sheets, sheet{u, s, v, t, chapters, u.prefix(u.lang) + h.path + "index.html", f.Params.Trail})
}

func (e *edition) hasChapter(v *standard.Version, lang, name string) bool {
	t := e.written(v, lang)
	return t != nil && slices.ContainsFunc(t.Chapters, func(ch *standard.Chapter) bool { return ch.Name == name && !absent(ch) })
}

// cite is how a citation of a version's clause begins, in the language of its
// text: those who cite it write in that.
func (e *edition) cite(v *standard.Version, t *standard.Translation) string {
	u := e.in(t.Lang)
	if u.words == nil {
		u = e.in(e.languages[0])
	}
	return strings.NewReplacer("%title", u.titleOf(v), "%s", v.Number).Replace(u.words["version_title"])
}

// chapterList is the list of a version's chapters, as seen from one of them. Each
// has a place for its clauses, which the page of the chapter fills.
func (u *ui) chapterList(t *standard.Translation) HTML {
	var b strings.Builder
	for _, ch := range t.Chapters {
		l := Link{Href: "../" + ch.Name + "/", Text: chapterTitle(ch, t.Lang)}
		if absent(ch) {
			l.Href = "../#" + strings.ToLower(ch.Withheld.ID)
		}
		b.WriteString("<li>" + string(l.html()))
		if ch.Withheld != nil {
			b.WriteString(" " + u.mark())
		}
		b.WriteString(tokenOpen + sheetClauses + ch.Name + tokenClose + "</li>\n")
	}
	return u.fragment([]byte(b.String()))
}

// others are the other versions of a standard, the newest first, each with the
// way to the chapter of the same name, or to the version's front where it has
// none.
func (s sheet) others(ch *standard.Chapter) string {
	u := s.ui
	h := u.at(chapterPath(s.version, ch))
	var b strings.Builder
	for _, v := range slices.Backward(s.standard.Versions) {
		if v == s.version {
			continue
		}
		href := h.to(versionPath(v))
		if t, folder := u.readable(v, u.lang); t != nil && u.hasChapter(v, folder, ch.Name) {
			href = h.toLang(folder, chapterPath(v, ch))
		}
		fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a> <span class=\"status status-%s\">%s</span></li>\n", escape(href),
			escape(strings.ReplaceAll(u.words["version_number"], "%s", v.Number)), v.Status, escape(u.words["status_"+string(v.Status)]))
	}
	return b.String()
}

// write makes the pages of a sheet's chapters.
func (s sheet) write(page []byte, put func(name string, data []byte) error) error {
	name := strings.TrimSuffix(s.path, "/index.html")
	dir, name := name[:strings.LastIndexByte(name, '/')+1], name[strings.LastIndexByte(name, '/')+1:]
	readable := readableChapters(s.text)
	for _, ch := range s.chapters {
		body := s.ui.HTML(s.version, s.ui.lang, s.text.Lang, ch)
		var clauses strings.Builder
		clauses.WriteString("\n<ul>")
		s.ui.clauseList(&clauses, ch, "")
		clauses.WriteString("</ul>")
		here := fmt.Sprintf(`href="../%s/"`, ch.Name)
		out := bytes.Replace(page, []byte(here), []byte(here+` aria-current="page"`), 1)
		out = bytes.ReplaceAll(out, []byte(name), []byte(ch.Name))
		done := replaceTokens(out, len(body)+clauses.Len(), func(token string) []byte {
			switch tokenOpen + token + tokenClose {
			case sheetTitle:
				return []byte(escape(ch.Title))
			case sheetBody:
				return body
			case sheetOthers:
				return []byte(s.others(ch))
			case sheetPager:
				return []byte(s.pager(readable, ch))
			case sheetDescription:
				return []byte(escape(s.ui.chapterDescription(s.version, ch)))
			case sheetGraph:
				return s.ui.at(chapterPath(s.version, ch)).chapterGraph(s.version, s.text, ch, s.trail)
			}
			if token == sheetClauses+ch.Name && len(ch.Clauses) > 0 {
				return []byte(clauses.String())
			}
			return nil
		})
		if err := put(dir+ch.Name+"/index.html", done); err != nil {
			return err
		}
	}
	return nil
}

// pager links a chapter to those before and after it.
func (s sheet) pager(readable []*standard.Chapter, ch *standard.Chapter) string {
	var b strings.Builder
	link := func(rel string, word string, to *standard.Chapter) {
		fmt.Fprintf(&b, `<a class="%s" rel="%s" href="../%s/"><span class="pager-label"%s>%s</span> %s</a>`,
			rel, rel, to.Name, langAttr(s.uiLang()), escape(s.ui.words[word]), escape(to.Title))
	}
	i := slices.Index(readable, ch)
	if i > 0 {
		link("prev", "previous", readable[i-1])
	}
	if i+1 < len(readable) {
		link("next", "next", readable[i+1])
	}
	return b.String()
}

// uiLang is the language of the interface where the text around is in another.
func (s sheet) uiLang() string {
	if s.text.Lang == s.ui.lang {
		return ""
	}
	return s.ui.lang
}

// replaceTokens puts what with says of each token into its place.
func replaceTokens(page []byte, more int, with func(token string) []byte) []byte {
	if !bytes.Contains(page, []byte(tokenOpen)) {
		return page
	}
	out := make([]byte, 0, len(page)+more)
	for {
		i := bytes.Index(page, []byte(tokenOpen))
		if i < 0 {
			return append(out, page...)
		}
		out = append(out, page[:i]...)
		page = page[i+len(tokenOpen):]
		j := bytes.Index(page, []byte(tokenClose))
		if j < 0 {
			return append(out, page...)
		}
		out = append(out, with(string(page[:j]))...)
		page = page[j+len(tokenClose):]
	}
}
