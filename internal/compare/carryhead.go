package compare

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const kanji = `[0-9〇一二三四五六七八九十百千]+`

var (
	// glued are numbers that stand before a title without a space between, which
	// the model takes for a part of the title: 第5条（目的）, ①範囲.
	glued = regexp.MustCompile(`^(?:第` + kanji + `(?:編|部|章|節|款|目|条|項|号|版)?(?:の` + kanji + `)*|` +
		`(?:別表|別紙|別記|様式|付録|附録|付属書|附属書|別添) ?第?` + kanji + `|\([0-9a-z]{1,4}\))`)
	// spaced are numbers that end where the letters do: 2.1.総則, "Annex B: X".
	spaced = regexp.MustCompile(`^(?:(?:appendix|annex|chapter|section|article|part|schedule|attachment) (?:[a-z]|[ivxlc]+|[0-9]+(?:[.\-][0-9]+)*)|` +
		`§? ?[a-z]{0,2}\.?[0-9]+(?:[.\-][0-9]+)*)`)
	circled = strings.NewReplacer(circles()...)
)

// circles writes ① as (1): compatibility folding makes a mere 1 of it.
func circles() []string {
	var out []string
	for i := range 20 {
		out = append(out, string(rune('①'+i)), fmt.Sprintf("(%d)", i+1))
	}
	return out
}

// around is what stands between a number and a title, or about the title.
const around = " \t.:、-–—()[]「」【】"

// bareHeading is a heading's number and its title, such that two that a reader
// takes for one are equal: widths, capitals and spacing do not count.
func bareHeading(label, title string) (string, string) {
	label, title = plainHeading(label), plainHeading(title)
	if label == "" {
		m := glued.FindString(title)
		if m == "" {
			if m = spaced.FindString(title); m != "" && len(m) < len(title) && wordy(title[len(m)]) {
				m = "" // 3D printing
			}
		}
		label, title = m, title[len(m):]
	}
	if !strings.HasPrefix(label, "(") {
		label = strings.Trim(label, around)
	}
	return label, strings.Trim(title, around)
}

func wordy(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' }

func plainHeading(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(circled.Replace(s))), " "))
}
