package search_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/text/unicode/norm"

	"github.com/kijun-dev/kijun/internal/browser"
	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/search"
)

// A passage is one of shared/corpora/law.
type passage struct{ Title, Art, Text string }

func passages(tb testing.TB) []passage {
	tb.Helper()
	var out []passage
	for line := range bytes.Lines(corpora.Read(tb, "law/clauses.jsonl")) {
		var p passage
		if err := json.Unmarshal(line, &p); err != nil {
			tb.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func indexOf(tb testing.TB, all []passage) map[string][]byte {
	tb.Helper()
	b := search.NewBuilder(search.Options{})
	for i, p := range all {
		b.Add(&search.Document{Kind: search.Clause, Href: fmt.Sprintf("d/#%d", i), Standard: p.Title, Label: p.Art, Body: []string{p.Text}})
	}
	return files(tb, b)
}

// A question is a query with what it means: each of all must be a part of a
// field, in one of its forms.
type question struct {
	sort, query string
	all         [][]string
}

func ask(sort string, queries ...string) []question {
	var out []question
	for _, q := range queries {
		out = append(out, question{sort, q, nil})
	}
	return out
}

// questions are words, compounds, phrases, katakana, numbers, Latin letters, one
// and two letters, several terms. Those with numbers list the ways of writing
// them, by hand.
var questions = slices.Concat(
	ask("word", "委託", "原子炉", "新幹線", "監査", "暗号", "水道", "電気通信", "漏えい", "住所", "廃止", "報告書", "訓練"),
	ask("compound", "情報システム", "個人情報", "安全管理措置", "危機管理", "信用金庫代理業者", "独立行政法人", "教育訓練", "内部監査", "事業継続", "損害賠償責任", "再委託", "国家公務員共済組合連合会"),
	ask("phrase", "記録を保存", "事業者は", "しなければならない", "することができる", "定めるところにより", "遅滞なく、その旨を", "前項の規定にかかわらず", "に関する事務の総括に関すること", "これを変更しようとするときも、同様とする", "当該業務の全部又は一部を", "次に掲げる事項を記載した"),
	ask("katakana", "サーバ", "コンピュータ", "ネットワーク", "プログラム", "ﾌﾟﾛｸﾞﾗﾑ", "データ", "デ―タ", "インターネット", "メートル", "エネルギー"),
	[]question{
		{"number", "第百二十九条", [][]string{{"第百二十九条", "第129条"}}},
		{"number", "第129条", [][]string{{"第百二十九条", "第129条"}}},
		{"number", "第三条", [][]string{{"第三条", "第3条"}}},
		{"number", "第三十一条の三", [][]string{{"第三十一条の三", "第31条の3"}}},
		{"number", "第２項", [][]string{{"第二項", "第2項"}}},
		{"number", "平成十五年", [][]string{{"平成十五年", "平成15年"}}},
		{"number", "百分の五十", [][]string{{"百分の五十", "百分の50"}}},
		{"number", "五千万円", [][]string{{"五千万円", "50000000円"}}},
	},
	ask("Latin", "A", "pH", "kg", "ISO", "http", "LPG", "ｃｍ"),
	ask("one letter", "者", "の", "鯨", "ゑ", "円", "〇", "ン", "%"),
	ask("two letters", "する", "もの", "規定", "大臣", "こと", "及び"),
	[]question{
		{"several", "個人情報 保護", [][]string{{"個人情報"}, {"保護"}}},
		{"several", "国土交通省　防災", [][]string{{"国土交通省"}, {"防災"}}},
		{"several", "する もの 委託", [][]string{{"する"}, {"もの"}, {"委託"}}},
	},
	ask("none", "量子暗号通信", "zzzz", "鯨鯨"),
)

// plain is a normalisation of the test's own.
func plain(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = regexp.MustCompile(`[‐‑‒–—―−─]`).ReplaceAllString(s, "-")
	s = regexp.MustCompile(`([ァ-ヺー])[-~〜]`).ReplaceAllString(s, "${1}ー")
	return strings.Join(strings.Fields(s), " ")
}

// truth are the passages that a question means.
func (q question) truth(all [][3]string) map[string]bool {
	terms := q.all
	if terms == nil {
		terms = [][]string{{q.query}}
	}
	out := map[string]bool{}
	for i, fields := range all {
		holds := !slices.ContainsFunc(terms, func(forms []string) bool {
			return !slices.ContainsFunc(forms, func(form string) bool {
				return slices.ContainsFunc(fields[:], func(field string) bool { return strings.Contains(field, plain(form)) })
			})
		})
		if holds {
			out[fmt.Sprintf("../d/#%d", i)] = true
		}
	}
	return out
}

var number = regexp.MustCompile(`[0-9][0-9,]*`)

// TestQuality holds recall and precision to the literal truth, in a browser, and
// what a first query costs. Every query is asked in a tab that has seen nothing.
func TestQuality(t *testing.T) {
	b := browser.Start(t)
	all := passages(t)
	start := time.Now()
	index := indexOf(t, all)
	took := time.Since(start)
	quality(t, b, all, index, questions, 50<<10, 200)
	size, most := 0, 0
	for _, data := range index {
		size += len(data)
		most = max(most, len(data))
	}
	t.Logf("index of %d passages: %d files, %.2f MB, largest %d bytes, made in %s", len(all), len(index), float64(size)/1e6, most, took.Round(time.Millisecond))
	if most >= 10_000 {
		t.Errorf("a file of the index has %d bytes", most)
	}
}

// quality asks each question in a tab of its own, and then for all of the results
// where they are on so many pages.
func quality(t *testing.T, b *browser.Browser, all []passage, index map[string][]byte, questions []question, limit, pages int) {
	t.Helper()
	s := serve(t, index)
	var fields [][3]string
	for _, p := range all {
		fields = append(fields, [3]string{plain(p.Title), plain(p.Art), plain(p.Text)})
	}
	inside := engine(t, b, s)
	var sent, took []int
	for _, q := range questions {
		truth := q.truth(fields)
		tab := b.Tab(t, 5*time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
			t.Fatal(err)
		}
		s.sent()
		first, err := look(tab, q.query)
		if err != nil {
			t.Errorf("%s: %v", q.query, err)
			continue
		}
		n, requests := s.sent()
		sent, took = append(sent, n), append(took, int(first.MS))
		t.Logf("%-11s %-24s %5d true %6d bytes %3d requests %4.0f ms  %s", q.sort, q.query, len(truth), n, requests, first.MS, first.Status)
		if n > limit {
			t.Errorf("%s: a first query cost %d bytes", q.query, n)
		}
		if q.query == "%" {
			continue // punctuation alone
		}
		if want := min(10, len(truth)); len(first.Hrefs) != want {
			t.Errorf("%s: %d results are shown, want %d", q.query, len(first.Hrefs), want)
		}
		claimed := 0
		fmt.Sscan(strings.ReplaceAll(number.FindString(first.Status), ",", ""), &claimed)
		if most := strings.Contains(first.Status, "最大"); claimed < len(truth) || claimed > len(truth) && !most {
			t.Errorf("%s: it says %q of %d", q.query, first.Status, len(truth))
		}
		if len(truth) > 10*pages { // too many to show; the index alone knows them
			var docs []int
			if !strings.Contains(first.Status, "最大") {
				docs = call[[]int](t, inside, `(async () => (await search([new Index(overHTTP("/search/index/"))], parse(`+quote(q.query)+`), [])).order.map(([, doc]) => doc))()`)
			}
			for _, doc := range docs {
				if !truth[fmt.Sprintf("../d/#%d", doc)] {
					t.Errorf("%s: document %d is no hit", q.query, doc)
				}
			}
			if docs != nil && len(docs) != len(truth) {
				t.Errorf("%s: found %d of %d", q.query, len(docs), len(truth))
			}
			continue
		}
		everything, err := reload(tab, fmt.Sprintf("%s/search/?q=%s&page=%d", s.URL, escape(q.query), pages))
		if err != nil {
			t.Errorf("%s: %v", q.query, err)
			continue
		}
		found := map[string]bool{}
		for i, href := range everything.Hrefs {
			found[href] = true
			if !truth[href] {
				t.Errorf("%s: %s is no hit", q.query, href)
			}
			if everything.Marked[i] == "" {
				t.Errorf("%s: in %s nothing is marked", q.query, href)
			}
		}
		if len(found) != len(truth) || len(everything.Hrefs) != len(truth) {
			t.Errorf("%s: found %d of %d", q.query, len(found), len(truth))
		}
	}
	slices.Sort(sent)
	slices.Sort(took)
	t.Logf("%d queries; first query: median %d bytes, largest %d bytes; median %d ms, longest %d ms",
		len(sent), sent[len(sent)/2], sent[len(sent)-1], took[len(took)/2], took[len(took)-1])
}

func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
