package importer

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// githubSlug is the anchor that GitHub gives to a heading's text.
func githubSlug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(title)) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unicode.Is(unicode.Pc, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// pandocSlug is the one that pandoc gives.
func pandocSlug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.Join(strings.Fields(title), "-")) {
		if r == '-' || r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			b.WriteRune(r)
		}
	}
	s := strings.TrimLeftFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) })
	if s == "" {
		return "section"
	}
	return s
}

// A counter makes slugs unique as both do: the second "x" is "x-1".
type counter map[string]int

func (c counter) next(slug string) string {
	if _, taken := c[slug]; !taken {
		c[slug] = 0
		return slug
	}
	for {
		c[slug]++
		s := slug + "-" + strconv.Itoa(c[slug])
		if _, taken := c[s]; !taken {
			c[s] = 0
			return s
		}
	}
}

var (
	legalID  = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	noticeID = regexp.MustCompile(`^w-[0-9]+$`)

	number   = regexp.MustCompile(`^(?:§\s*)?([a-z]{0,2}\.?\d+(?:[.\-]\d+)*|[a-z](?:\.\d+)+)(?:[.)、:：]|\s|$)`)
	inParens = regexp.MustCompile(`^\(([0-9]{1,3}|[a-z]|[ivx]{1,5})\)`)
	english  = regexp.MustCompile(`^(appendix|annex|chapter|section|article|part|schedule|attachment)\s+([a-z]|[ivxlc]+|\d+(?:[.\-]\d+)*)(?:[.:)]|\s|$)`)
	japanese = regexp.MustCompile(`^第([0-9〇一二三四五六七八九十百千]+)(編|章|節|款|目|条|項|号|部)((?:の[0-9〇一二三四五六七八九十百千]+)*)`)
	annex    = regexp.MustCompile(`^(別表|別紙|別記|様式|付録|附録|付属書|附属書|別添)\s*(?:第)?([0-9〇一二三四五六七八九十百]+|[a-z])?(?:[^a-z]|$)`)

	units = map[string]string{"編": "part", "部": "part", "章": "chapter", "節": "section", "款": "subsection", "目": "division", "条": "art", "項": "par", "号": "item"}
	parts = map[string]string{"別表": "table", "別紙": "annex", "別記": "annex", "様式": "form", "付録": "appendix", "附録": "appendix", "付属書": "annex", "附属書": "annex", "別添": "annex"}
)

// fromNumber makes an id of the number that a heading starts with. A number in
// parentheses counts within the heading above, so it has that one's id before it.
func fromNumber(title, parent string) string {
	s := strings.ToLower(norm.NFKC.String(title))
	join := func(s string) string { return strings.Trim(nonID.ReplaceAllString(s, "-"), "-") }
	if m := english.FindStringSubmatch(s); m != nil {
		word := m[1]
		if word == "article" {
			word = "art"
		}
		return word + "-" + join(m[2])
	}
	if m := japanese.FindStringSubmatch(s); m != nil {
		id := units[m[2]] + "-" + arabic(m[1])
		for _, sub := range strings.Split(m[3], "の")[1:] {
			id += "-" + arabic(sub)
		}
		return id
	}
	if m := annex.FindStringSubmatch(s); m != nil {
		if m[2] == "" {
			return parts[m[1]]
		}
		return parts[m[1]] + "-" + arabic(m[2])
	}
	if strings.HasPrefix(s, "附則") {
		return "supplementary"
	}
	if m := inParens.FindStringSubmatch(s); m != nil && parent != "" {
		return parent + "-" + m[1]
	}
	if r, _ := utf8.DecodeRuneInString(title); '①' <= r && r <= '⑳' && parent != "" {
		return parent + "-" + strconv.Itoa(int(r-'①')+1)
	}
	if m := number.FindStringSubmatch(s); m != nil {
		id := join(m[1])
		if '0' <= id[0] && id[0] <= '9' {
			id = "s" + id
		}
		return id
	}
	return ""
}

var nonID = regexp.MustCompile(`[^a-z0-9]+`)

// arabic turns a number in kanji into digits; other text stays as it is.
func arabic(s string) string {
	digits := map[rune]int{'〇': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	powers := map[rune]int{'十': 10, '百': 100, '千': 1000}
	total, n, seen := 0, 0, false
	for _, r := range s {
		if v, ok := digits[r]; ok {
			n, seen = n*10+v, true
		} else if p, ok := powers[r]; ok {
			if !seen {
				n = 1
			}
			total, n, seen = total+n*p, 0, false
		} else {
			return s
		}
	}
	return strconv.Itoa(total + n)
}

const maxSlug = 60

var notASCII = regexp.MustCompile(`[^a-z0-9'’]+`)

// fromTitle makes an id of the ASCII words of a title; "" when there are none.
func fromTitle(title string) string {
	s := ""
	for _, w := range strings.Fields(notASCII.ReplaceAllString(strings.ToLower(norm.NFKC.String(title)), " ")) {
		w = strings.NewReplacer("'", "", "’", "").Replace(w)
		switch {
		case w == "" || len(w) > maxSlug:
		case s == "":
			s = w
		case len(s)+1+len(w) <= maxSlug:
			s += "-" + w
		}
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	if s[0] < 'a' {
		s = "s-" + s
	}
	return s
}

// usable reports whether an id may be a clause's. "all" and "index" are names of
// pages and files, and no id may look like a marker of withholding.
func usable(id string) bool {
	return legalID.MatchString(id) && !noticeID.MatchString(id) && id != "all" && id != "index" && !marked([]byte("x {#"+id+"}"))
}
