// Package attachment makes of a file beside the text what may be published of
// it: what is needed to show it, and nothing else.
//
// In: a file's name and bytes. Out: cleaned bytes, or why there are none. What
// is kept is on a list; what is not on it is dropped or refused, because a list
// of what tells too much is never complete. Picture data are copied, never
// coded anew, so the picture stays the same to the pixel; data behind the end
// of a picture go.
//
// The package reads no files and must not take a word of one into its reasons.
// Whether a file's kind and size are allowed, and what an SVG may hold, is for
// the rules to say.
//
// Office and PDF files are never cleaned: what is in them besides what they show
// can't be told apart. They are published as they are, or not at all.
package attachment

import (
	"path"
	"strings"
)

// A Refusal says why a file can't be cleaned, and the way out. Neither holds
// anything that the file says.
type Refusal struct {
	Why  string // a clause: "it ends too early"
	Hint string
}

const anew = "open it in an image program and save it anew, or make it in another format"

func refuse(why string) *Refusal { return &Refusal{why, anew} }

var (
	tooEarly   = refuse("it ends before its picture does")
	tooLarge   = refuse("its picture is too large")
	broken     = refuse("its picture data are damaged")
	unordered  = refuse("its parts are damaged or not in the order that its format asks for")
	noPicture  = refuse("it holds no picture")
	tooMuch    = refuse("it holds more picture than it shows")
	isTurned   = &Refusal{"its metadata turn the picture, and the picture would stand wrong without them", "turn the picture itself in an image program and save it anew"}
	otherFiles = &Refusal{"nothing is known of files of its kind", "allowed are png, jpg, jpeg, gif, webp, svg, csv and txt"}
)

// largest is how many bytes of pixels a picture may unpack to: a few bytes can
// unpack to more than a machine has.
const largest = 1 << 28

var aDocument = &Refusal{"an office or PDF file can't be cleaned", "make it a picture, a table in csv, or text; or list it in index.md under `attachments` with a reason to publish it as it is"}

// Published returns what is published of a file. asIs says that an office or PDF
// file may be published as it is; of other files it says nothing.
func Published(name string, data []byte, asIs bool) ([]byte, *Refusal) {
	if asIs && IsDocument(name) {
		return data, nil
	}
	return Clean(name, data)
}

// IsDocument reports whether a file is an office or PDF file, going by the ending
// of its name.
func IsDocument(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp":
		return true
	}
	return false
}

// Clean returns what may be published of a file, going by the ending of its
// name; data is not changed. Cleaning what is clean changes nothing. SVG and
// text come back as they are.
func Clean(name string, data []byte) ([]byte, *Refusal) {
	switch strings.ToLower(path.Ext(name)) {
	case ".png":
		return cleanPNG(data)
	case ".jpg", ".jpeg":
		return cleanJPEG(data)
	case ".gif":
		return cleanGIF(data)
	case ".webp":
		return cleanWebP(data)
	case ".svg", ".csv", ".txt":
		return data, nil
	}
	if IsDocument(name) {
		return nil, aDocument
	}
	return nil, otherFiles
}
