package internal

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// channels is how many channels the list has.
const channels = 39

var (
	namedTest = regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)[A-Z]\\w*)`")
	namedCase = regexp.MustCompile("`malformed/([a-z0-9-]+)`")
)

// TestLeakChannels holds the table of docs/leak-channels.md: every channel once,
// in order, with a test that is there or the words why there is none.
func TestLeakChannels(t *testing.T) {
	doc := document(t, "docs/leak-channels.md")
	for _, fault := range channelFaults(doc) {
		t.Error(fault)
	}
	// and shows that it can fail
	for name, change := range map[string][2]string{
		"a channel is left out":      {"| 17 |", "| 18 |"},
		"a test is not there":        {"`build.TestCanary`", "`build.TestCanaries`"},
		"a test is elsewhere":        {"`publish.TestKilled`", "`build.TestKilled`"},
		"a case is not there":        {"`malformed/notes-outside`", "`malformed/notes-nowhere`"},
		"a channel has no test":      {"`build.TestSearch` `build.TestCanary`", ""},
		"nobody says why without it": {"No test, because", "As"},
	} {
		if len(channelFaults(strings.Replace(doc, change[0], change[1], 1))) == 0 {
			t.Errorf("nothing is found where %s", name)
		}
	}
}

func channelFaults(doc string) (faults []string) {
	next := 1
	for line := range strings.Lines(doc) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(cells[1]))
		if err != nil {
			continue
		}
		if n != next {
			faults = append(faults, "channel "+strconv.Itoa(next)+" is missing")
		}
		next = n + 1
		tests := len(namedTest.FindAllString(cells[4], -1)) + len(namedCase.FindAllString(cells[4], -1))
		if tests == 0 && !strings.Contains(cells[3], "No test, because") {
			faults = append(faults, "channel "+strconv.Itoa(n)+" has no test and does not say why")
		}
	}
	if next != channels+1 {
		faults = append(faults, "the table has "+strconv.Itoa(next-1)+" channels")
	}
	return append(faults, testFaults(doc)...)
}

// testFaults are the tests and cases that a document names and that are not there.
func testFaults(doc string) (faults []string) {
	for _, m := range namedTest.FindAllStringSubmatch(doc, -1) {
		dir := m[1]
		if dir == "internal" {
			dir = "."
		}
		files, _ := filepath.Glob(filepath.Join(dir, "*_test.go"))
		found := false
		for _, f := range files {
			data, err := os.ReadFile(f)
			found = found || err == nil && strings.Contains(string(data), "\nfunc "+m[2]+"(")
		}
		if !found {
			faults = append(faults, "there is no test "+m[1]+"."+m[2])
		}
	}
	for _, m := range namedCase.FindAllStringSubmatch(doc, -1) {
		if _, err := os.Stat(filepath.Join("build/testdata/malformed", m[1]+".txtar")); err != nil {
			faults = append(faults, "there is no case "+m[1])
		}
	}
	return faults
}

// TestThreatModel: each guarantee of docs/threat-model.md names a test that is
// there.
func TestThreatModel(t *testing.T) {
	doc := document(t, "docs/threat-model.md")
	for _, fault := range testFaults(doc) {
		t.Error(fault)
	}
	_, rest, _ := strings.Cut(doc, "\n## Guarantees\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	guarantees := regexp.MustCompile(`(?m)^(\d+)\. `).Split(rest, -1)[1:]
	if len(guarantees) < 10 {
		t.Errorf("only %d guarantees were found", len(guarantees))
	}
	for i, g := range guarantees {
		if !namedTest.MatchString(g) {
			t.Errorf("guarantee %d names no test", i+1)
		}
	}
}
