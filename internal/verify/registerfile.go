package verify

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

const registerFile = "withheld.yaml"

var idForm = regexp.MustCompile(`^W-[0-9]{3,}$`)

// A fileEntry is an entry of withheld.yaml.
type fileEntry struct {
	line   int
	values map[string]*yaml.Node
}

func (e *fileEntry) has(key string) bool { return e.values[key] != nil }
func (e *fileEntry) cut() bool           { return e.has("cut") && e.values["cut"].Value == "true" }

// paths are the files that the entry withholds as a whole.
func (e *fileEntry) paths() []string {
	n := e.values["paths"]
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode:
		return []string{n.Value}
	}
	var out []string
	for _, item := range n.Content {
		out = append(out, item.Value)
	}
	return out
}

// mostRegister is the longest register that is read, in bytes: a byte of YAML
// can take hundreds in memory.
const mostRegister = 8 << 20

// registerOf reads a register. Its errors tell nothing of what stands there.
func registerOf(data []byte) (map[string]*fileEntry, error) {
	out := map[string]*fileEntry{}
	if len(data) > mostRegister {
		return nil, fmt.Errorf("the register is larger than %d MiB", mostRegister>>20)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, errors.New("the register is no YAML that can be read")
	}
	if len(doc.Content) == 0 {
		return out, nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, errors.New("the register has no entries by id")
	}
	for i := 0; i+1 < len(top.Content); i += 2 {
		id, value := top.Content[i], top.Content[i+1]
		if !idForm.MatchString(id.Value) || value.Kind != yaml.MappingNode || out[id.Value] != nil {
			return nil, errors.New("the register has an entry that is none, or one twice")
		}
		e := &fileEntry{line: id.Line, values: map[string]*yaml.Node{}}
		for k := 0; k+1 < len(value.Content); k += 2 {
			if e.values[value.Content[k].Value] != nil || value.Content[k+1].Kind == yaml.AliasNode {
				return nil, errors.New("an entry of the register has a key twice, or an alias")
			}
			e.values[value.Content[k].Value] = value.Content[k+1]
		}
		out[id.Value] = e
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// sameValue compares values of registers. A text in one language may be written
// without the language, and a list of one without its brackets.
func sameValue(a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == b || empty(a) && empty(b)
	}
	if a.Kind == yaml.ScalarNode && b.Kind == yaml.ScalarNode {
		return strings.TrimSpace(a.Value) == strings.TrimSpace(b.Value)
	}
	if a.Kind == yaml.ScalarNode {
		a, b = b, a
	}
	if b.Kind == yaml.ScalarNode {
		switch {
		case a.Kind == yaml.MappingNode && len(a.Content) == 2:
			return sameValue(a.Content[1], b)
		case a.Kind == yaml.SequenceNode && len(a.Content) == 1:
			return sameValue(a.Content[0], b)
		}
		return false
	}
	if a.Kind != b.Kind || a.Kind == yaml.AliasNode {
		return false
	}
	if a.Kind == yaml.SequenceNode {
		return slices.EqualFunc(a.Content, b.Content, sameValue)
	}
	x, y := mapping(a), mapping(b)
	for key := range maps.Keys(x) {
		if !sameValue(x[key], y[key]) {
			return false
		}
	}
	for key := range maps.Keys(y) {
		if x[key] == nil && !empty(y[key]) {
			return false
		}
	}
	return true
}

func empty(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && (n.Value == "" || n.Tag == "!!null") || n.Kind != yaml.ScalarNode && len(n.Content) == 0
}

func mapping(n *yaml.Node) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		out[n.Content[i].Value] = n.Content[i+1]
	}
	return out
}
