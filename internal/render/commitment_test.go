package render

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A notice shows the beginning of the commitment to what it stands for: that of
// its language's text, where a translation has one of its own.
func TestNoticeCommitment(t *testing.T) {
	one, two, en := "sha256:"+strings.Repeat("01", 32), "sha256:"+strings.Repeat("02", 32), "sha256:"+strings.Repeat("0e", 32)
	release := &standard.Release{Commitments: []standard.Commitment{{Part: "W-001", Hash: one}, {Part: "W-001.en", Hash: en}, {Part: "W-0010", Hash: two}}}
	for _, tt := range []struct {
		release  *standard.Release
		id, text string
		want     string // of the digest's beginning; "" is none
	}{
		{release, "W-001", "ja", "sha256:010101010101…"},
		{release, "W-001", "en", "sha256:0e0e0e0e0e0e…"},
		{release, "W-0010", "en", "sha256:020202020202…"},
		{release, "W-002", "ja", ""},
		{nil, "W-001", "ja", ""},
	} {
		p := &page{
			Renderer: &Renderer{Library: library}, words: map[string]string{"notice_commitment": "commitment"},
			Page: Page{Version: &parse.Version{Version: &standard.Version{Standard: "x", Number: "1", Release: tt.release}}, Text: tt.text},
		}
		p.notice(&standard.Withholding{ID: tt.id, Unit: standard.UnitSpan}, "a")
		got := p.out.String()
		if tt.want == "" && strings.Contains(got, "sha256") || !strings.Contains(got, tt.want) {
			t.Errorf("%s in %s: %s", tt.id, tt.text, got)
		}
	}
}
