package parse

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

// What stands behind the first document would be ignored: an entry there would
// withhold nothing.
func TestSecondDocumentIsAFinding(t *testing.T) {
	for _, text := range []string{
		"W-001: {unit: chapter}\n---\nW-002: {unit: chapter}\n",
		"W-001: {unit: chapter}\n...\nW-002: {unit: chapter}\n",
		"W-001: {unit: chapter}\n--- # next\n",
	} {
		out, ds := Register(source.New("withheld.yaml", []byte(text)))
		if out != nil || len(ds) != 1 || ds[0].Rule != yamlSyntax {
			t.Errorf("%q: %d entries, findings %v", text, len(out), ds)
		}
	}
	if _, ds := Register(source.New("withheld.yaml", []byte("---\n# a comment\n"))); len(ds) != 0 {
		t.Errorf("one document: %v", ds)
	}
}

// The names of withheld files must not come out of a register with slips in it.
func TestSlipsInTheRegisterTellNoNames(t *testing.T) {
	const head = "W-001:\n  unit: chapter\n"
	for _, text := range []string{
		head + "  path: [secret.md]\n",
		head + "  pat\u200bhs: [secret.md]\n",
		head + "  paths: [secret.md\n",
		head + "  paths: [*secret.md]\n",
		head + "paths: [secret.md]\n",
		head + "  paths:\n  secret.md: x\n",
		head + "  paths: {secret.md: x}\n",
		head + "  path: \"\\u0073ecret \\\n    secret.md\"\n",
		head + "  path: |\n    secret.md\n  secret.md: x\n",
		head + "  secret.md: x\n  secret.md: y\n",
		"W-001: secret.md\n",
		"W-1: {paths: [secret.md]}\n",
		"secret.md: W-001\n",
		"- secret.md\n",
	} {
		_, ds := Register(source.New("withheld.yaml", []byte(text)))
		if len(ds) == 0 {
			t.Errorf("%q: no finding", text)
		}
		for _, d := range ds {
			e, _ := d.Span.Excerpt()
			if s := strings.Join(append(d.Hints, d.Message, d.KeyPath, e.Text), "\n"); strings.Contains(s, "secret") {
				t.Errorf("%q: a finding tells\n%s", text, s)
			}
		}
	}
}
