package site

import (
	"bytes"

	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

const (
	chaptersInBench = 2000
	clausesInBench  = 5
)

// markdown is a chapter of about 4 kB of Japanese.
func markdown(s, c int) string {
	var b strings.Builder
	for i := range clausesInBench {
		fmt.Fprintf(&b, "## %d.%d 情報セキュリティ要件の明確化 {#c%d-%d}\n\n", c, i, c, i)
		for range 2 {
			b.WriteString(strings.Repeat("事業者は、情報システムの構築に当たって、情報セキュリティ要件を明確にし、文書に記録しなければならない。", 2) + "\n\n")
		}
		b.WriteString("- 経路を文書で定める。\n- 保守の記録を1年以上保存する。\n\n")
		if i == 0 && c%4 == 0 {
			b.WriteString("| 区分 | 対策 | 周期 |\n| --- | --- | --- |\n| 制御系 | 二者で確認する | 毎回 |\n| 情報系 | 多要素認証 | 毎月 |\n\n")
		}
	}
	return b.String()
}

// page is what package render makes of it, near enough.
func page(c int) []byte {
	var b bytes.Buffer
	for i := range clausesInBench {
		fmt.Fprintf(&b, `<section class="clause" id="c%d-%d" aria-labelledby="c%d-%d-h"><div class="clause-head"><h2 class="clause-heading" id="c%d-%d-h"><span class="label">%d.%d</span> 情報セキュリティ要件の明確化</h2> <a class="permalink" href="#c%d-%d" aria-label="この条項へのリンク">#</a></div>`, c, i, c, i, c, i, c, i, c, i)
		for range 2 {
			b.WriteString("<p>" + strings.Repeat("事業者は、情報システムの構築に当たって、情報セキュリティ要件を明確にし、文書に記録しなければならない。", 2) + "</p>\n")
		}
		b.WriteString("<ul><li>経路を文書で定める。</li><li>保守の記録を1年以上保存する。</li></ul>" + fakeFacts + "</section>\n")
	}
	return b.Bytes()
}

// large is a site of many chapters in versions of twenty.
func large(edition string) Input {
	in := sample(edition)
	in.Standards = nil
	for s := 0; s*20 < chaptersInBench; s++ {
		v := waterVersion("1.0", standard.Published, "2026-04-01")
		v.Standard = fmt.Sprintf("standard-%03d", s)
		t := v.Translations[0]
		t.Chapters = nil
		for c := range 20 {
			ch := &standard.Chapter{Name: fmt.Sprintf("%02d-chapter", c), Title: fmt.Sprintf("%d. 情報システムの構築", c)}
			for i := range clausesInBench {
				item := in.Library.Catalogs[0].Items[(c+i)%6].ID
				ch.Clauses = append(ch.Clauses, clause(fmt.Sprintf("c%d-%d", c, i), fmt.Sprintf("%d.%d", c, i), "情報セキュリティ要件の明確化", tagged(item)))
			}
			t.Chapters = append(t.Chapters, ch)
		}
		in.Standards = append(in.Standards, &standard.Standard{ID: v.Standard, Versions: []*standard.Version{v}})
	}
	in.Coverage = cover.All(in.Library, in.Standards)
	bodies, whole := make([][]byte, 20), []byte(nil)
	for c := range bodies {
		bodies[c] = page(c)
		whole = append(whole, bodies[c]...)
	}
	in.HTML = func(_ *standard.Version, _, _ string, ch *standard.Chapter) []byte {
		var c int
		if ch != nil {
			fmt.Sscanf(ch.Name, "%02d-", &c)
		}
		return bodies[c]
	}
	in.AllHTML = func(*standard.Version, string, string) []byte { return whole }
	return in
}

// BenchmarkBuild builds one edition of the large site; BenchmarkHugo is the
// same chapters with Hugo rendering the Markdown and nothing else. Wall time
// says little on a busy machine: compare cpu-ms.
func BenchmarkBuild(b *testing.B) {
	in := large(Public)
	measure(b, func() { mustBuild(b, in) })
}

func BenchmarkHugo(b *testing.B) {
	measure(b, func() {
		source, target := afero.NewMemMapFs(), afero.NewMemMapFs()
		write := func(name, data string) { _ = afero.WriteFile(source, workDir+"/"+name, []byte(data), 0o644) }
		write("hugo.json", `{"baseURL":"https://example.org/","disableKinds":["taxonomy","term","rss","sitemap","robotstxt","section","404"],"markup":{"goldmark":{"parser":{"attribute":{"block":true}}}}}`)
		write("layouts/page.html", `<!doctype html><html lang="ja"><title>{{ .Title }}</title><main><h1>{{ .Title }}</h1>{{ .Content }}</main></html>`)
		write("layouts/home.html", `<!doctype html><html lang="ja"><title>{{ .Title }}</title></html>`)
		for i := range chaptersInBench {
			write(fmt.Sprintf("content/s%03d/%02d-chapter.md", i/20, i%20), fmt.Sprintf("---\ntitle: %d. 情報システムの構築\nclauses:\n  a: {items: [6.1.5(1)], roles: [operator], level: must}\n---\n\n%s", i, markdown(i/20, i%20)))
		}
		if err := build(source, target); err != nil {
			b.Fatal(err)
		}
		if files, _ := collect(target); len(files) < chaptersInBench {
			b.Fatal(len(files))
		}
	})
}

func measure(b *testing.B, f func()) {
	before := cpu()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64((cpu()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
