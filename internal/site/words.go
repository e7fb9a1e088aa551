package site

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
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
		return &TemplateError{File: name, Message: err.Error()}
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
