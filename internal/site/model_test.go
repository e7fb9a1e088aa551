package site

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

func both(ja, en string) standard.Text { return standard.Text{"ja": ja, "en": en} }
func ja(s string) standard.Text        { return standard.Text{"ja": s} }

func sampleCatalog() *catalog.Catalog {
	t := func(id, symbol, ja, en string) catalog.Term {
		return catalog.Term{ID: id, Symbol: symbol, Name: both(ja, en), Summary: both(ja+"の説明です。", "What "+en+" means.")}
	}
	it := func(id, phase, viewpoint, ja, en string) *catalog.Item {
		return &catalog.Item{ID: id, Phase: phase, Viewpoint: viewpoint, Section: "Ⅱ." + id, Heading: both(ja, en), Summary: both(ja+"について定めることを求めています。", "Asks for a statement on "+en+".")}
	}
	c := &catalog.Catalog{
		ID: "nisc-4", Title: both("安全基準等策定指針（見本）", "Guideline for standards (sample)"), Issued: "2015-05-25",
		Source:     both("見本", "sample"),
		Phases:     []catalog.Term{t("frame", "", "枠組み", "Framework"), t("plan", "", "計画", "Plan"), t("do", "", "実行", "Do")},
		Viewpoints: []catalog.Term{t("policy", "", "方針", "Policy"), t("construction", "", "構築", "Construction")},
		Classes: []catalog.Term{
			t("mandatory", "①", "強制基準", "Mandatory standard"), t("recommended", "②", "推奨基準", "Recommended standard"),
			t("industry", "③", "業界標準", "Industry guideline"), t("internal", "④", "内規", "Internal rules"),
		},
		Causes:   []catalog.Term{t("intentional", "", "意図的要因", "Intentional"), t("environmental", "", "環境的要因", "Environmental")},
		Roles:    []catalog.Term{t("operator", "", "事業者", "Operator"), t("management", "", "経営層", "Management")},
		Duties:   []catalog.Term{t("d1", "", "方針を示す", "Set the policy"), t("d2", "", "資源を確保する", "Provide resources")},
		Measures: []catalog.Term{t("prevention", "", "未然防止", "Prevention"), t("containment", "", "拡大防止", "Containment")},
		Levels:   []catalog.Term{t("must", "", "義務", "Must"), t("should", "", "推奨", "Should"), t("may", "", "任意", "May")},
		Items: []*catalog.Item{
			it("1", "frame", "", "目的", "Purpose"),
			it("2", "frame", "", "対象範囲", "Scope"),
			it("6.1.1(1)", "plan", "policy", "情報セキュリティ方針の策定", "Information security policy"),
			it("6.1.2(2)", "plan", "policy", "情報セキュリティ対策の運用に必要な規程の整備", "Rules for operating measures"),
			it("6.1.5(1)", "do", "construction", "情報セキュリティ要件の明確化", "Security requirements"),
			it("6.1.5(2)", "do", "construction", "遠隔保守", "Remote maintenance"),
		},
	}
	c.Items[2].Links = []catalog.Link{{To: "6.1.2(2)", Kind: "feeds", Note: both("方針を受けて規程を整備します。", "Rules follow the policy.")}}
	return c
}

func sampleLibrary() *catalog.Library {
	return &catalog.Library{
		Catalogs: []*catalog.Catalog{sampleCatalog()},
		Reasons: []*catalog.Reason{
			{ID: "threat", Name: both("攻撃を助けるおそれ", "Would help attackers"), Text: both("公開すると攻撃の手がかりになる情報です。", "Information that would give attackers a lead."), Basis: both("指針Ⅱ.5", "Guideline Ⅱ.5")},
			{ID: "personal", Name: both("個人に関する情報", "Personal information"), Text: both("個人を識別できる情報です。", "Information that identifies a person."), Basis: both("5条1号相当", "Like Article 5 (i)")},
		},
		Sectors: []*catalog.Sector{
			{ID: "water", Name: both("水道", "Water"), Services: both("安全な水道水の供給", "A supply of safe tap water")},
			{ID: "power", Name: both("電力", "Electric power"), Services: both("電気の安定した供給", "A stable supply of electricity")},
			{ID: "rail", Name: both("鉄道", "Railways"), Services: both("旅客と貨物の輸送", "Transport of people and goods")},
		},
	}
}

func withholding(id string, unit standard.Unit, clause string, heading *standard.Heading) *standard.Withholding {
	return &standard.Withholding{
		ID: id, Items: []string{"6.1.5(2)"}, Clause: clause, Unit: unit, Heading: heading,
		Title: both("遠隔保守の接続元（"+id+"）", "Origin of remote maintenance ("+id+")"), Reason: "threat",
		Harm:     both("接続元が知られると、その経路をねらった攻撃を受けやすくなり、断水につながるおそれがあります。", "Knowing the origin makes attacks on that path easier, up to an interruption of supply."),
		Audience: "confidential", Decided: standard.Act{By: ja("セキュリティ委員会"), On: "2026-04-01"}, Approved: standard.Act{By: both("理事会", "Board"), On: "2026-04-10"},
		ReviewBy: "2027-04-01", Access: both("所管省庁及び監査人は、事務局に申し出てください。", "The ministry and auditors may ask the secretariat."),
		Cut: unit == standard.UnitChapter || unit == standard.UnitField,
	}
}

func clause(id, label, title string, set ...func(*standard.Clause)) *standard.Clause {
	c := &standard.Clause{ID: id, Depth: 2, Label: label, Title: title, Prose: standard.Prose{Plain: title + "を定める。"}}
	for _, f := range set {
		f(c)
	}
	return c
}

func tagged(items ...string) func(*standard.Clause) {
	return func(c *standard.Clause) {
		for _, i := range items {
			c.Tags = append(c.Tags, standard.Tag{Item: i})
		}
		c.Level, c.Roles, c.Measures, c.Causes = "must", []string{"operator"}, []string{"prevention"}, []string{"intentional"}
	}
}

func plainly(t standard.Text) func(*standard.Clause) { return func(c *standard.Clause) { c.Plain = t } }

// water is in Japanese alone, in two versions; the newer one withholds a
// section, a paragraph, a chapter and a field.
func water() *standard.Standard {
	old := waterVersion("4.1", standard.Superseded, "2024-04-01")
	now := waterVersion("4.2", standard.Published, "2026-04-01")
	now.Replaces, now.Note = "4.1", both("遠隔保守の規定を改めました。", "Revises the rules on remote maintenance.")
	para := withholding("W-001", standard.UnitParagraph, "remote-maintenance", nil)
	section := withholding("W-002", standard.UnitSection, "remote-maintenance", &standard.Heading{Level: 2, Label: "2.3", Title: both("保守経路の詳細", "Details of the path")})
	chapter := withholding("W-003", standard.UnitChapter, "remote-maintenance", &standard.Heading{Level: 1, Label: "付属書B", Title: both("施設の一覧", "List of sites")})
	field := withholding("W-004", standard.UnitField, "", nil)
	field.Title, field.Reason = both("緊急時の連絡先", "Emergency contact"), "personal"
	now.Register = []*standard.Withholding{para, section, chapter, field}
	t := now.Translations[0]
	build := t.Chapters[1]
	build.Clauses[1].Notices = []string{"W-001"}
	build.Clauses[1].Prose.Plain = "遠隔保守の経路を定める。[W-001]"
	build.Clauses[1].Withhold = []string{"W-003"}
	build.Clauses = append(build.Clauses, &standard.Clause{ID: "w-002", Depth: 2, Label: "2.3", Title: "保守経路の詳細", Withheld: section})
	t.Chapters = append(t.Chapters, &standard.Chapter{Name: "w-003", Withheld: chapter}, &standard.Chapter{Name: "03-end", Title: "3. 附則", Clauses: []*standard.Clause{clause("enter", "3.1", "施行期日")}})
	return &standard.Standard{ID: "water-guideline", Versions: []*standard.Version{old, now}}
}

func waterVersion(number string, status standard.Status, issued standard.Date) *standard.Version {
	return &standard.Version{
		Standard: "water-guideline", Number: number, Title: both("水道分野における情報セキュリティガイドライン（見本）", "Information security guideline for water (sample)"),
		Class: standard.Industry, Sector: "water", Publisher: both("見本水道協会", "Sample Water Association"), Status: status, Issued: issued, Effective: issued, ReviewBy: "2028-04-01",
		Catalog: "nisc-4", Summary: both("水道事業者が、断水や水質の異常を防ぐために守る情報セキュリティの基準です。", "What water utilities must do about information security to keep safe water running."),
		Adoption: []standard.Adoption{
			{Item: "6.1.1(1)", Decision: standard.StatedElsewhere, Standard: "power-standard", Reason: ja("方針は別に定めるため。")},
			{Item: "6.1.2(2)", Decision: standard.NotAdopted, Reason: both("規程は各事業者が定めるため。", "Each operator has its own rules.")},
		},
		Translations: []*standard.Translation{{Lang: "ja", Preface: standard.Prose{Plain: "前文です。"}, Chapters: []*standard.Chapter{
			{Name: "01-scope", Title: "1. 目的と範囲", Clauses: []*standard.Clause{
				clause("purpose", "1.1", "目的", tagged("1"), plainly(both("水道を止めないための約束ごとです。", "Promises that keep the water running."))),
				clause("scope", "1.2", "対象範囲", tagged("2")),
			}},
			{Name: "02-build", Title: "2. 情報システムの構築", Clauses: []*standard.Clause{
				clause("build-requirements", "2.1", "情報セキュリティ要件の明確化", tagged("6.1.5(1)")),
				clause("remote-maintenance", "2.2", "遠隔保守", tagged("6.1.5(2)"), plainly(ja("外部からの保守接続は、決められた経路に限ります。"))),
			}},
		}}},
	}
}

// power is in Japanese and English, with a proposal newer than what is in force;
// its internal rules belong to an operator.
func power() *standard.Standard {
	v := &standard.Version{
		Standard: "power-standard", Number: "1.0", Title: both("電力会社の内規（見本）", "Internal rules of a power company (sample)"), Class: standard.Internal, Sector: "power",
		Publisher: ja("見本電力"), Operator: &standard.Operator{ID: "mihon-power", Name: both("見本電力", "Sample Power")}, Status: standard.Published, Issued: "2025-10-01", Catalog: "nisc-4",
		Contact:  both("見本電力 情報セキュリティ室", "Sample Power, information security office"),
		Adoption: []standard.Adoption{{Item: "2", Decision: standard.NotApplicable, Reason: ja("対象がないため。")}, {Item: "6.1.1(1)", Decision: standard.Adapted, Reason: ja("体制に合わせるため。")}},
	}
	chapter := func(title, c1, c2 string) *standard.Chapter {
		return &standard.Chapter{Name: "01-policy", Title: title, Clauses: []*standard.Clause{
			clause("policy", "第1条", c1, tagged("1", "6.1.1(1)"), plainly(both("停電を防ぐ方針を、経営者が決めて公表します。", "Management sets and publishes a policy that keeps the power on."))),
			clause("duty", "第2条", c2, tagged("6.1.2(2)"), func(c *standard.Clause) { c.Roles, c.Duties = []string{"management"}, []string{"d1"} }),
		}}
	}
	v.Translations = []*standard.Translation{
		{Lang: "ja", Preface: standard.Prose{Empty: true}, Chapters: []*standard.Chapter{chapter("第1章 方針", "基本方針", "経営層の責務")}},
		{Lang: "en", Preface: standard.Prose{Empty: true}, Chapters: []*standard.Chapter{chapter("Chapter 1 Policy", "Basic policy", "Duties of the management")}},
	}
	next := *v
	next.Number, next.Status, next.Issued = "1.1", standard.Consultation, "2026-06-01"
	return &standard.Standard{ID: "power-standard", Versions: []*standard.Version{v, &next}}
}

// fakeHTML stands for package render: it keeps the theme's contract.
func fakeHTML(v *standard.Version, _, lang string, ch *standard.Chapter) []byte {
	var b bytes.Buffer
	if ch == nil {
		b.WriteString("<p>このガイドラインは、水道を止めないために作りました。{{% 見本 %}} {{< 見本 >}}</p>")
		return b.Bytes()
	}
	for _, c := range ch.Clauses {
		id := anchor(c)
		fmt.Fprintf(&b, `<section class="clause" id="%s" aria-labelledby="%s-h"><div class="clause-head"><h2 class="clause-heading" id="%s-h"><span class="label">%s</span> %s</h2> <a class="permalink" href="#%s" aria-label="この条項へのリンク">#</a></div>`, id, id, id, c.Label, html.EscapeString(c.Title), id)
		if c.Withheld != nil {
			b.WriteString(`<aside class="notice" role="note"><p class="notice-heading"><span class="notice-mark">非公開</span> 保守経路の詳細 <span class="notice-id">` + c.Withheld.ID + `</span></p></aside></section>`)
			continue
		}
		if len(c.Plain) > 0 {
			fmt.Fprintf(&b, `<p class="plain"><span class="plain-label">やさしい説明</span> %s</p>`, c.Plain.In(lang))
		}
		b.WriteString(fakeBody)
		for _, id := range c.Notices {
			id := strings.ToLower(id)
			fmt.Fprintf(&b, fakeNotice, id, id, id, v.Standard, v.Number, id)
		}
		b.WriteString(fakeFacts)
		b.WriteString("</section>\n")
	}
	return b.Bytes()
}

const fakeBody = `<p>事業者は、情報システムの構築に当たって、<a href="https://example.org/">情報セキュリティ要件</a>を明確にし、Web サーバ等の 3 種類の機器について文書に記録しなければならない。遠隔保守の経路は、あらかじめ定めたものに限る。</p>
<ul><li>経路を文書で定める。</li><li>保守の記録を1年以上保存する。<ol><li>日時</li><li>作業者</li></ol></li></ul>
<div class="table-scroll" role="group" tabindex="0" aria-label="横に動かして読める表"><table class="table"><thead><tr><th scope="col">区分</th><th scope="col">対策</th><th scope="col">周期</th></tr></thead><tbody><tr><td>制御系</td><td>接続の都度、二者で確認する</td><td>毎回</td></tr><tr><td>情報系</td><td>多要素認証を用いる</td><td>毎月</td></tr></tbody></table></div>
<blockquote><p>断水を防ぐことを第一とする。</p></blockquote>
<div class="highlight"><pre class="chroma" tabindex="0"><code><span class="line"><span class="cl"><span class="nt">firewall</span><span class="p">:</span> <span class="c"># 見本</span>
</span></span><span class="line"><span class="cl">  <span class="nt">default</span><span class="p">:</span> <span class="s2">"deny"</span>
</span></span></code></pre></div>
<dl><dt>遠隔保守</dt><dd>外部の場所から通信回線を通じて行う保守をいう。</dd></dl>`

const fakeNotice = `<aside class="notice" id="%s" role="note" aria-labelledby="%s-h"><p class="notice-heading" id="%s-h"><span class="notice-mark">非公開</span> 遠隔保守の接続元 <span class="notice-id">W-001</span></p>
<dl><div><dt>対象項目</dt><dd><a class="chip" href="../../../../items/nisc-4/6.1.5(2)/">6.1.5(2)</a></dd></div> <div><dt>非公開の理由</dt><dd>攻撃を助けるおそれ</dd></div> <div><dt>公開した場合の支障</dt><dd>接続元が知られると、その経路をねらった攻撃を受けやすくなり、断水につながるおそれがあります。</dd></div> <div><dt>単位</dt><dd>段落</dd></div> <div><dt>見直し期限</dt><dd><time datetime="2027-04-01">2027年4月1日</time></dd></div></dl>
<p><a href="../../../../withheld/%[4]s/#%[4]s-%[5]s-%[6]s">非公開項目一覧で見る</a></p></aside>`

const fakeFacts = `<dl class="clause-facts"><div><dt>指針の項目</dt><dd><a class="chip" href="../../../../items/nisc-4/6.1.5(2)/">6.1.5(2)</a></dd></div><div><dt>水準</dt><dd>義務</dd></div><div><dt>役割</dt><dd>事業者</dd></div></dl>`

// fakeAll gives each chapter its heading, and a withheld one its notice.
func fakeAll(v *standard.Version, _, lang string) []byte {
	var b bytes.Buffer
	for _, ch := range v.Translation(lang).Chapters {
		if absent(ch) {
			fmt.Fprintf(&b, `<section class="clause" id="%s"><h2>付属書B 施設の一覧</h2></section>`, strings.ToLower(ch.Withheld.ID))
			continue
		}
		fmt.Fprintf(&b, "<h2 class=\"chapter-heading\">%s</h2>\n%s", ch.Title, fakeHTML(v, lang, lang, ch))
	}
	return b.Bytes()
}

// plain is a version's words as the model has them.
type plain struct{}

func (plain) Raw(ch *standard.Chapter, i int) []byte { return []byte(ch.Clauses[i].Prose.Plain) }
func (plain) Blocks(ch *standard.Chapter, i int) []standard.Block {
	return []standard.Block{{Cells: []standard.Words{{Text: ch.Clauses[i].Prose.Plain}}}}
}
func (plain) PrefaceBlocks(string) []standard.Block { return nil }

func compareSample(old, new *standard.Version, lang string) *compare.Comparison {
	return compare.Compare(compare.Input{Edition: Public, Library: sampleLibrary(), Lang: lang,
		Old: compare.Version{Version: old, Texts: plain{}}, New: compare.Version{Version: new, Texts: plain{}}})
}

// fakeComparison has each change under its anchor, with the way to its clause.
func fakeComparison(c *compare.Comparison, ui string, to Ways) []byte {
	var b bytes.Buffer
	b.WriteString(`<section class="comparison" id="_changes"><h2>` + ui + "</h2>\n")
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		at, v, lang := ch.New, c.New.Version, c.NewLang
		if at == nil {
			at, v, lang = ch.Old, c.Old.Version, c.OldLang
		}
		if ch.Changed() {
			fmt.Fprintf(&b, `<section id="%s" lang="%s"><h3><a href="%s">%s %s</a></h3><a href="%s">6.1.5(2)</a></section>`, ch.ID, lang, to.Clause(v, at), ch.Class, html.EscapeString(at.Clause.Title), to.Item(v, "6.1.5(2)"))
		}
	}
	b.WriteString("</section>")
	return b.Bytes()
}

func sample(edition string) Input {
	in := Input{
		Edition: edition,
		Site: &standard.Site{
			Title: both("見本 安全基準等", "Sample standards"), Description: both("安全基準等の見本です。", "A sample of standards."), Publisher: both("見本協議会", "Sample Council"),
			Languages: []string{"ja", "en"}, BaseURL: "https://standards.example.org/", Marking: both("非公開版　関係者限り", "Confidential – for those entitled"), Banner: both("これは見本です。実在の団体とは関係ありません。", "This is a sample. It has nothing to do with any real body."),
		},
		Library:   sampleLibrary(),
		Standards: []*standard.Standard{power(), water()},
		HTML:      fakeHTML,
		AllHTML:   fakeAll,
		Compare:   compareSample, CompareHTML: fakeComparison,
		Pages: samplePages(),
		PageHTML: func(_ *standard.Page, _ string, t *standard.PageText) []byte {
			return []byte("<p>" + html.EscapeString(t.Prose.Plain) + "</p>")
		},
	}
	in.Coverage = cover.All(in.Library, in.Standards)
	in.Chronicles = chronicles(in.Standards)
	return in
}

// samplePages are a page in both languages and one in Japanese alone.
func samplePages() []*standard.Page {
	return []*standard.Page{
		{Name: "about", Status: standard.Published, Updated: "2026-04-01", Texts: []*standard.PageText{
			{Lang: "ja", Title: "このサイトについて", Summary: "公開版の読み方を述べます。", Prose: standard.Prose{Plain: "ここは見本です。"}},
			{Lang: "en", Title: "About this site", Summary: "How to read the public edition.", Prose: standard.Prose{Plain: "This is a sample."}},
		}},
		{Name: "contact", Status: standard.Published, Texts: []*standard.PageText{{Lang: "ja", Title: "お問い合わせ", Prose: standard.Prose{Plain: "窓口は総務課です。\n受付は平日です。"}}}},
	}
}

func chronicles(standards []*standard.Standard) map[string]compare.Chronicle {
	out := map[string]compare.Chronicle{}
	for _, s := range standards {
		out[s.ID] = compare.Withholdings(s, func(old, new *standard.Version) *compare.Comparison { return compareSample(old, new, "") })
	}
	return out
}

// disclosing is the sample with a past: version 4.1 withheld the paragraph for
// another reason, and two more parts, of which one can be read now and one is
// gone.
func disclosing(edition string) Input {
	in := sample(edition)
	old, now := in.Standards[1].Versions[0], in.Standards[1].Versions[1]
	para := *now.Register[0]
	para.Reason, para.Decided.On, para.ReviewBy = "personal", "2024-03-01", "2026-03-31"
	open, gone := withholding("W-005", standard.UnitSpan, "build-requirements", nil), withholding("W-006", standard.UnitSpan, "scope", nil)
	open.Decided.On, gone.Decided.On = "2024-03-01", "2024-03-01"
	old.Register = []*standard.Withholding{&para, open, gone}
	build := old.Translations[0].Chapters[1]
	build.Clauses[0].Notices, build.Clauses[0].Prose.Plain = []string{"W-005"}, "要件は[W-005]で定める。"
	build.Clauses[1].Notices, build.Clauses[1].Prose.Plain = []string{"W-001"}, "遠隔保守の経路を定める。[W-001]"
	now.Translations[0].Chapters[1].Clauses[0].Prose.Plain = "要件は仕様書で定める。"
	scope := old.Translations[0].Chapters[0].Clauses[1]
	scope.Notices, scope.Prose.Plain = []string{"W-006"}, scope.Prose.Plain+"[W-006]"
	para.Reviewed = []standard.Review{{Act: standard.Act{By: both("見直しの会議", "Review meeting"), On: "2026-02-01"}, ReviewBy: "2027-06-30", Note: both("引き続き支障がある。", "The harm remains.")}}
	now.Register[0].Reviewed = para.Reviewed
	now.Register[1].ReviewBy, now.Register[2].ReviewBy, now.Register[3].Access = "2026-12-01", "", nil
	in.Chronicles = chronicles(in.Standards)
	return in
}

// released is the sample with a released version and two keys.
func released(edition string) Input {
	in := disclosing(edition)
	in.Site.Keys = []standard.PublicKey{{Key: "standards.example.org+0aaaaaaa+AOldKey"}, {Key: "standards.example.org+1bbbbbbb+AKeyInUse"}}
	in.Standards[1].Versions[1].Release = &standard.Release{
		Date: "2026-04-02", Sources: "sha256:" + strings.Repeat("5e", 32), Root: "cm9vdCBvZiB0aGUgYmxvY2tz", Blocks: 312,
		Commitments: []standard.Commitment{{Part: "W-001", Hash: "sha256:" + strings.Repeat("01", 32)}, {Part: "W-001.en", Hash: "sha256:" + strings.Repeat("0e", 32)}, {Part: "W-003", Hash: "sha256:" + strings.Repeat("03", 32)}},
	}
	return in
}
