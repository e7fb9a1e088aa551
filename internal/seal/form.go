package seal

import (
	"bytes"
	"encoding/base64"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const (
	// Begin is the first line of an armored age file.
	Begin = armor.Header
	// BeginInline is how the base64 of every age file begins.
	BeginInline = "YWdlLWVuY3J5cHRpb24ub3JnL3Yx"

	intro = "age-encryption.org/v1\n"
	end   = armor.Footer
)

// Check reports whether data has the form of a sealed part of a kind: an
// armored age file, or for a span base64 on one line, complete, and as we write
// it to the byte. It needs no key; what is in the file it can't tell.
func Check(k Kind, data []byte) error {
	_, err := decode(k, data)
	return err
}

// decode returns the age file that stands in a source.
func decode(k Kind, data []byte) ([]byte, error) {
	var text []byte
	if k == Span {
		text = data
	} else {
		body, begins := bytes.CutPrefix(data, []byte(Begin+"\n"))
		body, ends := bytes.CutSuffix(body, []byte(end+"\n"))
		if !begins || !ends {
			return nil, ErrForm
		}
		text = bytes.ReplaceAll(body, []byte("\n"), nil)
	}
	file, err := base64.StdEncoding.Strict().AppendDecode(nil, text)
	// a file has one form alone: nothing can be put between its lines
	if err != nil || !bytes.Equal(encode(k, file), data) || !complete(file) {
		return nil, ErrForm
	}
	return file, nil
}

// encode writes an age file as it stands in a source.
func encode(k Kind, file []byte) []byte {
	if k == Span {
		return base64.StdEncoding.AppendEncode(nil, file)
	}
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	if _, err := w.Write(file); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// complete reports whether an age file has a header and as many bytes behind it
// as a payload of ours makes.
func complete(file []byte) bool {
	if !bytes.HasPrefix(file, []byte(intro)) {
		return false
	}
	header, err := age.ExtractHeader(bytes.NewReader(file))
	if err != nil || !bytes.HasPrefix(file, header) {
		return false
	}
	const nonce, tag, chunk = 16, 16, 64 << 10
	rest := len(file) - len(header) - nonce
	for n := smallest; n <= rest; n *= 2 {
		if n+tag*((n+chunk-1)/chunk) == rest {
			return true
		}
	}
	return false
}

// Looks reports whether data begins as a sealed file does, whole or not: such a
// file must not be taken for anything else.
func Looks(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n\ufeff")
	return bytes.HasPrefix(data, []byte(Begin[:len("-----BEGIN AGE ENCRYPTED")])) || bytes.HasPrefix(data, []byte(intro[:len(intro)-1]))
}
