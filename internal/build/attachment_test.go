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
