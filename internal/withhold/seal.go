package withhold

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
)

// A Sealer encrypts a part, as seal.Recipients do.
type Sealer func(b seal.Binding, plaintext []byte) ([]byte, error)

// errUnsound says that the scanner does not find again what was sealed.
var errUnsound = errors.New("what was sealed is not found again; nothing was written")

// Seal encrypts every withheld part that stands in the clear. It returns the new
// bytes of the files that change, by name relative to the version's folder. The
// sources have no findings: what is a part is not known otherwise. Where files
// are named, the others stay as they are.
func (s *Sources) Seal(to Sealer, only ...string) (map[string][]byte, error) {
	out := map[string][]byte{}
	skip := func(f *source.File) bool { return len(only) > 0 && !slices.Contains(only, s.names[f]) }
	whole := func(f *source.File) error {
		if f == nil || s.sealed[f] || skip(f) {
			return nil
		}
		data, err := to(s.bindingOf(f), f.Bytes())
		out[s.names[f]] = data
		return err
	}
	for _, t := range s.texts {
		if s.withheld[s.names[t.file]] != "" {
			if err := whole(t.file); err != nil {
				return nil, err
			}
			continue
		}
		if skip(t.file) {
			continue
		}
		data, err := s.sealText(t, to)
		if err != nil {
			return nil, err
		}
		if data != nil {
			out[s.names[t.file]] = data
		}
	}
	for _, f := range s.attachments {
		if s.withheld[s.names[f]] != "" {
			if err := whole(f); err != nil {
				return nil, err
			}
		}
	}
	if err := errors.Join(whole(s.confidential), whole(s.salts)); err != nil {
		return nil, err
	}
	return out, nil
}

// sealText is a text with its parts encrypted; nil where none is in the clear.
func (s *Sources) sealText(t *text, to Sealer) ([]byte, error) {
	data := t.file.Bytes()
	var out []byte
	at, some := 0, false
	for _, p := range t.parts {
		if p.kind != region && p.kind != span {
			continue
		}
		some = true
		out = append(out, data[at:p.outerStart]...)
		at = p.outerEnd
		secret, err := to(s.binding(t, p), data[p.innerStart:p.innerEnd])
		if err != nil {
			return nil, err
		}
		if p.kind == span {
			out = fmt.Appendf(out, "{{sealed:%s}}%s{{/sealed:%[1]s}}", p.id, secret)
			continue
		}
		out = fmt.Appendf(out, "%s:::sealed %s\n", p.prefix, p.id)
		for line := range bytes.Lines(secret) {
			out = append(append(out, p.prefix...), line...)
		}
		out = fmt.Appendf(out, "%s:::end-sealed %s", p.prefix, p.id)
	}
	if !some {
		return nil, nil
	}
	out = append(out, data[at:]...)
	// What was written must read as what was meant: the same parts, none of them in
	// the clear, and the same public cut.
	f := source.New(t.file.Path(), out)
	if len(Encoding(f)) > 0 {
		return nil, errUnsound
	}
	again, ds := scan(f, t.lang)
	if len(ds) > 0 || len(again.parts) != len(t.parts) || !bytes.Equal(again.public().Bytes(), t.public().Bytes()) {
		return nil, errUnsound
	}
	for i, p := range again.parts {
		if p.id != t.parts[i].id || p.kind == region || p.kind == span {
			return nil, errUnsound
		}
	}
	return out, nil
}

// Unseal opens every sealed part. It returns the new bytes of the files that
// change, which are the bytes that were sealed.
func (s *Sources) Unseal(open Opener) (map[string][]byte, diag.List) {
	o, ds := s.Open(open)
	if o == nil {
		return nil, ds
	}
	return o.Opened(s), nil
}

// UnsealFile is one text, or withheld file, in the clear. Files of other kinds
// give nothing.
func (s *Sources) UnsealFile(name string, open Opener) ([]byte, diag.List) {
	o := &unsealing{from: s, to: newSources(s.standard, s.number, s.register, s.withheld), open: open}
	for _, t := range s.texts {
		if s.names[t.file] == name {
			o.text(t)
		}
	}
	for f, n := range s.names {
		if n == name && (f == s.confidential || s.withheld[n] != "" && slices.Contains(s.attachments, f)) {
			o.file(f)
		}
	}
	if len(o.ds) > 0 {
		return nil, o.ds
	}
	for f := range o.to.names {
		return bytes.Clone(f.Bytes()), nil
	}
	return nil, nil
}

// Opened are the files that are others than they were in the sources that these
// were opened from.
func (s *Sources) Opened(from *Sources) map[string][]byte {
	was := map[string]*source.File{}
	for f, name := range from.names {
		was[name] = f
	}
	out := map[string][]byte{}
	for f, name := range s.names {
		if f != was[name] {
			out[name] = f.Bytes()
		}
	}
	return out
}

// InTheClear reports every withheld part that is not sealed. It says what it can
// of sources with findings, too.
func (s *Sources) InTheClear() diag.List {
	var ds diag.List
	hint := "`kijun seal` seals it; if it was committed like this before, its text stays in the history of git"
	whole := func(f *source.File, what string) {
		if f != nil && !s.sealed[f] {
			ds.Add(NotSealed.At(f.Whole(), "%s is not sealed", what).Hint("%s", hint))
		}
	}
	for _, t := range s.texts {
		if s.withheld[s.names[t.file]] != "" {
			continue
		}
		for _, p := range t.parts {
			if p.kind == region || p.kind == span {
				ds.Add(NotSealed.At(t.at(p), "%s is not sealed", p.id).Hint("%s", hint))
			}
		}
	}
	for f, name := range s.names { // also those that could not be read
		if id := s.withheld[name]; id != "" {
			whole(f, "a file that "+id+" withholds")
		}
	}
	ds.Add(s.unregistered()...)
	for _, f := range s.attachments {
		if visible, id, _ := s.namedBy(f); s.Sealed() && !visible && id == "" && s.withheld[s.names[f]] == "" {
			f.HideAll(path.Join(path.Dir(f.Path()), "[sealed]"))
			ds.Add(NotSealed.At(f.Whole(), "in this folder, a file that no visible text refers to is not sealed").
				Hint("a sealed part may refer to it: withhold it by an entry with `paths`, and `kijun seal`; or take it out of the folder"))
		}
	}
	whole(s.confidential, ConfidentialFile)
	whole(s.salts, SaltsFile)
	return ds.Sorted()
}
