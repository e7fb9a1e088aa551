package build_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A draft page is in the confidential edition alone: the public one, its sources
// included, is the same with it and without it.
func TestDraftPagesStayOut(t *testing.T) {
	p := repository(t)
	want := editionsOf(t, p, withhold.Public)[withhold.Public]
	if want["pages/about/index.html"] == nil || want["en/pages/about/index.html"] == nil || want["(sources)/pages/about.en.md"] == nil {
		t.Fatal("the sample's pages are not there")
	}
	p["pages/plan.md"] = "---\ntitle: 準備中の頁\nstatus: draft\norder: 0\n---\n\n## 予定 {#plan}\n\n（記入：予定）\n"
	p["pages/plan.en.md"] = "---\ntitle: A page being prepared\n---\n\n(fill in: plans)\n"
	a, got := editionsWith(t, p, build.Options{Date: "2026-08-01", Editions: withhold.Editions})
	if d := filesDiffer(want, got[withhold.Public]); d != "" {
		t.Error(d)
	}
	for _, d := range a.Findings {
		if d.Path() == "pages/plan.md" {
			t.Errorf("a finding of a draft: %s", d.Message)
		}
	}
	secret := got[withhold.Confidential]
	for _, name := range []string{"pages/plan/index.html", "en/pages/plan/index.html"} {
		if !bytes.Contains(secret[name], []byte("status-draft")) {
			t.Errorf("%s is not there as a draft", name)
		}
	}
	if !bytes.Contains(secret["index.html"], []byte(`href="./pages/plan/"`)) {
		t.Error("the draft is not listed")
	}

	// a published page can't lead readers to it
	p["pages/about.md"] += "\n[予定](plan.md)\n"
	if a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"}); err != nil {
		t.Fatal(err)
	} else if !a.Findings.HasErrors() || !strings.Contains(a.Findings[0].Message, "leads nowhere in the public edition") {
		t.Errorf("findings %v", a.Findings)
	}
}

// A page's links lead to what they name, from either language, and its pictures
// to the file of the standard.
func TestPageLinks(t *testing.T) {
	p := repository(t)
	p["pages/links.md"] = `---
title: 参照
---

## 参照先 {#to}

[自](#to) [他](about.md#what) [版](../content/water-guideline/4.2/index.md) [章](../content/water-guideline/4.2/01-general.md)
[条](../content/water-internal/2.0/01-general.md#purpose) [番地](/withheld/) [首](/) [基準](/standards/power-standard/) [外](https://example.org/)
![図](../content/power-standard/1.3/figures/zones.svg)
`
	p["pages/links.en.md"] = strings.ReplaceAll(p["pages/links.md"], "参照", "To")
	delete(p, "pages/about.en.md")
	files := editionsOf(t, p, withhold.Public)[withhold.Public]
	for name, hrefs := range map[string][]string{
		"pages/links/index.html": {
			`href="#to"`, `href="../../pages/about/#what"`, `href="../../standards/water-guideline/4.2/"`, `href="../../standards/water-guideline/4.2/01-general/"`,
			`href="../../standards/water-internal/2.0/01-general/#purpose"`, `href="../../withheld/"`, `href="../../">`, `href="../../standards/power-standard/"`,
			`href="https://example.org/"`, `src="../../standards/power-standard/1.3/figures/zones.svg"`,
		},
		"en/pages/links/index.html": {
			`href="#to"`, `href="../../../pages/about/#what"`, `href="../../withheld/"`, `href="../../standards/power-standard/"`,
			`src="../../../standards/power-standard/1.3/figures/zones.svg"`,
		},
	} {
		for _, href := range hrefs {
			if !bytes.Contains(files[name], []byte(href)) {
				t.Errorf("%s has no %s", name, href)
			}
		}
	}
	if files["en/pages/about/index.html"] != nil {
		t.Error("a page stands in a language that it is not written in")
	}
}
