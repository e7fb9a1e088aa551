package parse

import (
	"bytes"

	"github.com/kijun-dev/kijun/internal/standard"
	"gopkg.in/yaml.v3"
)

// FormatRegister writes entries as withheld.yaml. It writes what an entry may
// tell in its edition and nothing else: comments of the original are gone, and
// so is every key that no one knows.
func FormatRegister(entries []*standard.Withholding) ([]byte, error) {
	type heading struct {
		Level int               `yaml:"level"`
		Label string            `yaml:"label,omitempty"`
		Title map[string]string `yaml:"title"`
	}
	type act struct {
		By map[string]string `yaml:"by"`
		On string            `yaml:"on"`
	}
	type entry struct {
		Items    []string          `yaml:"items,flow,omitempty"`
		Clause   string            `yaml:"clause,omitempty"`
		Unit     string            `yaml:"unit"`
		Heading  *heading          `yaml:"heading,omitempty"`
		Title    map[string]string `yaml:"title"`
		Reason   string            `yaml:"reason"`
		Harm     map[string]string `yaml:"harm"`
		Audience string            `yaml:"audience"`
		Decided  act               `yaml:"decided"`
		Approved act               `yaml:"approved"`
		ReviewBy string            `yaml:"review-by,omitempty"`
		Access   map[string]string `yaml:"access,omitempty"`
		Paths    []string          `yaml:"paths,flow,omitempty"`
		Field    string            `yaml:"field,omitempty"`
		Cut      bool              `yaml:"cut,omitempty"`
	}
	out := map[string]entry{}
	for _, w := range entries {
		e := entry{
			Items: w.Items, Clause: w.Clause, Unit: string(w.Unit), Title: w.Title, Reason: w.Reason, Harm: w.Harm, Audience: w.Audience,
			Decided: act{w.Decided.By, string(w.Decided.On)}, Approved: act{w.Approved.By, string(w.Approved.On)},
			ReviewBy: string(w.ReviewBy), Access: w.Access, Paths: w.Paths, Field: w.Field, Cut: w.Cut,
		}
		if h := w.Heading; h != nil {
			e.Heading = &heading{h.Level, h.Label, h.Title}
		}
		out[w.ID] = e
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(out); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}
