package site

import "strings"

// A plan is a page that can be made, or the chapters that share a sheet. To know
// which pages there are costs little; to make one takes its standard's text.
type plan struct {
	files []string // that it makes, from the site's top folder
	make  func()
}

// plan notes how the pages at paths, from the language's top folder, are made.
func (u *ui) plan(make func(), paths ...string) {
	p := plan{make: make}
	for _, path := range paths {
		p.files = append(p.files, u.prefix(u.lang)+fileOf(path))
	}
	u.plans = append(u.plans, p)
}

// fileOf is the file of the page at a path.
func fileOf(path string) string {
	if path == "" || strings.HasSuffix(path, "/") {
		return path + "index.html"
	}
	return path
}

// A batch is what was made of some plans, on its way through Hugo.
type batch struct {
	contents  []content
	fragments []func() []byte
	sheets    []sheet
	err       error
}

// make makes the pages of plans.
func (e *edition) make(plans ...plan) (*batch, error) {
	e.batch = batch{}
	for _, p := range plans {
		p.make()
	}
	made := e.batch
	e.batch = batch{}
	return &made, made.err
}
