package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func empty(t *testing.T, dir string, but ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(but, " ") {
		t.Errorf("the folder holds %q, want %q", got, but)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for i, text := range []string{"one", "a second, longer one", ""} {
		if err := Write(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(name); string(got) != text {
			t.Errorf("%d: %q", i, got)
		}
		if info, _ := os.Stat(name); os.PathSeparator == '/' && info.Mode().Perm() != 0o640 {
			t.Errorf("mode %v", info.Mode())
		}
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(name); os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("a file that is there keeps its mode; it is %v", info.Mode())
	}
	empty(t, dir, "a")
	if err := os.Symlink("a", filepath.Join(dir, "b")); err == nil {
		if err := Write(filepath.Join(dir, "b"), nil, 0o644); err == nil {
			t.Error("a link was written over")
		}
	}
	err := Write(filepath.Join(dir, "none", "c"), nil, 0o644)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), leftover) {
		t.Errorf("no folder: %v", err)
	}
}

func TestCreate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "key")
	if err := Create(name, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Create(name, []byte("two"), 0o600); !errors.Is(err, fs.ErrExist) {
		t.Error("created twice:", err)
	}
	if got, _ := os.ReadFile(name); string(got) != "one" {
		t.Errorf("%q", got)
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	free, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrLocked) {
		t.Error("locked twice:", err)
	}
	free()
	if free, err = Lock(dir); err != nil {
		t.Fatal("not freed:", err)
	}
	free()
	empty(t, dir)
}
