package build

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestAttachments puts a picture with a place in its metadata into a public
// text, and withholds another: neither edition, nor the public sources, may
// have more of them than the pictures.
func TestAttachments(t *testing.T) {
	picture, dirty := planted(t, 3)
	other, dirtyToo := planted(t, 4)

	base, err := txtar.ParseFile(filepath.Join("testdata", "malformed", "base.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	root := fstest.MapFS{}
	const dir, public, withheld = "content/water/4.2/", "figures/構内.png", "figures/secretx-plan.png"
	for _, f := range base.Files {
		text := strings.ReplaceAll(string(f.Data), "figures/secretx-plan.svg", withheld)
		if f.Name == dir+"01-general.md" {
			text = strings.Replace(text, "範囲を定める。", "![図]("+public+")の範囲を定める。", 1)
		}
		if !strings.HasSuffix(f.Name, "secretx-plan.svg") {
			root[f.Name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	root[dir+public], root[dir+withheld] = &fstest.MapFile{Data: dirty}, &fstest.MapFile{Data: dirtyToo}

	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := a.PublicSources(root)
	if err != nil {
		for _, d := range a.Findings {
			t.Errorf("%s: %s: %s", d.Path(), d.Rule.Code, d.Message)
		}
		t.Fatal(err)
	}
	outputs := map[string]map[string][]byte{"sources": sources}
	for e, files := range built(t, root) {
		outputs[string(e)] = files
	}
	for name, want := range map[string]map[string][]byte{
		"public":       {"standards/water/4.2/" + public: picture},
		"confidential": {"standards/water/4.2/" + public: picture, "standards/water/4.2/" + withheld: other},
		"sources":      {dir + public: picture},
	} {
		pictures := 0
		for path, data := range outputs[name] {
			if bytes.Contains(data, []byte("GPS")) {
				t.Errorf("%s: %s tells the place", name, path)
			}
			if strings.HasSuffix(path, ".png") {
				pictures++
			}
		}
		for path, data := range want {
			if !bytes.Equal(outputs[name][path], data) {
				t.Errorf("%s: %s is not the picture: %q", name, path, outputs[name][path])
			}
		}
		if pictures != len(want) {
			t.Errorf("%s has %d pictures, %d are wanted", name, pictures, len(want))
		}
	}
}

// planted makes a picture, and the same with a place in it.
func planted(t *testing.T, width int) (picture, dirty []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 2))); err != nil {
		t.Fatal(err)
	}
	picture = b.Bytes()
	chunk := []byte("tEXtComment\x00GPS 35.6762N")
	dirty = append(bytes.Clone(picture[:33]), 0, 0, 0, byte(len(chunk)-4))
	dirty = binary.BigEndian.AppendUint32(append(dirty, chunk...), crc32.ChecksumIEEE(chunk))
	return picture, append(append(dirty, picture[33:]...), "GPS behind the end"...)
}

// TestDocuments: a PDF that index.md lists is published as it is, with the
// reason in the data; one that is not listed is refused; one that is withheld,
// or that a withheld part alone names, is in the confidential edition.
func TestDocuments(t *testing.T) {
	base, err := txtar.ParseFile(filepath.Join("testdata", "malformed", "base.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	const dir, page, form, plan, lone = "content/water/4.2/", "standards/water/4.2/", "figures/form.pdf", "figures/secretx-plan.pdf", "figures/secretx-lone.docx"
	listed, withheld, alone := "%PDF-1.7 <</Producer (a) >>\n", "%PDF-1.7 SECRETX09\n", "PK\x03\x04 SECRETX07"
	project := func(edit func(name, text string) string) fstest.MapFS {
		root := fstest.MapFS{}
		for _, f := range base.Files {
			text := strings.NewReplacer("figures/secretx-plan.svg", plan, "秘密の接続元甲SECRETX01", "[秘密の接続元甲SECRETX01]("+lone+")").Replace(string(f.Data))
			if !strings.HasSuffix(f.Name, "secretx-plan.svg") {
				root[f.Name] = &fstest.MapFile{Data: []byte(edit(f.Name, text))}
			}
		}
		for name, data := range map[string]string{form: listed, plan: withheld, lone: alone} {
			root[dir+name] = &fstest.MapFile{Data: []byte(data)}
		}
		return root
	}
	good := func(name, text string) string {
		switch name {
		case dir + "01-general.md":
			return strings.Replace(text, "範囲を定める。", "[様式]("+form+")の範囲を定める。", 1)
		case dir + "index.md":
			return strings.Replace(text, "summary:", "attachments:\n  "+form+": {reason: {ja: 届出の様式, en: A form}}\nsummary:", 1)
		}
		return text
	}
	root := project(good)
	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Findings {
		t.Errorf("%s: %s: %s", d.Path(), d.Rule.Code, d.Message)
	}
	if t.Failed() {
		return
	}
	sources, err := a.PublicSources(root)
	if err != nil {
		t.Fatal(err)
	}
	outputs := built(t, root)
	outputs["sources"] = sources
	for e, files := range outputs {
		prefix, private := page, e == "confidential"
		if e == "sources" {
			prefix = dir
		}
		for name, want := range map[string]string{form: listed, plan: withheld, lone: alone} {
			data, there := files[prefix+name]
			if there != (name == form || private) || there && string(data) != want {
				t.Errorf("%s: %s is there: %v %q", e, name, there, data)
			}
		}
		if json := string(files["data/standards/water/4.2.json"]); e != "sources" && !strings.Contains(json, "届出の様式") {
			t.Errorf("%s: the data do not tell the reason", e)
		}
		for name, data := range files {
			if !private && (strings.Contains(name, "secretx") || bytes.Contains(data, []byte("SECRETX"))) {
				t.Errorf("%s: %s tells what is withheld", e, name)
			}
		}
	}
	for code, edit := range map[string]func(name, text string) string{
		"document-attachment": func(name, text string) string {
			if name == dir+"index.md" {
				return text
			}
			return good(name, text)
		},
		"missing-attachment": func(name, text string) string {
			if name == dir+"01-general.md" {
				return strings.Replace(text, "範囲を定める。", "[図](figures/secretx%2Dlone.docx)の範囲を定める。", 1)
			}
			return good(name, text)
		},
	} {
		root := project(edit)
		a, err := Analyse(root, today)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range a.Findings {
			found = found || d.Rule.Code == code
		}
		if !found {
			t.Errorf("no finding %s", code)
		}
		if files, err := a.Files(t.Context(), root, withhold.Public); err == nil {
			t.Errorf("%s: %d files were made", code, len(files))
		}
	}
}
