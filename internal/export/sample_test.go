package export

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// both is a text in both languages.
func both(ja, en string) standard.Text { return standard.Text{"ja": ja, "en": en} }

func sampleSite() *standard.Site {
	return &standard.Site{
		Title: both("安全基準等の見本", "Sample standards"), Publisher: both("見本協会", "Sample Association"),
		Description: both("見本です", ""), Languages: []string{"ja", "en"}, BaseURL: "https://standards.example.org/",
	}
}

func sampleLibrary() *catalog.Library {
	return &catalog.Library{
		Catalogs: []*catalog.Catalog{{
			ID: "nisc-4", Title: both("指針 第4版", "Guideline, fourth edition"), Issued: "2015-05-25", Source: both("出典 <本編>", ""),
			Phases:     []catalog.Term{{ID: "frame", Name: both("枠組み", "Framework")}, {ID: "plan", Name: both("計画", "Plan")}},
			Classes:    []catalog.Term{{ID: "industry", Symbol: "③", Name: both("業界標準", "Industry standard")}, {ID: "internal", Symbol: "④", Name: both("内規", "Internal rules")}},
			Measures:   []catalog.Term{{ID: "prevention"}, {ID: "recurrence"}},
			Roles:      []catalog.Term{{ID: "operator"}, {ID: "management"}},
			Levels:     []catalog.Term{{ID: "must"}, {ID: "may"}},
			Causes:     []catalog.Term{{ID: "intentional"}},
			Properties: []catalog.Term{{ID: "integrity"}},
			Items: []*catalog.Item{
				{ID: "1", Heading: both("「安全基準等」策定の目的", "Purpose"), Phase: "frame", States: "purpose", Section: "Ⅱ.1"},
				{ID: "6.1.4(3)", Heading: both("外部委託における対策（管理体制・契約・ＩＴ障害時）", "Outsourcing"), Phase: "plan", Viewpoint: "organisation"},
				{ID: "6.1.5(2)", Heading: both("情報セキュリティ対策（技術）に係る設計・実装・保守", "Design"), Phase: "plan",
					Summary: both("要約", ""), Links: []catalog.Link{{To: "1", Kind: "feeds", Note: both("関係", "")}}},
				{ID: "6.3.1", Heading: both("「平時」の観点", "In normal times"), Phase: "check-act"},
				{ID: "6.3.2", Heading: both("「障害発生時」の観点", "During an incident"), Phase: "check-act"},
			},
		}},
		Reasons: []*catalog.Reason{
			{ID: "threat", Name: both("公開すると脅威が増す", "Publication would raise a threat"), Text: both("説明", ""), Basis: both("指針Ⅱ.5", "")},
			{ID: "unused", Name: both("使わない理由", "Unused")},
		},
		Sectors: []*catalog.Sector{{ID: "water", Name: both("水道", "Water")}},
	}
}

// sampleStandards are two standards: a guideline in three versions, one of them
// a draft, and an operator's rules. Every unit of withholding that exports treat
// in its own way occurs.
func sampleStandards() []*standard.Standard {
	old := guideline("4.1", standard.Superseded, "2024-04-01")
	old.Register = append(old.Register, &standard.Withholding{ID: "W-1000", Items: []string{"1"}, Unit: standard.UnitSpan, Clause: "scope", Title: both("前の版だけ", "Old only"), Reason: "threat"})
	now := guideline("4.10", standard.Published, "2026-04-01")
	now.Replaces = "4.1"
	draft := guideline("5.0", standard.Draft, "")
	rules := &standard.Version{
		Standard: "mihon-rules", Number: "2.0", Title: both("見本水道の内規", ""), Class: standard.Internal, Sector: "water",
		Publisher: both("見本水道", "Mihon Water"), Operator: &standard.Operator{ID: "mihon-water", Name: both("見本水道", "Mihon Water")},
		Status: standard.Consultation, Issued: "2025-10-01", Catalog: "nisc-4",
		Adoption: []standard.Adoption{
			{Item: "1", Decision: standard.StatedElsewhere, Standard: "water-guideline", Reason: both("業界標準による", "")},
			{Item: "6.1.4(3)", Decision: standard.NotAdopted, Reason: both("委託しない", "")},
			{Item: "6.1.5(2)", Decision: standard.NotApplicable, Reason: both("開発しない", "")},
		},
		Translations: []*standard.Translation{{Lang: "ja"}},
	}
	return []*standard.Standard{
		{ID: "water-guideline", Versions: []*standard.Version{old, now, draft}},
		{ID: "mihon-rules", Versions: []*standard.Version{rules}},
	}
}

func guideline(number string, status standard.Status, issued standard.Date) *standard.Version {
	chapter := &standard.Withholding{ID: "W-003", Items: []string{"6.3.1"}, Clause: "remote", Unit: standard.UnitChapter,
		Heading: &standard.Heading{Level: 1, Label: "別紙B", Title: both("対応手順", "Response")}, Title: both("対応手順", "Response procedure"), Reason: "threat", Cut: true}
	section := &standard.Withholding{ID: "W-002", Items: []string{"6.1.4(3)", "6.1.5(2)"}, Clause: "remote", Unit: standard.UnitSection,
		Heading: &standard.Heading{Level: 3, Label: "5.2.1", Title: both("接続の記録", "Records")}, Title: both("接続の記録", "Records of connections"), Reason: "threat"}
	ja := &standard.Translation{Lang: "ja", Preface: standard.Prose{Plain: "前文"}, Chapters: []*standard.Chapter{
		{Name: "01-scope", Title: "総則", Clauses: []*standard.Clause{
			{ID: "scope", Depth: 2, Label: "1.1", Title: "目的 & 範囲", Tags: []standard.Tag{{Item: "1"}}, Prose: standard.Prose{Plain: "<目的>を定める。"}, Roles: []string{"operator"}},
			{ID: "gone", Depth: 2, Label: "1.2", Title: "（削る）", Tags: []standard.Tag{{Item: "6.3.2"}}, Retired: true, MergedInto: "scope"},
		}},
		{Name: "05-build", Title: "構築", Clauses: []*standard.Clause{
			{ID: "remote", Depth: 2, Label: "5.2", Title: "遠隔保守", Level: "must", Roles: []string{"management"}, Duties: []string{"d1"},
				Tags:   []standard.Tag{{Item: "6.1.5(2)", Part: true, Note: both("保守だけ", "")}, {Item: "6.1.4(3)"}},
				Causes: []string{"intentional"}, Measures: []string{"prevention"}, Properties: []string{"integrity"},
				Plain: both("決められた経路に限ります。", "Only by the set route."), Beyond: true, Was: []string{"maintenance@4.1"}, SplitFrom: []string{"build@4.1"},
				Prose: standard.Prose{Plain: "経路を限定する。\n[W-001]"}, Notices: []string{"W-001"}, Withhold: []string{"W-003", "W-001"}},
			{ID: "w-002", Depth: 3, Label: "5.2.1", Title: "接続の記録", Withheld: section},
		}},
		{Name: "w-003", Title: "対応手順", Withheld: chapter},
	}}
	en := &standard.Translation{Lang: "en", Chapters: []*standard.Chapter{
		{Name: "05-build", Title: "Construction", Clauses: []*standard.Clause{{ID: "remote", Depth: 2, Label: "5.2", Title: "Remote maintenance", Prose: standard.Prose{Plain: "Limit the route."}}}},
	}}
	return &standard.Version{
		Standard: "water-guideline", Number: number, Title: both("水道分野の情報セキュリティガイドライン", "Water guideline"),
		Class: standard.Industry, Sector: "water", Publisher: both("見本協会", "Sample Association"), Status: status, Issued: issued,
		ReviewBy: "2027-04-01", Catalog: "nisc-4", Note: both("遠隔保守を見直した。", "Remote maintenance was reviewed."), Contact: both("", ""),
		Adoption: []standard.Adoption{{Item: "6.1.4(3)", Decision: standard.Adapted, Reason: both("規模による", "For its size")}},
		Register: []*standard.Withholding{
			{ID: "W-001", Items: []string{"6.1.5(2)"}, Clause: "remote", Unit: standard.UnitParagraph, Title: both("遠隔保守の接続元", "Origin of remote maintenance"),
				Reason: "threat", Harm: both("=接続元が知られると、\n攻撃される。", "An attack."), Audience: "confidential",
				Decided:  standard.Act{By: both("セキュリティ委員会", "Security committee"), On: "2026-04-01"},
				Approved: standard.Act{By: both("理事会", "Board"), On: "2026-04-10"}, ReviewBy: "2027-04-01", Access: both("監査人は、\"申請\"できる。", "On request.")},
			section, chapter,
			{ID: "W-004", Items: []string{"6.3.1"}, Unit: standard.UnitField, Title: both("連絡先", "Contact"), Reason: "threat", Cut: true},
		},
		Translations: []*standard.Translation{ja, en},
	}
}

func sampleInput() Input {
	lib, standards := sampleLibrary(), sampleStandards()
	// what a version says of itself is the same in all of them: 4.10 has a clause
	// less, another with new words, and one under another number
	old := standards[0].Versions[0].Translations[0].Chapters[0]
	old.Clauses[0].Prose.Plain = "<目的>を述べる。"
	old.Clauses[1].Label, old.Clauses[1].Retired = "1.3", false
	old.Clauses = append(old.Clauses, &standard.Clause{ID: "terms", Depth: 2, Label: "1.2", Title: "用語", Prose: standard.Prose{Plain: "用語を定める。"}})
	first := standards[0].Versions[0].Register[0]
	first.Reason, first.Decided.On = "personal", "2024-04-01"
	for _, v := range standards[0].Versions {
		v.Register[0].Reviewed = []standard.Review{{Act: standard.Act{By: both("見直しの会議", "Review meeting"), On: "2026-03-15"}, ReviewBy: "2027-09-30", Note: both("=なお非公開とする。", "Still withheld.")}}
	}
	of := compared(lib)
	told := map[string]compare.Chronicle{}
	for _, s := range standards {
		told[s.ID] = compare.Withholdings(s, func(old, new *standard.Version) *compare.Comparison { return of(old, new, "") })
	}
	return Input{sampleSite(), lib, standards, cover.All(lib, standards), of, told}
}

// words are a version's own, as the sample has them.
type words struct{}

func (words) Raw(ch *standard.Chapter, i int) []byte { return []byte(ch.Clauses[i].Prose.Plain) }
func (words) Blocks(ch *standard.Chapter, i int) []standard.Block {
	return []standard.Block{{Cells: []standard.Words{{Text: ch.Clauses[i].Prose.Plain}}}}
}
func (words) PrefaceBlocks(string) []standard.Block { return nil }

// compared compares versions of the sample.
func compared(lib *catalog.Library) func(old, new *standard.Version, lang string) *compare.Comparison {
	return func(old, new *standard.Version, lang string) *compare.Comparison {
		return compare.Compare(compare.Input{Edition: "public", Library: lib, Lang: lang,
			Old: compare.Version{Version: old, Texts: words{}}, New: compare.Version{Version: new, Texts: words{}}})
	}
}
