package parse

import (
	"regexp"
	"strings"
)

const kanjiNumber = `[0-9０-９一二三四五六七八九十百千]+`

var labelForms = []*regexp.Regexp{
	regexp.MustCompile(`^第` + kanjiNumber + `(?:編|部|章|節|款|目|条|項)?(?:の` + kanjiNumber + `)*(?:[ 　]|$)`),
	regexp.MustCompile(`^(?:附属書|付属書|別紙|別表|別添|付録)[ 　]?[0-9０-９A-ZＡ-Ｚ一二三四五六七八九十]*(?:[.．][0-9]+)*(?:[ 　]|$)`),
	regexp.MustCompile(`^(?i:appendix|annex|section|chapter|article|part)[ ][0-9A-Z]+(?:\.[0-9]+)*[.:]?(?:[ 　]|$)`),
	regexp.MustCompile(`^[A-Z]?[0-9]+(?:[.．-][0-9]+)*[.．)）]?(?:[ 　]|$)`),
	regexp.MustCompile(`^[A-Z](?:\.[0-9]+)+\.?(?:[ 　]|$)`),
	regexp.MustCompile(`^[(（][0-9０-９ァ-ヶa-z]{1,4}[)）](?:[ 　]|$)?`),
	regexp.MustCompile(`^[①-⑳](?:[ 　]|$)?`),
}

// Label reads a heading's number off its text: "5.2", "第5条", "(1)". The rest
// is the title.
func Label(text string) (label, title string) {
	for _, form := range labelForms {
		if m := form.FindString(text); m != "" {
			label = strings.Trim(m, " 　")
			return label, strings.Trim(text[len(m):], " 　")
		}
	}
	return "", text
}
