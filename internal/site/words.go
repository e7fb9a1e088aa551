package site

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/gohugoio/hugo/parser/metadecoders"

	"github.com/kijun-dev/kijun/themes"
)

// Words returns the words of the user interface in a language: the theme's,
// with the project's i18n folder before them. A language that the theme does
// not know has the English ones.
func Words(overrides fs.FS, lang string) (map[string]string, error) {
	words := map[string]string{}
	for _, l := range []string{"en", lang} {
		own, err := themeWords(l)
		if err != nil {
			return nil, err
		}
		maps.Copy(words, own)
	}
	if overrides == nil {
		return words, nil
	}
	for _, ending := range []string{"yaml", "yml", "toml", "json"} {
		if err := readWords(words, overrides, "i18n/"+lang+"."+ending); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// themeWords are the theme's. They are the same for every site of this program, and
// to read YAML takes a while.
func themeWords(lang string) (map[string]string, error) {
	read, _ := read.LoadOrStore(lang, sync.OnceValues(func() (map[string]string, error) {
		words := map[string]string{}
		return words, readWords(words, themes.FS, "kijun/i18n/"+lang+".yaml")
	}))
	return read.(func() (map[string]string, error))()
}

var read sync.Map // language to what themeWords returns of it

// inYAML is the place that the YAML reader writes in front of its message.
var inYAML = regexp.MustCompile(`^\[(\d+):(\d+)\] `)

// wordsError is what can't be read of a file of words. Behind its first line the
// YAML reader draws an excerpt, which a finding has of its own.
func wordsError(name string, err error) *TemplateError {
	text, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	te := &TemplateError{File: name, Message: text}
	if m := inYAML.FindStringSubmatch(text); m != nil {
		te.Line, _ = strconv.Atoi(m[1])
		te.Column, _ = strconv.Atoi(m[2])
		te.Message = text[len(m[0]):]
	}
	return te
}

func readWords(words map[string]string, from fs.FS, name string) error {
	data, err := fs.ReadFile(from, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := metadecoders.Default.UnmarshalToMap(data, metadecoders.FormatFromString(name))
	if err != nil {
		return wordsError(name, err)
	}
	for _, key := range sorted(file) {
		switch value := file[key].(type) {
		case string:
			words[key] = value
		case map[string]any:
			text, ok := value["other"].(string)
			if !ok {
				return &TemplateError{File: name, Message: fmt.Sprintf("%s has no text", key)}
			}
			words[key] = text
		default:
			return &TemplateError{File: name, Message: fmt.Sprintf("%s is not a text", key)}
		}
	}
	return nil
}
