package site

import (
	"testing"
	"testing/fstest"
)

func BenchmarkExp(b *testing.B) {
	bare := `<!doctype html><title>{{ .Title }}</title>{{ .Content }}`
	nothing := `<!doctype html><title>{{ .Title }}</title>`
	for _, v := range []struct{ name string; fs fstest.MapFS }{
		{"all", nil},
		{"chapter-bare", fstest.MapFS{"layouts/chapter.html": file(bare)}},
		{"chapter-bare-nocontent", fstest.MapFS{"layouts/chapter.html": file(nothing)}},
		{"version-bare", fstest.MapFS{"layouts/version.html": file(bare)}},
		{"role-item-bare", fstest.MapFS{"layouts/role.html": file(bare), "layouts/item.html": file(bare), "layouts/coverage.html": file(bare)}},
		{"whole-bare", fstest.MapFS{"layouts/whole.html": file(bare)}},
		{"all-bare", fstest.MapFS{"layouts/chapter.html": file(bare), "layouts/version.html": file(bare),"layouts/standard.html": file(bare),"layouts/whole.html": file(bare),"layouts/role.html": file(bare), "layouts/item.html": file(bare), "layouts/coverage.html": file(bare)}},
	} {
		in := large(Public)
		if v.fs != nil { in.Overrides = v.fs }
		b.Run(v.name, func(b *testing.B) { measure(b, func() { mustBuild(b, in) }) })
	}
}
