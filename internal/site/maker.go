package site

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/themes"
)

// A Maker makes the files of a site one at a time, each when it is asked for. They
// are those that Write makes, byte for byte: both make a page by its plan and
// lead it through Hugo; here Hugo is given the one page alone.
type Maker struct {
	edition *edition
	mu      sync.Mutex // while the edition makes a page
	plans   map[string]int
	memo    *Memo
	around  [sha256.Size]byte // digest of what Hugo sees beside the pages
	whole   bool              // a layout of the project's may look at other pages
	search  func() (map[string][]byte, error)
}

// NewMaker plans the pages of a site and makes none.
func NewMaker(in Input, memo *Memo) (*Maker, error) {
	e, err := newEdition(in)
	if err != nil {
		return nil, err
	}
	m := &Maker{edition: e, plans: map[string]int{}, memo: memo}
	m.search = sync.OnceValues(func() (map[string][]byte, error) { // an index is made of all texts, or not at all
		files := map[string][]byte{}
		err := e.searchFiles(func(name string, data []byte) error {
			files[name] = data
			return nil
		})
		return files, err
	})
	for i, plan := range e.plans {
		for _, name := range plan.files {
			m.plans[name] = i
		}
	}
	return m, m.look()
}

// looksAround is what a layout says that looks at more than its own page. It finds
// too much rather than too little: then a page is made among all others, as in a
// build.
var looksAround = regexp.MustCompile(`Pages|Sites|GetPage|[Rr]ef\b|\.(?:Next|Prev|Parent|Home|Ancestors|Sections|CurrentSection|FirstSection|Related|Translations|AllTranslations|IsTranslated|Menus?|Taxonomies|Data|Store|Scratch|RSSLink)|site\.(?:Home|Sections|Store)|newScratch`)

// look reads the project's own layouts, assets and words.
func (m *Maker) look() error {
	h := sha256.New()
	note(h, []byte(m.edition.Edition)) // a layout may make a file of what its page says
	if m.edition.Overrides != nil {
		for _, dir := range overridable[:3] {
			err := walk(m.edition.Overrides, dir, func(rel string, data []byte) error {
				note(h, []byte(dir+"/"+rel), data)
				m.whole = m.whole || dir == "layouts" && looksAround.Match(data)
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	h.Sum(m.around[:0])
	return nil
}

// note adds values to a digest, each with its length.
func note(h hash.Hash, values ...[]byte) {
	for _, v := range values {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(v)))
		h.Write(n[:])
		h.Write(v)
	}
}

// Names are the pages and the static files, in no order; styles and scripts are
// not among them.
func (m *Maker) Names() ([]string, error) {
	var out []string
	for name := range m.plans {
		out = append(out, name)
	}
	static := map[string][]byte{}
	err := addStatic(static, m.edition.Overrides)
	for name := range static {
		if _, page := m.plans[name]; !page {
			out = append(out, name)
		}
	}
	return out, err
}

// File makes a file of the site. The error is fs.ErrNotExist for one that the
// site does not have, and a *TemplateError where a layout of the project's fails.
func (m *Maker) File(ctx context.Context, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	if data, ok := m.static(name); ok {
		return data, nil
	}
	if i, ok := m.plans[name]; ok {
		return m.page(ctx, i, name)
	}
	if data, ok := m.asset(name); ok {
		return data, nil
	}
	if strings.Contains(name, "search/") {
		files, err := m.search()
		if data, ok := files[name]; ok || err != nil {
			return data, err
		}
	}
	if ext := path.Ext(name); ext != ".css" && ext != ".js" {
		return nil, fs.ErrNotExist
	}
	// of a page that was made before the memo was; those of one folder have theirs in common
	seen := map[string]bool{}
	for _, plan := range m.edition.plans {
		for _, of := range plan.files {
			if folder, _, _ := strings.Cut(of, "/"); !seen[folder] {
				seen[folder] = true
				if _, err := m.File(ctx, of); err != nil {
					return nil, err
				}
				if data, ok := m.asset(name); ok {
					return data, nil
				}
			}
		}
	}
	return nil, fs.ErrNotExist
}

// static reads a static file: the project's own stands before the theme's.
func (m *Maker) static(name string) ([]byte, bool) {
	if m.edition.Overrides != nil {
		if data, err := fs.ReadFile(m.edition.Overrides, "static/"+name); err == nil {
			return data, true
		}
	}
	data, err := fs.ReadFile(themes.FS, "kijun/static/"+name)
	return data, err == nil
}

func (m *Maker) assetKey(name string) (key [sha256.Size]byte) {
	h := sha256.New()
	note(h, m.around[:], []byte(name))
	h.Sum(key[:0])
	return key
}

func (m *Maker) asset(name string) ([]byte, bool) { return m.memo.assets.get(m.assetKey(name)) }

// page makes a page by its plan.
func (m *Maker) page(ctx context.Context, i int, name string) ([]byte, error) {
	plans := m.edition.plans[i : i+1]
	if m.whole {
		plans = m.edition.plans
	}
	m.mu.Lock()
	made, err := m.edition.make(plans...)
	m.mu.Unlock()
	if err != nil {
		return nil, err
	}
	from, sheets := name, made.sheets
	made.sheets = nil
	for _, s := range sheets {
		for _, ch := range s.chapters {
			if s.ui.prefix(s.ui.lang)+fileOf(chapterPath(s.version, ch)) == name {
				s.chapters = slices.Clone(s.chapters[:0:0])
				s.chapters = append(s.chapters, ch)
				from, made.sheets = s.path, []sheet{s}
			}
		}
	}
	page, err := m.framed(ctx, made.contents, from)
	if err != nil {
		return nil, err
	}
	var out []byte
	err = made.finish(map[string][]byte{from: page}, func(file string, data []byte) error {
		if file == name {
			out = data
		}
		return nil
	})
	if err == nil && out == nil {
		err = fmt.Errorf("site: %s was not made", name)
	}
	return out, err
}

// framed is what Hugo makes of contents at a file.
func (m *Maker) framed(ctx context.Context, contents []content, file string) ([]byte, error) {
	settings := m.edition.settings()
	if !slices.ContainsFunc(contents, func(c content) bool { return c.layout == "home" }) {
		settings["disableKinds"] = append(settings["disableKinds"].([]string), "home") // Hugo makes one of nothing
	}
	header, err := encode(settings)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	note(h, m.around[:], header, []byte(file))
	for _, c := range contents {
		note(h, []byte(c.lang), []byte(c.name), c.header, c.body)
	}
	var key [sha256.Size]byte
	h.Sum(key[:0])
	if page, ok := m.memo.pages.get(key); ok {
		return page, nil
	}
	files, err := m.edition.run(ctx, settings, contents)
	if err != nil {
		return nil, err
	}
	for name, data := range files {
		if !strings.HasSuffix(name, ".html") {
			m.memo.assets.put(m.assetKey(name), data)
		}
	}
	page, ok := files[file]
	if !ok {
		return nil, fmt.Errorf("site: Hugo has not made %s", file)
	}
	m.memo.pages.put(key, page)
	return page, nil
}
