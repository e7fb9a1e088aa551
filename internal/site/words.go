package site

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/gohugoio/hugo/parser/metadecoders"

	"github.com/kijun-dev/kijun/themes"
)

// Words returns the words of the user interface in a language: the theme's,
// with the project's i18n folder before them. A language that the theme does
// not know has the English ones.
func Words(overrides fs.FS, lang string) (map[string]string, error) {
	words := map[string]string{}
	if err := readWords(words, themes.FS, "kijun/i18n/en.yaml"); err != nil {
		return nil, err
	}
	if err := readWords(words, themes.FS, "kijun/i18n/"+lang+".yaml"); err != nil {
		return nil, err
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
