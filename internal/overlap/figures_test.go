package overlap

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/source"
)

// The figures of docs/threat-model.md: how often a paragraph of a real text that
// is withheld by chance is reported though nothing was planted, and how often
// what was planted is found. They are measured where the real texts stand beside
// the clone:
//
//	go test ./internal/overlap -run TestFigures -v
func TestFigures(t *testing.T) {
	for _, c := range []struct {
		name     string
		text     func(*testing.T) map[string][]string
		japanese bool
	}{
		{"Baseline Requirements", baseline, false},
		{"Japanese law", law, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			paragraphs := c.text(t)
			var alarmed, repeated, silent int
			kinds := map[string][2]int{}
			for round := range 20 {
				w := withhold(paragraphs, c.japanese, rand.New(rand.NewPCG(uint64(round), 1)))
				for i, found := range w.found {
					switch {
					case !found:
						silent++
					case w.same[i]:
						repeated++
					default:
						alarmed++
					}
				}
				for kind, n := range w.planted {
					k := kinds[kind]
					kinds[kind] = [2]int{k[0] + n[0], k[1] + n[1]}
				}
			}
			n := alarmed + repeated + silent
			t.Logf("%d paragraphs withheld: %d reported that share 30 characters (80 letters) to the letter (%.1f%%), %d others (%.1f%%)",
				n, repeated, 100*float64(repeated)/float64(n), alarmed, 100*float64(alarmed)/float64(n))
			if rate := float64(alarmed) / float64(n); rate > 0.15 {
				t.Errorf("false alarms: %.3f", rate)
			}
			for _, kind := range plants {
				k := kinds[kind]
				rate := float64(k[0]) / float64(k[1])
				t.Logf("%-22s %4d of %4d found (%.1f%%)", kind, k[0], k[1], 100*rate)
				least := 0.95
				switch kind {
				case "copy":
					least = 0.85
				case "edited copy":
					least = 0.75
				case "rare name":
					least = 0
				}
				if rate < least {
					t.Errorf("%s: %.3f", kind, rate)
				}
			}
		})
	}
}

// baseline is the English text, a file for each chapter.
func baseline(t *testing.T) map[string][]string {
	out := map[string][]string{}
	chapter := "00"
	for p := range strings.SplitSeq(string(corpora.Read(t, "br/2.2.6.md")), "\n\n") {
		if strings.HasPrefix(p, "# ") {
			chapter = fmt.Sprintf("%02d", len(out))
		}
		if strings.TrimSpace(p) != "" {
			out[chapter+".md"] = append(out[chapter+".md"], p)
		}
	}
	return out
}

// law is the Japanese text, a file for each of the longer acts.
func law(t *testing.T) map[string][]string {
	acts := map[string][]string{}
	for line := range bytes.Lines(corpora.Read(t, "law/clauses.jsonl")) {
		var c struct{ Title, Text string }
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		acts[c.Title+".md"] = append(acts[c.Title+".md"], c.Text)
	}
	out := map[string][]string{}
	for name, texts := range acts {
		if len(texts) >= 40 {
			out[name] = texts
		}
	}
	return out
}

// A withheldWorld is a text from which paragraphs were withheld by chance.
type withheldWorld struct {
	parts   []Part
	texts   []Text
	found   map[int]bool // parts without a plant that were reported
	same    map[int]bool // parts that share a long run to the letter
	planted map[string][2]int
}

var plants = []string{"copy", "edited copy", "address", "telephone", "mail", "model", "name", "rare name", "name in letters"}

func withhold(files map[string][]string, japanese bool, r *rand.Rand) *withheldWorld {
	w := &withheldWorld{found: map[int]bool{}, planted: map[string][2]int{}}
	var secret []string
	public := map[string][]string{}
	var names []string
	for _, name := range sorted(files) {
		names = append(names, name)
		for _, p := range files[name] {
			if len(p) > 90 && r.IntN(25) == 0 {
				secret = append(secret, p)
			} else {
				public[name] = append(public[name], p)
			}
		}
	}
	// the parts without a plant
	w.run(secret, public)
	for i := range w.parts {
		w.found[i] = false
	}
	for _, id := range w.reported() {
		w.found[id] = true
	}
	w.mark(japanese)
	// and those with one, of the parts that were silent
	what := map[int]string{}
	n := 0
	for i, p := range secret {
		if w.found[i] {
			continue
		}
		kind := plants[n%len(plants)]
		n++
		inside, outside := plant(kind, p, japanese, r)
		what[i] = kind
		secret[i] = inside
		name := names[r.IntN(len(names))]
		at := r.IntN(len(public[name]) + 1)
		public[name] = append(public[name][:at:at], append([]string{outside}, public[name][at:]...)...)
	}
	w.run(secret, public)
	got := map[int]bool{}
	for _, id := range w.reported() {
		got[id] = true
	}
	for i, kind := range what {
		k := w.planted[kind]
		if k[1]++; got[i] {
			k[0]++
		}
		w.planted[kind] = k
	}
	return w
}

func (w *withheldWorld) run(secret []string, public map[string][]string) {
	w.parts, w.texts = nil, nil
	for i, p := range secret {
		f := source.New(fmt.Sprintf("withheld/%d.md", i), []byte(p))
		w.parts = append(w.parts, Part{"s", fmt.Sprintf("W-%05d", i), f.At(0, len(p))})
	}
	for _, name := range sorted(public) {
		w.texts = append(w.texts, Text{Family: name, File: source.New(name, []byte(strings.Join(public[name], "\n\n")))})
	}
}

func (w *withheldWorld) reported() (out []int) {
	for _, d := range Find(w.parts, w.texts) {
		var id int
		if _, err := fmt.Sscanf(d.Message[strings.Index(d.Message, "W-")+2:], "%d", &id); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// mark finds the parts that have a long run in common with the public text, to
// the letter: what is reported of them is so. The runs are looked for in another
// way than the program's, byte by byte.
func (w *withheldWorld) mark(japanese bool) {
	const step = 10
	size := 80 // bytes
	if japanese {
		size = 3 * 30
	}
	windows := map[string][]int{}
	for i, p := range w.parts {
		text := string(p.At.File.Bytes())
		for at := 0; at+size <= len(text); at += step {
			windows[text[at:at+size]] = append(windows[text[at:at+size]], i)
		}
	}
	w.same = map[int]bool{}
	for _, t := range w.texts {
		text := string(t.File.Bytes())
		for at := 0; at+size <= len(text); at++ {
			for _, i := range windows[text[at:at+size]] {
				w.same[i] = true
			}
		}
	}
}

// plant puts something into a withheld paragraph and makes a public one that has
// it too.
func plant(kind, p string, japanese bool, r *rand.Rand) (inside, outside string) {
	both := func(word string) (string, string) {
		if japanese {
			return p + "担当は" + word + "とする。", "なお、" + word + "については、別に定める。"
		}
		return p + " The contact is " + word + " for this.", "For more, see what is said of " + word + " elsewhere."
	}
	switch kind {
	case "copy":
		return p, "前文。" + p
	case "edited copy":
		return p, edited(p, japanese, r)
	case "address":
		return both(fmt.Sprintf("10.%d.%d.%d", r.IntN(256), r.IntN(256), 1+r.IntN(254)))
	case "telephone":
		return both(fmt.Sprintf("0%d-%04d-%04d", 3+r.IntN(6), r.IntN(10000), r.IntN(10000)))
	case "mail":
		return both(fmt.Sprintf("duty%d@ops%d.example", r.IntN(100), r.IntN(100)))
	case "model":
		return both(fmt.Sprintf("%c%cX-%d", 'A'+rune(r.IntN(26)), 'A'+rune(r.IntN(26)), 1000+r.IntN(8000)))
	case "name":
		if !japanese {
			return both([]string{"Hanako", "Taro", "Ichiro", "Yuki"}[r.IntN(4)] + " " + []string{"Yamada", "Suzuki", "Kobayashi", "Oyamada", "Mihonji"}[r.IntN(5)])
		}
		s := []string{"山田", "佐藤", "小林", "長谷川", "高橋", "渡辺", "五十嵐", "木下"}[r.IntN(8)]
		g := []string{"太郎", "花子", "一郎", "健", "美咲", "大輔"}[r.IntN(6)]
		if r.IntN(2) == 0 {
			return p + "担当は保安課の" + s + g + "とする。", "なお、" + s + "課長に問い合わせる。" + s + g + "。"
		}
		return both(s + g)
	case "rare name": // of a surname that no list has
		if !japanese {
			return both("Kazuo " + coined(r, "BDGKMNRST")[:1] + coined(r, "aeiou") + "moto")
		}
		return both([]string{"雲然", "四十物", "小鳥遊", "一尺八寸"}[r.IntN(4)] + []string{"太郎", "花子", "健", "美咲"}[r.IntN(4)])
	case "name in letters":
		if japanese {
			return both(coined(r, "アカサタナハマヤラワイキシチニヒミリウクスツヌフムユルエケセテネヘメレオコソトノホモヨロ"))
		}
		return both(strings.ToUpper(coined(r, "bdgkmnrst")[:1]) + coined(r, "aeiou")[:1] + coined(r, "bdgkmnrst") + coined(r, "aeiou"))
	}
	panic(kind)
}

// coined is a word of five letters that nobody uses.
func coined(r *rand.Rand, letters string) string {
	all := []rune(letters)
	out := make([]rune, 5)
	for i := range out {
		out[i] = all[r.IntN(len(all))]
	}
	return string(out)
}

// edited changes about every twelfth word, or every eighteenth character.
func edited(p string, japanese bool, r *rand.Rand) string {
	if japanese {
		out := []rune(p)
		for i := range out {
			if r.IntN(18) == 0 {
				out[i] = []rune("改変異別他")[r.IntN(5)]
			}
		}
		return string(out)
	}
	words := strings.Fields(p)
	for i := range words {
		if r.IntN(12) == 0 {
			words[i] = []string{"the", "such", "every", "certain"}[r.IntN(4)]
		}
	}
	return strings.Join(words, " ")
}

func sorted(m map[string][]string) (out []string) {
	for name := range m {
		out = append(out, name)
	}
	for i := range out {
		for j := i; j > 0 && out[j] < out[j-1]; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}
