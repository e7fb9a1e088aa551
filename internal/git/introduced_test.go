package git

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A repository may name programs: to turn files into text, to look at signatures,
// to watch its files. Reading its history runs none of them.
func TestIntroducedRunsNothing(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(map[string]string{"content/water/versions.lock": "one\n", ".gitattributes": "*.lock diff=own filter=own\n"})
	ran := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho x >'"+ran+"'\ncat \"$1\" 2>/dev/null\nexit 0\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	s.write(dir, map[string]string{"content/water/versions.lock": "one\ntwo\n"})
	s.git(dir, "commit", "-qam", "two")
	// a commit that says that it is signed
	raw := s.git(dir, "cat-file", "commit", "HEAD")
	signed, err := s.try(dir, addSignature(raw), "hash-object", "-t", "commit", "-w", "--stdin")
	if err != nil {
		t.Fatal(err)
	}
	s.git(dir, "update-ref", "HEAD", trimmed(signed))
	for key, value := range map[string]string{
		"diff.own.textconv": program, "diff.own.command": program, "diff.external": program, "log.showSignature": "true",
		"gpg.program": program, "gpg.openpgp.program": program, "core.fsmonitor": program, "filter.own.smudge": program, "filter.own.clean": program,
	} {
		s.git(dir, "config", key, value)
	}
	os.Remove(ran)
	commit, err := Repo{dir, s.env}.Introduced(context.Background(), "two", "content/water/versions.lock")
	if err != nil || commit != trimmed(signed) {
		t.Errorf("the commit is %q (%v), want %q", commit, err, trimmed(signed))
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program that the repository names was run")
	}
	// the test can fail: git by itself runs one of them
	_, _ = s.try(dir, "", "log", "-n", "1", "-Stwo", "--", "content/water/versions.lock")
	if _, err := os.Stat(ran); err != nil {
		t.Error("this repository names no program that git would run")
	}
}

func addSignature(commit string) string {
	head, rest, _ := strings.Cut(commit, "\n\n")
	return head + "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + rest + "\n"
}

func trimmed(s string) string { return strings.TrimSpace(s) }
