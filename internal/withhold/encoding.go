package withhold

import (
	"bytes"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
)

const (
	maxQuotes = 100      // one in the other
	maxLine   = 64 << 10 // bytes; parsers of Markdown and YAML take time by the square of a line
	maxFile   = 32 << 20 // bytes
)

// Encoding reports what makes a file unfit to be read at all: bytes that
// editors, parsers and people could read in different ways.
func Encoding(f *source.File) diag.List {
	var ds diag.List
	data := f.Bytes()
	report := func(r *diag.Rule, at, n int, message, hint string) {
		f.Hide(source.Range{Start: 0, End: len(data)})
		ds.Add(r.At(f.At(at, at+n), "%s", message).Hint("%s", hint))
	}
	if len(data) > maxFile {
		report(tooLong, 0, 0, "the file is larger than 32 MiB", "split it, or put what is no text into files beside it")
		return ds
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		report(encoding, 0, 3, "the file starts with a byte order mark", "save it as UTF-8 without one")
	}
	if i := bytes.IndexByte(data, '\r'); i >= 0 {
		report(encoding, i, 1, "the file has carriage returns (line ends of another system)", "save it with line feeds alone (LF)")
	}
	if !utf8.Valid(data) {
		i := 0
		for i < len(data) {
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		report(encoding, i, 1, "the file is not UTF-8", "save it as UTF-8")
		return ds
	}
	lineStart, quotes := 0, 0 // quotes: signs `>` before the line's text, -1 in it
	roomy := -1               // where a line starts that is long for its sealed spans alone
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == '\n':
			lineStart, quotes = i+1, 0
		case r < 0x20 && r != '\t' && r != '\r', 0x7f <= r && r < 0xa0:
			report(encoding, i, n, "the file has a control character", "take it out; some editors show it as a sign of its own")
			return ds
		case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff && i > 0, 0xe0000 <= r && r <= 0xe007f:
			report(invisible, i, n, "a character changes the direction of the text or can't be seen", "take it out, or write the line anew")
			return ds
		}
		i += n
		switch {
		case quotes < 0 || r == ' ' || r == '\n':
		case r != '>':
			quotes = -1 // the line's text has begun
		case quotes == maxQuotes:
			report(tooLong, lineStart, 0, "quotations within quotations, more than 100 deep", "take out the `>` that are too many")
			return ds
		default:
			quotes++
		}
		if i-lineStart > maxLine && roomy < lineStart {
			roomy = lineStart
			if length(data[lineStart:]) <= maxLine {
				continue
			}
			report(tooLong, lineStart, 0, "a line is longer than 64 KiB", "break the line; a picture belongs into a file beside the text")
			return ds
		}
	}
	return ds
}

var wholeSealedSpan = regexp.MustCompile(`\{\{sealed:W-[0-9]{3,}\}\}[A-Za-z0-9+/=]*\{\{/sealed:W-[0-9]{3,}\}\}`)

// length is the length of the first line of a text without its sealed spans: no
// parser of Markdown gets to see these.
func length(text []byte) int {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	n := len(line)
	for _, m := range wholeSealedSpan.FindAllIndex(line, -1) {
		n -= m[1] - m[0]
	}
	return n
}

// ciphertext returns where something in a line stands that is encrypted.
func ciphertext(line []byte) (start, end int, found bool) {
	for _, sign := range []string{seal.Begin, seal.BeginInline} {
		if i := bytes.Index(line, []byte(sign)); i >= 0 {
			return i, i + len(sign), true
		}
	}
	return 0, 0, false
}

// Plain reports markers in a file that may have none: settings, registers,
// templates. In bytes that are not UTF-8 only an exact one is found, in UTF-16
// too: a text in another encoding has it in ASCII, and a picture by no accident.
func Plain(f *source.File) diag.List {
	var ds diag.List
	if !utf8.Valid(f.Bytes()) {
		if exactMarker.Match(bytes.ReplaceAll(f.Bytes(), []byte{0}, nil)) {
			f.Hide(source.Range{Start: 0, End: len(f.Bytes())})
			ds.Add(place.At(f.Whole(), "a marker of withholding may not stand here, and the file is not UTF-8").
				Hint("take the file out, or save it as UTF-8 without the marked part"))
		}
		return ds
	}
	words := []string{"{{withh", "{{/withh", reservedSealed, reservedSealedEnd, seal.Begin, seal.BeginInline}
	eachLine(f.Bytes(), func(start, end int) {
		line := f.Bytes()[start:end]
		has := func(word string) bool { return bytes.Contains(line, []byte(word)) }
		if slices.ContainsFunc(words, has) || blockMarker.Match(line) || len(suspects(line, false)) > 0 {
			ds.Add(place.At(f.At(start, end), "a marker of withholding may not stand here").
				Hint("markers belong into the text of chapters; the register holds what the public may know"))
			f.Hide(source.Range{Start: start, End: end})
		}
	})
	return ds
}

var exactMarker = regexp.MustCompile(`:::(?:end-)?with(?:hold|held) W-|\{\{/?(?:with(?:hold|held)|sealed):W-|:::(?:end-)?sealed W-`)

// Clear reports whether bytes of any kind have the begin of a part in the clear.
func Clear(data []byte) bool { return clearMarker.Match(bytes.ReplaceAll(data, []byte{0}, nil)) }

var clearMarker = regexp.MustCompile(`:::withhold W-[0-9]{3}|\{\{withhold:W-[0-9]{3}`)

func eachLine(data []byte, do func(start, end int)) {
	for start := 0; start < len(data); {
		end := bytes.IndexByte(data[start:], '\n')
		if end < 0 {
			do(start, len(data))
			return
		}
		do(start, start+end)
		start += end + 1
	}
}
