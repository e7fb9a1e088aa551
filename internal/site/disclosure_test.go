package site

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/standard"
)

// within is the element with an id, as text with its tags left out.
func within(t *testing.T, p parsed, id string) string {
	t.Helper()
	for _, n := range p.find("", "") {
		if v, _ := attr(n, "id"); v == id {
			return strings.Join(strings.Fields(textOf(n)), " ")
		}
	}
	t.Fatalf("%s: nothing has the id %s", p.name, id)
	return ""
}

// below is the section that an element with an id heads.
func below(t *testing.T, p parsed, id string) string {
	t.Helper()
	for _, n := range p.find("section", "") {
		if v, _ := attr(n, "aria-labelledby"); v == id {
			return strings.Join(strings.Fields(textOf(n)), " ")
		}
	}
	t.Fatalf("%s: no section %s", p.name, id)
	return ""
}

func holds(t *testing.T, name, text string, want ...string) {
	t.Helper()
	at := 0
	for _, w := range want {
		i := strings.Index(text[at:], w)
		if i < 0 {
			t.Errorf("%s: no %q, or not in this order, in %q", name, w, text)
			return
		}
		at += i + len(w)
	}
}

// The history of a withholding stands at its newest entry alone, and what is
// withheld no longer in a section of its own.
func TestRegisterHistory(t *testing.T) {
	for _, edition := range []string{Public, Confidential} {
		p := parse(t, edition, mustBuild(t, disclosing(edition))["withheld/water-guideline/index.html"])
		holds(t, edition, within(t, p, "water-guideline-4.2-w-001"),
			"見直し期限 2027年6月30日", "経過", "2024年3月1日 非公開とすることを決定 第4.1版 セキュリティ委員会",
			"2026年2月1日 見直しを行い、引き続き非公開とした 見直しの会議", "引き続き支障がある。",
			"2026年4月1日 非公開の理由を変更（個人に関する情報 → 攻撃を助けるおそれ） 第4.2版")
		if old := within(t, p, "water-guideline-4.1-w-001"); strings.Contains(old, "経過") {
			t.Errorf("%s: an older entry tells the history again: %s", edition, old)
		}
		holds(t, edition, below(t, p, "_gone"), "W-005", "2024年3月1日 第4.1版", "公開", "2026年4月1日 第4.2版", "W-006", "一覧から削除")
		if gone := below(t, p, "_gone"); strings.Contains(gone, "W-001") {
			t.Errorf("%s: what is withheld still is listed as gone: %s", edition, gone)
		}
	}
	page := mustBuild(t, disclosing(Public))["withheld/index.html"]
	for _, want := range []string{`href="../standards/water-guideline/compare/4.1...4.2/#build-requirements"`, `href="../withheld/water-guideline/#water-guideline-4.1-w-005"`, `id="_gone"`} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	en := parse(t, "en", mustBuild(t, disclosing(Public))["en/withheld/water-guideline/index.html"])
	holds(t, "en", within(t, en, "water-guideline-4.2-w-001"), "1 March 2024 Decided to be withheld", "Reviewed, and still withheld", "The harm remains.", "Reason changed (Personal information → Would help attackers)")
	if bytes.Contains(mustBuild(t, sample(Public))["withheld/index.html"], []byte(`id="_gone"`)) {
		t.Error("a section without anything in it")
	}
}

// Reviews stand by day, those without one last; and no word depends on today.
func TestRegisterReviews(t *testing.T) {
	p := parse(t, "", mustBuild(t, disclosing(Public))["withheld/index.html"])
	holds(t, "", below(t, p, "_reviews"), "2026年12月1日", "W-002", "2027年4月1日", "W-004", "2027年6月30日", "W-001", "期限の定めがないもの", "W-003")
}

func TestRegisterAccess(t *testing.T) {
	in := disclosing(Public)
	p := parse(t, "", mustBuild(t, in)["withheld/index.html"])
	holds(t, "", below(t, p, "_access"), "水道分野における", "見本水道協会", "連絡先は公表されていません", "所管省庁及び監査人は", "W-001", "W-002", "W-003", "示されていません", "W-004")
	in.Standards[1].Versions[1].Contact = both("協会 基準担当", "Association, standards desk")
	p = parse(t, "", mustBuild(t, in)["withheld/index.html"])
	holds(t, "", below(t, p, "_access"), "連絡先", "協会 基準担当")
}

// The figure and the table beside it say the same, and the figure is an image
// with words of its own that needs no style in the page.
func TestRegisterRates(t *testing.T) {
	for _, lang := range []string{"", "en/"} {
		p := parse(t, lang, mustBuild(t, disclosing(Public))[lang+"withheld/index.html"])
		figures := slices.DeleteFunc(p.find("svg", "chart"), func(n *html.Node) bool {
			by, _ := attr(n, "aria-labelledby")
			return !strings.HasPrefix(by, "_rates-")
		})
		if len(figures) != 2 {
			t.Fatalf("%d figures", len(figures))
		}
		for _, svg := range figures {
			if role, _ := attr(svg, "role"); role != "img" {
				t.Errorf("role %q", role)
			}
			by, _ := attr(svg, "aria-labelledby")
			ids := strings.Fields(by)
			if len(ids) != 2 || svg.FirstChild.Data != "title" || svg.FirstChild.NextSibling.Data != "desc" || textOf(svg.FirstChild) == "" || textOf(svg.FirstChild.NextSibling) == "" {
				t.Fatalf("no title and desc: %v", ids)
			}
			for i, n := range []*html.Node{svg.FirstChild, svg.FirstChild.NextSibling} {
				if id, _ := attr(n, "id"); id != ids[i] {
					t.Errorf("named by %s, has %s", ids[i], id)
				}
			}
			section := svg.Parent.Parent
			var table []string
			for n := range section.Descendants() {
				if n.Data == "td" {
					if s := textOf(n); strings.Contains(s, "%") {
						table = append(table, s[:strings.Index(s, "%")+1])
					}
				}
			}
			var drawn []string
			for n := range svg.Descendants() {
				if c, _ := attr(n, "class"); c == "chart-value" {
					drawn = append(drawn, textOf(n))
				}
			}
			if len(drawn) == 0 || !slices.Equal(drawn, table) {
				t.Errorf("drawn %v, in the table %v", drawn, table)
			}
		}
	}
	in := disclosing(Public)
	in.Standards[1].Versions[0].Catalog = ""
	p := parse(t, "", mustBuild(t, in)["withheld/index.html"])
	holds(t, "", below(t, p, "_rates-water-guideline"), "第4.1版", "－", "第4.2版")
}

// What a figure draws is as long as what it says.
func TestFigure(t *testing.T) {
	e, err := newEdition(disclosing(Public))
	if err != nil {
		t.Fatal(err)
	}
	h := e.in("ja").at("withheld/")
	for _, want := range []struct{ open, all, width, percent int }{{0, 4, 0, 0}, {1, 3, 73, 33}, {4, 4, rateWidth, 100}} {
		svg := string(h.rateFigure("a", []string{"1"}, []RateRow{{Number: "1", Clauses: &Rate{want.open, want.all, want.percent}}}))
		if drawn := strings.Contains(svg, `class="chart-solid"`); drawn != (want.width > 0) || drawn && !strings.Contains(svg, fmt.Sprintf(`class="chart-solid" x="%d" y="22" width="%d"`, rateLeft, want.width)) {
			t.Errorf("%+v: %s", want, svg)
		}
	}
}

func TestVerify(t *testing.T) {
	none := mustBuild(t, sample(Public))
	for file, want := range map[string][]string{
		"verify/index.html":    {"電子署名した版はまだありません", "公開鍵はまだ定められていません", "sha256sum --check", "確かめられないこと", "すべての方に同じ記録"},
		"en/verify/index.html": {"No version has been released yet.", "kijun verify https://standards.example.org/ --key", "PUBLIC-KEY", "What cannot be verified"},
	} {
		for _, w := range want {
			if !bytes.Contains(none[file], []byte(w)) {
				t.Errorf("%s has no %q", file, w)
			}
		}
		if bytes.Contains(none[file], []byte(`href="../log/checkpoint"`)) {
			t.Errorf("%s: there is no log", file)
		}
	}
	for _, edition := range []string{Public, Confidential} {
		files := mustBuild(t, released(edition))
		p := parse(t, edition, files["verify/index.html"])
		holds(t, edition, within(t, p, "water-guideline-4.2"), "第4.2版", "2026年4月2日", "sha256:5e5e5e", "cm9vdCBvZiB0aGUgYmxvY2tz", "312", "3件")
		holds(t, edition, below(t, p, "_keys"), "+AOldKey 以前の鍵", "+AKeyInUse 使用中")
		for _, want := range []string{`href="../log/checkpoint"`, `href="../data/sources/water-guideline/4.2/release/commitments.txt"`, "--key '発行者に別に確かめた公開鍵' --key '発行者に別に確かめた公開鍵'</code>"} {
			if !bytes.Contains(files["verify/index.html"], []byte(want)) {
				t.Errorf("%s: no %s", edition, want)
			}
		}
		if bytes.Contains(files["verify/index.html"], []byte("まだありません")) {
			t.Error("it says that nothing was released")
		}
		front := files["standards/water-guideline/4.2/index.html"]
		for _, want := range []string{"2026年4月2日", "sha256:" + strings.Repeat("5e", 32), `href="../../../verify/#water-guideline-4.2"`, "sha256:030303030303…"} {
			if !bytes.Contains(front, []byte(want)) {
				t.Errorf("%s: the version's page has no %s", edition, want)
			}
		}
		register := parse(t, edition, files["withheld/water-guideline/index.html"])
		holds(t, edition, within(t, register, "water-guideline-4.2-w-001"), "照合値", "W-001 sha256:"+strings.Repeat("01", 32), "W-001.en sha256:"+strings.Repeat("0e", 32))
		if s := within(t, register, "water-guideline-4.1-w-001"); strings.Contains(s, "sha256") {
			t.Errorf("version 4.1 was not released: %s", s)
		}
	}
}

// Each page leads to the auditors'.
func TestVerifyIsLinked(t *testing.T) {
	files := mustBuild(t, sample(Public))
	for _, name := range sorted(files) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		p := parse(t, name, files[name])
		found := false
		for _, f := range p.find("footer", "") {
			for n := range f.Descendants() {
				ref, _ := attr(n, "href")
				found = found || strings.HasSuffix(ref, "/verify/")
			}
		}
		if !found {
			t.Errorf("%s: its footer has no way to /verify/", name)
		}
	}
	if !bytes.Contains(files["withheld/index.html"], []byte(`<a href="../verify/">この一覧と`)) {
		t.Error("the register does not lead to the auditors' page")
	}
}

// The auditors' page does not change with the site, or the commitments could
// not cover it: it is made of keys and releases alone.
func TestVerifyStands(t *testing.T) {
	a, b := released(Public), released(Public)
	b.Standards[1].Versions[1].Translations[0].Chapters[0].Clauses[0].Title = "別の題"
	b.Standards[1].Versions[1].Summary = standard.Text{"ja": "別の概要"}
	if x, y := mustBuild(t, a)["verify/index.html"], mustBuild(t, b)["verify/index.html"]; !bytes.Equal(x, y) {
		t.Error("the auditors' page depends on other pages")
	}
}
