package build_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

const (
	powerRelease = "content/power/1.0/release/"
	waterRelease = "content/water/4.2/release/"
)

// releaseFaults are malformed releases and logs. What is signed can't be written
// by hand, so these are made: the base with two of its versions released, and one
// fault in it. The salts in it are withheld words too.
func releaseFaults(t *testing.T, base map[string][]byte) []*fault {
	t.Helper()
	private, public := keyPair(t, logName, "malformed")
	other, otherPublic := keyPair(t, logName, "malformed, another")
	_, third := keyPair(t, logName+"/third", "malformed, a third")
	project := tree{}
	for name, data := range base {
		project[name] = string(registered(data))
	}
	start := withKeys(project, public)
	good := releases(t, start, private, "malformed", "power@1.0", "water@4.2")
	for _, name := range []string{powerRelease, waterRelease} {
		for line := range strings.Lines(good[name+"confidential.txt"]) {
			secrets = append(secrets, strings.Fields(line)[1])
		}
	}
	// another log: the same releases by the same key, with other salts and in
	// another order
	foreign := releases(t, start, private, "foreign", "water@4.2", "power@1.0")
	sign := func(text string) string {
		out, err := proof.Sign(text, signerOf(t, private))
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	textOf := func(file string) string {
		text, _, _ := strings.Cut(file, "\n\n")
		return text + "\n"
	}
	keyLine := strings.Count(start["kijun.yaml"], "\n")
	lines := func(s string) []string { return slices.Collect(strings.Lines(s)) }

	var out []*fault
	add := func(name string, change func(p tree) []string) {
		p := maps.Clone(good)
		f := &fault{name: name, files: map[string][]byte{}, links: map[string]string{}}
		f.wants = change(p)
		for name, data := range p {
			if to, ok := strings.CutPrefix(data, "link: "); ok {
				f.links[name] = to
				continue
			}
			f.files[name] = []byte(data)
		}
		out = append(out, f)
	}
	replace := func(p tree, name, old, new string) {
		t.Helper()
		if strings.Count(p[name], old) != 1 {
			t.Fatalf("%s does not have %q once", name, old)
		}
		p[name] = strings.Replace(p[name], old, new, 1)
	}
	one := func(code, file string) []string { return []string{code + " " + file + ":1:1"} }

	// keys
	key := func(name, value string) {
		add("key-"+name, func(p tree) []string {
			p["kijun.yaml"] += "    - " + value + "\n"
			return []string{fmt.Sprintf("release-key kijun.yaml:%d:7", keyLine+1)}
		})
	}
	add("key-private", func(p tree) []string {
		p["kijun.yaml"] += "    - " + private + "\n"
		return []string{fmt.Sprintf("private-key kijun.yaml:%d:7", keyLine+1)}
	})
	key("none", "nonsense")
	key("damaged", public[:len(public)-4]+"AAAA")
	key("twice", public)
	key("of-seals", "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq")

	// the folder
	for _, name := range []string{"release.txt", "commitments.txt", "manifest.txt"} {
		add("missing-"+name, func(p tree) []string {
			delete(p, waterRelease+name)
			return one("release-form", waterRelease+name)
		})
	}
	for _, name := range []string{"notes.txt", "confidential.txt.orig", "old/release.txt"} {
		add("unknown-"+strings.ReplaceAll(name, "/", "-"), func(p tree) []string {
			p[waterRelease+name] = good[waterRelease+"confidential.txt"]
			return one("release-form", waterRelease+name)
		})
	}
	for _, name := range []string{"static/a.txt", "assets/b.css", "content/water/4.1/figures/c.csv"} {
		add("salts-copied-"+strings.ReplaceAll(name, "/", "-"), func(p tree) []string {
			p[name] = p[waterRelease+"confidential.txt"]
			if strings.HasPrefix(name, "content/") {
				return append(one("release-form", name), one("unused-attachment", name)...)
			}
			return one("release-form", name)
		})
	}
	add("link", func(p tree) []string {
		delete(p, waterRelease+"manifest.txt")
		p[waterRelease+"manifest.txt"] = "link: ../../../../kijun.yaml"
		return append(one("symbolic-link", waterRelease+"manifest.txt"), one("release-form", waterRelease+"manifest.txt")...)
	})
	add("of-another-version", func(p tree) []string {
		for _, name := range []string{"release.txt", "commitments.txt", "manifest.txt", "confidential.txt"} {
			p["content/water/4.1/release/"+name] = p[waterRelease+name]
		}
		return one("release-form", "content/water/4.1/release/release.txt")
	})
	add("of-the-site", func(p tree) []string {
		p[waterRelease+"release.txt"] = sign("kijun site v1\ndate 2026-08-01\nsite h1:" + base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\nfiles 3\n")
		return one("release-form", waterRelease+"release.txt")
	})
	add("text-not-a-record", func(p tree) []string {
		p[waterRelease+"release.txt"] = sign(textOf(p[waterRelease+"release.txt"]) + "more 1\n")
		return one("release-form", waterRelease+"release.txt")
	})
	for _, name := range []string{"commitments.txt", "manifest.txt"} {
		all := lines(good[waterRelease+name])
		add("less-"+name, func(p tree) []string {
			p[waterRelease+name] = strings.Join(all[:len(all)-1], "")
			return one("release-form", waterRelease+name)
		})
		add("cut-"+name, func(p tree) []string {
			p[waterRelease+name] = strings.TrimSuffix(p[waterRelease+name], "\n")
			return []string{fmt.Sprintf("release-form %s%s:%d:1", waterRelease, name, len(all))}
		})
		add("order-"+name, func(p tree) []string {
			swapped := slices.Clone(all)
			swapped[1], swapped[2] = swapped[2], swapped[1]
			p[waterRelease+name] = strings.Join(swapped, "")
			return []string{fmt.Sprintf("release-form %s%s:3:1", waterRelease, name)}
		})
	}
	add("commitment-flipped", func(p tree) []string {
		name := waterRelease + "commitments.txt"
		p[name] = flipHex(p[name])
		return one("release-form", name)
	})
	salts := lines(good[waterRelease+"confidential.txt"])
	add("salts-less", func(p tree) []string {
		p[waterRelease+"confidential.txt"] = strings.Join(salts[1:], "")
		return one("release-form", waterRelease+"confidential.txt")
	})
	add("salts-short", func(p tree) []string {
		replace(p, waterRelease+"confidential.txt", salts[2], salts[2][:20]+"\n")
		return []string{"release-form " + waterRelease + "confidential.txt:3:1"}
	})
	add("salts-none", func(p tree) []string {
		p[waterRelease+"confidential.txt"] = "W-001 " + secrets[0] + "SECRET\n"
		return one("release-form", waterRelease+"confidential.txt")
	})

	// the signature
	add("unknown-signer", func(p tree) []string {
		p["kijun.yaml"] = withKeys(p, third)["kijun.yaml"]
		return append(one("release-unsigned", powerRelease+"release.txt"), append(one("release-unsigned", waterRelease+"release.txt"), one("log-form", "log/checkpoint")...)...)
	})
	add("no-keys", func(p tree) []string {
		p["kijun.yaml"] = project["kijun.yaml"]
		return append(one("release-unsigned", powerRelease+"release.txt"), append(one("release-unsigned", waterRelease+"release.txt"), one("log-form", "log/checkpoint")...)...)
	})
	add("key-of-the-same-name", func(p tree) []string {
		p["kijun.yaml"] = withKeys(p, otherPublic)["kijun.yaml"]
		return append(one("release-unsigned", powerRelease+"release.txt"), append(one("release-unsigned", waterRelease+"release.txt"), one("log-form", "log/checkpoint")...)...)
	})
	for name, change := range map[string][2]string{"date": {"date 2026-08-01", "date 2026-08-02"}, "version": {"version 4.2", "version 4.3"}, "line-end": {"kijun release v1\n", "kijun release v1\r\n"}} {
		add("signed-"+name, func(p tree) []string {
			replace(p, waterRelease+"release.txt", change[0], change[1])
			return one("release-unsigned", waterRelease+"release.txt")
		})
	}
	add("signature-flipped", func(p tree) []string {
		name := waterRelease + "release.txt"
		at := len(p[name]) - 20
		c := byte('A')
		if p[name][at] == 'A' {
			c = 'B'
		}
		p[name] = p[name][:at] + string(c) + p[name][at+1:]
		return one("release-unsigned", name)
	})
	add("no-note", func(p tree) []string {
		p[waterRelease+"release.txt"] = textOf(p[waterRelease+"release.txt"])
		return one("release-unsigned", waterRelease+"release.txt")
	})

	// what was released
	changed := []string{"released-version-changed " + waterRelease + "release.txt:5:1"}
	add("word-changed", func(p tree) []string {
		replace(p, "content/water/4.2/02-region.md", "記録を残す。", "記録を残さない。")
		return changed
	})
	add("register-changed", func(p tree) []string {
		replace(p, "content/water/4.2/withheld.yaml", "title: {ja: 図面, en: Plan}", "title: {ja: 図面, en: Drawing}")
		return changed
	})
	add("became-a-draft", func(p tree) []string {
		replace(p, "content/water/4.2/index.md", "status: published", "status: draft")
		return one("released-version-changed", waterRelease+"release.txt")
	})
	add("became-a-consultation", func(p tree) []string {
		replace(p, "content/water/4.2/index.md", "status: published", "status: consultation")
		return []string{"released-version-changed content/water/4.2/index.md:7:9"}
	})
	add("root", func(p tree) []string { // signed, and wrong
		name := waterRelease + "release.txt"
		text := textOf(p[name])
		_, rest, _ := strings.Cut(text, "\nroot ")
		root, _, _ := strings.Cut(rest, "\n")
		p[name] = sign(strings.Replace(text, root, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)), 1))
		return append(one("log-fork", name), "released-version-changed "+name+":7:1")
	})

	// what was committed to
	at := map[string]int{}
	for n, line := range lines(good["content/water/4.2/withheld.yaml"]) {
		if strings.HasPrefix(line, "W-") {
			at[line[:5]] = n + 1
		}
	}
	mismatch := func(ids ...string) (out []string) {
		for _, id := range ids {
			out = append(out, fmt.Sprintf("commitment-mismatch content/water/4.2/withheld.yaml:%d:1", at[id]))
		}
		return out
	}
	parts := map[string][3]string{
		"W-001": {"02-region.md", "SECRETX01に限る", "SECRETX01に限らない"},
		"W-002": {"03-span.md", "SECRETX02{{", "SECRETX02A{{"},
		"W-003": {"04-table.md", "SECRETX03{{", "SECRETX03 {{"},
		"W-005": {"06-section.md", "SECRETX05による。\n", "SECRETX05による。\n\n"},
		"W-008": {"08-secretx-annex.md", "SECRETX08である", "SECRETX08でない"},
		"W-009": {"figures/secretx-plan.svg", "SECRETX09", "SECRETX09a"},
		"W-010": {"index.confidential.yaml", "SECRETX10-contact", "SECRETX10-contacts"},
	}
	for _, id := range slices.Sorted(maps.Keys(parts)) {
		add("part-"+id, func(p tree) []string {
			replace(p, "content/water/4.2/"+parts[id][0], parts[id][1], parts[id][2])
			return mismatch(id)
		})
	}
	add("part-en", func(p tree) []string {
		replace(p, "content/power/1.0/02-rules.en.md", "SECRETX32-only", "SECRETX32-always")
		return []string{"commitment-mismatch content/power/1.0/withheld.yaml:1:1"}
	})
	add("parts-swapped", func(p tree) []string {
		replace(p, "content/water/4.2/03-span.md", "秘密の機器名甲SECRETX02", "秘密の所在地甲SECRETX03")
		replace(p, "content/water/4.2/04-table.md", "秘密の所在地甲SECRETX03", "秘密の機器名甲SECRETX02")
		return mismatch("W-002", "W-003")
	})
	add("salts-swapped", func(p tree) []string {
		a, b := strings.Fields(salts[0])[1], strings.Fields(salts[1])[1]
		p[waterRelease+"confidential.txt"] = strings.NewReplacer(a, b, b, a).Replace(p[waterRelease+"confidential.txt"])
		return mismatch("W-001", "W-002")
	})
	add("salts-of-another-release", func(p tree) []string {
		p[waterRelease+"confidential.txt"] = foreign[waterRelease+"confidential.txt"]
		return mismatch(slices.Sorted(maps.Keys(at))...)
	})
	add("part-disclosed", func(p tree) []string {
		replace(p, "content/water/4.2/03-span.md", "{{withhold:W-002}}秘密の機器名甲SECRETX02{{/withhold:W-002}}", "専用機")
		text := p["content/water/4.2/withheld.yaml"]
		from, to := strings.Index(text, "W-002:"), strings.Index(text, "W-003:")
		p["content/water/4.2/withheld.yaml"] = text[:from] + text[to:]
		return append(slices.Clone(changed), "commitment-mismatch "+waterRelease+"commitments.txt:2:1")
	})
	add("part-added", func(p tree) []string {
		replace(p, "content/water/4.2/02-region.md", "記録を残す。", ":::withhold W-011\n秘密SECRETX11\n:::end-withhold W-011")
		text := p["content/water/4.2/withheld.yaml"]
		entry := strings.Replace(text[:strings.Index(text, "W-002:")], "W-001:", "W-011:", 1)
		p["content/water/4.2/withheld.yaml"] = text + entry
		at["W-011"] = strings.Count(text, "\n") + 1
		return append(slices.Clone(changed), mismatch("W-011")...)
	})

	// the log
	const bundle, tile = "log/tile/entries/000.p/2", "log/tile/0/000.p/2"
	checkpoint := one("log-form", "log/checkpoint")
	for _, name := range []string{bundle, tile} {
		short := strings.ReplaceAll(strings.TrimPrefix(name, "log/tile/"), "/", "-")
		add("log-missing-"+short, func(p tree) []string { delete(p, name); return checkpoint })
		add("log-cut-"+short, func(p tree) []string { p[name] = p[name][:len(p[name])-1]; return checkpoint })
		add("log-longer-"+short, func(p tree) []string { p[name] += "x"; return checkpoint })
		add("log-flipped-"+short, func(p tree) []string {
			at := len(p[name]) / 2
			p[name] = p[name][:at] + string(p[name][at]^1) + p[name][at+1:]
			return checkpoint
		})
		add("log-foreign-"+short, func(p tree) []string { p[name] = foreign[name]; return checkpoint })
	}
	add("log-no-checkpoint", func(p tree) []string { delete(p, "log/checkpoint"); return checkpoint })
	add("log-checkpoint-unsigned", func(p tree) []string {
		p["log/checkpoint"] = textOf(p["log/checkpoint"])
		return checkpoint
	})
	add("log-checkpoint-none", func(p tree) []string { p["log/checkpoint"] = sign("a\nb\n"); return checkpoint })
	add("log-checkpoint-of-another", func(p tree) []string {
		replace(p, "log/checkpoint", logName+"\n2\n", "example\n2\n")
		p["log/checkpoint"] = sign(textOf(p["log/checkpoint"]))
		return checkpoint
	})
	for _, name := range []string{"log/notes.txt", "log/.gitkeep", "log/tile/0/000.p/1", "log/tile/entries/000", "log/.kijun-write-1"} {
		add("log-unknown-"+strings.ReplaceAll(strings.TrimPrefix(name, "log/"), "/", "-"), func(p tree) []string {
			p[name] = "秘密"
			return one("log-form", name)
		})
	}
	add("log-link", func(p tree) []string {
		p[tile] = "link: ../../../../kijun.yaml"
		return append(one("symbolic-link", tile), checkpoint...)
	})
	fork := one("log-fork", "log/checkpoint")
	add("fork-of-roots", func(p tree) []string { p["log/checkpoint"] = foreign["log/checkpoint"]; return fork })
	add("fork-whole", func(p tree) []string { // another log of the same releases
		for _, name := range []string{"log/checkpoint", bundle, tile} {
			p[name] = foreign[name]
		}
		return append(one("log-fork", powerRelease+"release.txt"), one("log-fork", waterRelease+"release.txt")...)
	})
	add("fork-folder-gone", func(p tree) []string {
		maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, waterRelease) })
		return fork
	})
	add("fork-not-logged", func(p tree) []string {
		older := releases(t, start, private, "malformed", "power@1.0")
		maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, "log/") })
		for name, data := range older {
			if strings.HasPrefix(name, "log/") {
				p[name] = data
			}
		}
		return one("log-fork", waterRelease+"release.txt")
	})
	add("fork-no-log", func(p tree) []string {
		maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, "log/") })
		return append(one("log-fork", powerRelease+"release.txt"), one("log-fork", waterRelease+"release.txt")...)
	})
	grow := func(p tree, entry string) {
		files := map[string][]byte{}
		dir := t.TempDir()
		for name, data := range p {
			if rest, ok := strings.CutPrefix(name, "log/"); ok {
				to := filepath.Join(dir, filepath.FromSlash(rest))
				if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(to, []byte(data), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
		l, err := translog.Read(os.DirFS(dir), 2, nil)
		if err == nil {
			files, err = l.Append([]byte(entry))
		}
		if err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, "log/") })
		for name, data := range files {
			p["log/"+name] = string(data)
		}
		p["log/checkpoint"] = sign(translog.Checkpoint{Origin: logName, Size: 3, Root: l.Root()}.Text())
	}
	add("fork-released-twice", func(p tree) []string { grow(p, foreign[waterRelease+"release.txt"]); return fork })
	add("fork-dates-go-back", func(p tree) []string {
		grow(p, sign("kijun site v1\ndate 2026-07-31\nsite h1:"+base64.StdEncoding.EncodeToString(make([]byte, 32))+"\nfiles 3\n"))
		return fork
	})
	add("log-entry-no-release", func(p tree) []string { grow(p, "秘密"); return checkpoint })
	add("log-entry-of-another-key", func(p tree) []string {
		s, err := proof.Sign(textOf(p[waterRelease+"release.txt"]), signerOf(t, other))
		if err != nil {
			t.Fatal(err)
		}
		grow(p, string(s))
		return checkpoint
	})
	add("fork-of-an-empty-log", func(p tree) []string {
		p["log/checkpoint"] = sign(translog.Checkpoint{Origin: logName, Size: 2, Root: tlog.RecordHash(nil)}.Text())
		return fork
	})

	// an interrupted run
	add("unfinished", func(p tree) []string {
		p["content/water/4.1/.release/confidential.txt"] = "W-001 " + secrets[0] + "\n"
		return one("release-unfinished", "content/water/4.1/.release")
	})
	add("unfinished-site", func(p tree) []string {
		p["log/.release"] = "秘密"
		return one("release-unfinished", "log/.release")
	})
	add("unfinished-and-logged", func(p tree) []string {
		for _, name := range []string{"release.txt", "commitments.txt", "manifest.txt", "confidential.txt"} {
			p["content/water/4.2/.release/"+name] = p[waterRelease+name]
			delete(p, waterRelease+name)
		}
		p["log/tile/0/000.p/1"] = p[tile][:32]
		return one("release-unfinished", "content/water/4.2/.release")
	})
	return out
}

// flipHex changes the first hexadecimal digit behind "sha256:".
func flipHex(s string) string {
	at := strings.Index(s, "sha256:") + len("sha256:")
	c := "0"
	if s[at] == '0' {
		c = "1"
	}
	return s[:at] + c + s[at+1:]
}

// registered names in the register of the base the drawing that only its figure
// shows: without an entry it can be neither sealed nor released.
func registered(data []byte) []byte {
	return bytes.Replace(data, []byte("  paths: [figures/secretx-plan.svg]"), []byte("  paths: [figures/secretx-plan.svg, figures/secretx-site.svg]"), 1)
}
