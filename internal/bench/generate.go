package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// The shape of a generated project: what a site of many standards looks like.
//
//	50 standards × 2 versions × 20 chapters  = 2,000 chapters, one language
//	five headings a chapter                  = 10,000 clauses, every one with tags, roles and a level
//	about 4 kB of text a chapter             = three paragraphs of clauses, lists, cross references;
//	                                           a table on every fourth
//	a withholding on every twentieth         = one a version: a paragraph in one standard, a span in the next
//
// With another number of chapters the standards become more or fewer; all else
// stays. The second version of a standard differs from the first in every third
// clause. The text comes from a seeded generator: the same number of chapters
// gives the same bytes, everywhere.
//
// A shape of many withholdings has them in the first clause of a chapter, the
// last chapters first.
const (
	versionsEach = 2
	chaptersEach = 20
	clausesEach  = 5
	tableEvery   = 4
)

// items of the catalog nisc-4 that the clauses answer in turn, so that no
// version is silent on one of them.
var items = []string{
	"1", "2", "3", "4", "5", "6.1.1(1)", "6.1.1(2)", "6.1.2(1)", "6.1.2(2)", "6.1.2(3)", "6.1.3(1)", "6.1.4(1)", "6.1.4(2)",
	"6.1.4(3)", "6.1.5(1)", "6.1.5(2)", "6.1.5(3)", "6.2.1(1)", "6.2.1(2)", "6.2.2(1)", "6.2.2(2)", "6.2.3(1)", "6.2.3(2)",
	"6.3.1", "6.3.2",
}

var sectors = []string{
	"information-communication", "finance", "aviation", "railway", "power", "gas", "government", "medical", "water", "logistics",
	"chemical", "credit", "petroleum",
}

// Words of the sentences. They say nothing of any real standard.
var (
	who = []string{
		"事業者は", "統括責任者は", "情報セキュリティ責任者は", "運用を担当する部署の長は", "システムの管理者は", "委託先の責任者は",
		"監視制御システムの担当者は", "経営層は", "監査を担当する部署は", "施設の長は",
	}
	when = []string{
		"毎年度1回以上", "四半期ごとに", "障害を認めたときは直ちに", "新たな設備を導入する前に", "重大な変更を行うときは、あらかじめ",
		"契約を締結するときは", "業務時間の外であっても", "当該事象を知った時から30分以内に", "定期の点検に合わせて", "人事異動の後10日以内に",
	}
	what = []string{
		"監視制御システムへの接続の経路を", "利用者ごとの権限の一覧を", "外部の回線を通じた保守の記録を", "重要な情報資産の台帳を",
		"復旧に要する時間の目標を", "予備の電源及び通信回線の状態を", "委託する業務の範囲及び責任の分担を", "機器の設定の変更の履歴を",
		"障害時の連絡の体制及び連絡先を", "教育及び訓練の実施の結果を", "持出しを認めた媒体の所在を", "脆弱性に関する情報及びその影響を",
	}
	how = []string{
		"文書に定め、関係する職員に周知しなければならない。", "確認し、その結果を3年間保存しなければならない。",
		"見直し、必要があるときは速やかに改めるものとする。", "責任者に報告し、その指示を受けなければならない。",
		"最小限にとどめ、不要となったものを遅滞なく取り除くこと。", "二人以上で点検し、記録に署名することが望ましい。",
		"別に定める手順に従って管理し、第三者に開示してはならない。", "評価し、優先順位を付けて対策計画に反映するものとする。",
	}
	topic = []string{
		"接続の管理", "権限の付与", "記録の保存", "資産の把握", "復旧の目標", "電源の確保", "委託の管理", "変更の管理", "連絡の体制",
		"教育と訓練", "媒体の取扱い", "脆弱性への対応", "監視と検知", "時刻の同期", "設備の更新", "演習の実施",
	}
	point = []string{
		"対象とする装置の名称及び設置場所", "承認した者の氏名及び承認の日時", "実施した作業の内容と結果", "影響を受けるサービスの範囲",
		"利用した回線及び端末の識別番号", "確認できなかった事項とその理由", "次に見直す時期", "代わりに講じる措置",
	}
	roles  = []string{"operator", "management", "sector", "ministry"}
	levels = []string{"must", "should", "may"}
	causes = []string{"intentional", "accidental", "environmental"}

	reasons = []string{"threat", "foi-5-2", "foi-5-4", "foi-5-6"}
)

// A generated chapter, as kijun reads it and as plain Hugo does.
type generated struct {
	name, front, body, plain string
}

// A shape is what is generated: so many chapters in versions of chaptersEach.
type shape struct {
	chapters, versions, withheld int // versions of a standard; withholdings of a version
	languages                    string
}

// generate writes a kijun project to dir and, when plain is not empty, the same
// chapters as a Hugo site to plain.
func generate(dir, plain string, chapters int, languages string) error {
	return shape{chapters, versionsEach, 1, languages}.generate(dir, plain)
}

func (sh shape) generate(dir, plain string) error {
	chapters, languages := sh.chapters, sh.languages
	var err error
	write := func(text string, names ...string) {
		name := filepath.Join(names...)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(name), 0o755)
		}
		if err == nil {
			err = os.WriteFile(name, []byte(text), 0o644)
		}
	}
	write("title: {ja: 安全基準等（計測用）, en: Standards (generated)}\ndescription: {ja: 計測のために作った文書です。}\n"+
		"publisher: {ja: 計測用, en: Generated}\nlanguages: ["+languages+"]\nbase-url: https://bench.example.org/\n", dir, "kijun.yaml")
	for s := 0; chapters > 0; s++ {
		n := min(chapters, sh.versions*chaptersEach)
		chapters -= n
		id := fmt.Sprintf("standard-%03d", s+1)
		for v := 0; n > 0; v++ {
			of := min(n, chaptersEach)
			n -= of
			number := fmt.Sprintf("%d.0", v+1)
			last := n == 0
			write(index(s, number, last, v > 0, of), dir, "content", id, number, "index.md")
			write(register(s, of, sh.withheld), dir, "content", id, number, "withheld.yaml")
			if plain != "" {
				write("---\ntitle: "+id+"\n---\n", plain, "content", id, "_index.md")
				write("---\ntitle: "+id+" "+number+"\n---\n", plain, "content", id, number, "_index.md")
			}
			for c := range of {
				g := chapter(s, v, c, of, sh.withheld)
				write(g.front+g.body, dir, "content", id, number, g.name)
				if plain != "" {
					write(g.front+g.plain, plain, "content", id, number, g.name)
				}
			}
		}
	}
	return err
}

func index(s int, number string, last, second bool, chapters int) string {
	var b strings.Builder
	status, replaces := "superseded", ""
	if last {
		status = "published"
	}
	if second {
		replaces = "replaces: \"1.0\"\n"
	}
	fmt.Fprintf(&b, `---
title: {ja: 第%d分野の情報セキュリティ基準, en: Security Standard No. %d}
class: %s
sector: %s
publisher: {ja: 計測用協会（架空の団体）, en: An invented association}
version: "%s"
status: %s
issued: 2026-0%s-01
effective: 2026-0%s-15
review-by: 2099-03-31
%scatalog: nisc-4
summary: {ja: 計測のために作った、意味のない基準です。, en: A standard that was made for measuring.}
`, s+1, s+1, []string{"mandatory", "recommended", "industry"}[s%3], sectors[s%len(sectors)], number, status, number[:1], number[:1], replaces)
	if answered := chapters * clausesEach; answered < len(items) {
		b.WriteString("adoption:\n")
		for _, it := range items[answered:] {
			fmt.Fprintf(&b, "  %q: {decision: not-applicable, reason: 計測用の基準には関わらない。}\n", it)
		}
	}
	b.WriteString("---\n\nこの基準は、計測のために作ったものである。\n")
	return b.String()
}

// register has the withholdings of a version, the last chapter's first.
func register(s, chapters, withheld int) string {
	unit := "paragraph"
	if s%2 == 1 {
		unit = "span"
	}
	var b strings.Builder
	for i := range min(withheld, chapters) {
		reason, item := "threat", "6.1.5(2)"
		if i > 0 {
			reason, item = reasons[(s+i)%len(reasons)], items[(s+i)%len(items)]
		}
		fmt.Fprintf(&b, `W-%03d:
  items: [%s]
  clause: article-%d
  unit: %s
  title: {ja: 保守用回線の接続の元, en: Origin of maintenance connections}
  reason: %s
  harm: {ja: 接続の元が知られると、そこを踏み台にする試みが容易になる。, en: Knowing the origin would help an attacker.}
  audience: confidential
  decided: {by: 基準委員会, on: 2025-12-01}
  approved: {by: 理事会, on: 2025-12-15}
  review-by: 2099-03-31
`, i+1, item, (chapters-1-i)*clausesEach+1, unit, reason)
	}
	return b.String()
}

// chapter makes the text of a chapter. Each clause has a generator of its own,
// so that the second version can differ in some and agree in the others.
func chapter(s, v, c, of, withheld int) generated {
	var front, body, plain strings.Builder
	fmt.Fprintf(&front, "---\ntitle: 第%d章 %s\nclauses:\n", c+1, topic[(s+c)%len(topic)])
	both := func(text string) {
		body.WriteString(text)
		plain.WriteString(text)
	}
	for k := range clausesEach {
		n := c*clausesEach + k + 1
		edit := 0
		if n%3 == 0 {
			edit = v
		}
		r := rand.New(rand.NewPCG(uint64(s), uint64(n<<4|edit)))
		pick := func(from []string) string { return from[r.IntN(len(from))] }
		sentence := func() string { return pick(who) + "、" + pick(when) + "、" + pick(what) + pick(how) }

		fmt.Fprintf(&front, "  article-%d:\n    items: [%s]\n    roles: [%s]\n    level: %s\n    causes: [%s]\n    measures: [prevention]\n",
			n, items[(n-1)%len(items)], pick(roles), pick(levels), pick(causes))
		if n%4 == 0 {
			fmt.Fprintf(&front, "    plain: {ja: %sについて、だれが何をするかを決めます。}\n", pick(topic))
		}

		depth := "##"
		if k == 2 {
			depth = "###"
		}
		both(fmt.Sprintf("\n%s 第%d条 %s {#article-%d}\n\n", depth, n, pick(topic), n))
		both(sentence() + sentence() + "\n\n")
		if n := of - c; k == 0 && n <= withheld {
			id := fmt.Sprintf("W-%03d", n)
			secret := "保守のための接続の元は、" + pick(point) + "により限るものとする。"
			if s%2 == 1 {
				body.WriteString("なお、{{withhold:" + id + "}}" + secret + "{{/withhold:" + id + "}}\n\n")
				plain.WriteString("なお、" + secret + "\n\n")
			} else {
				body.WriteString(":::withhold " + id + "\n" + secret + "\n:::end-withhold " + id + "\n\n")
				plain.WriteString(secret + "\n\n")
			}
		}
		switch k {
		case 1, 3:
			both("前項の記録には、次の事項を含めるものとする。\n\n")
			for i := range 4 {
				both(fmt.Sprintf("%d. %s\n", i+1, pick(point)))
			}
			both("\n")
		case 2:
			both("- **" + pick(point) + "**\n- " + pick(point) + "\n- " + pick(point) + "\n\n")
			// to another chapter and to a clause of this one
			other := r.IntN(of)
			both(fmt.Sprintf("[第%d条](%s#article-%d)及び[第%d条](#article-%d)の定めは、この条に準用する。%s\n\n",
				other*clausesEach+1, fileName(other), other*clausesEach+1, c*clausesEach+1, c*clausesEach+1, sentence()))
		case 4:
			if c%tableEvery == tableEvery-1 {
				both("| 区分 | 内容 | 期限 |\n| --- | --- | ---: |\n")
				for i := range 6 {
					both(fmt.Sprintf("| 区分%d | %s | %d時間以内 |\n", i+1, pick(point), r.IntN(72)+1))
				}
				both("\n")
			} else {
				both(sentence() + "\n\n")
			}
		}
		both(sentence() + "\n")
	}
	front.WriteString("---\n")
	return generated{fileName(c), front.String(), body.String(), plain.String()}
}

func fileName(c int) string { return fmt.Sprintf("%02d-chapter.md", c+1) }
