package lock

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

const (
	zeros = algorithm + "0000000000000000000000000000000000000000000000000000000000000000"
	// of the full sources, in these tests
	secret = algorithm + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef"
)

func TestParseFindings(t *testing.T) {
	good := "1.0 confidential " + secret + "\n1.0 public " + zeros + "\n"
	for _, tt := range []struct {
		name, text string
		want       []string // place and a part of the message
	}{
		{"good", good, nil},
		{"empty", "", nil},
		{"comments and blank lines", "# 1.0 confidential\n\n  \n" + good, nil},
		{"no line feed at the end", strings.TrimSuffix(good, "\n"), nil},
		{"not sorted", "2.0 public " + zeros + "\n" + good, nil},
		{"no fact", "1.0\n1.0 public\n" + good, []string{"1:1 this line is no fact", "2:1 this line is no fact"}},
		{"two spaces", "1.0 public  " + zeros + "\n", []string{"1:1 this line is no fact"}},
		{"two spaces first", "1.0  public " + zeros + "\n", []string{"1:1 nothing of this kind"}},
		{"a space before", " 1.0 public " + zeros + "\n", []string{"1:1 this line is no fact"}},
		{"a space behind", "1.0 public " + zeros + " \n", []string{"1:1 this line is no fact"}},
		{"swapped", secret + " confidential 1.0\n", []string{"1:1 this line is no fact"}},
		{"a name too much", "1.0 confidential x " + secret + "\n", []string{"1:1 this line is no fact"}},
		{"unknown kind", "1.0 confidentail " + secret + "\n" + good, []string{"1:1 nothing of this kind"}},
		{"kind with a capital", "1.0 Confidential " + secret + "\n" + good, []string{"1:1 nothing of this kind"}},
		{"short digest", "1.0 confidential " + secret[:60] + "\n1.0 public " + zeros + "\n", []string{"1:1 the digest is not"}},
		{"capital digits", "1.0 confidential " + algorithm + strings.ToUpper(secret[7:]) + "\n", []string{"1:1 the digest is not"}},
		{"other algorithm", "1.0 public sha512:" + zeros[7:] + "\n", []string{"1:1 the digest is not"}},
		{"twice", good + "1.0 public " + zeros + "\n", []string{"3:1 line 2 says this already"}},
		{"twice with another digest", good + "1.0 confidential " + zeros + "\n", []string{"3:1 line 1 says this already"}},
		{"no public line", "1.0 confidential " + secret + "\n2.0 clause a " + zeros + "\n", []string{"1:1 1.0 has no public line", "2:1 2.0 has no public line"}},
		{"a merge", "<<<<<<< HEAD\n" + good + "||||||| 1234567\n=======\n2.0 public " + zeros + "\n>>>>>>> other\n", []string{"1:1 a merge left", "4:1 a merge left", "5:1 a merge left", "7:1 a merge left"}},
		{"files of another lock", "1.0 file 01-a.md " + zeros + "\n1.0 public " + zeros + "\n", []string{"2:1 the public digest of 1.0 is not"}},
		{"carriage returns", strings.ReplaceAll(good, "\n", "\r\n"), []string{"1:89 the file has carriage returns"}},
		{"byte order mark", "\ufeff" + good, []string{"1:1 the file starts with a byte order mark"}},
		{"not UTF-8", "1.0 confidential \xff" + secret + "\n1.0 x " + secret + "\n", []string{"1:1 the line is not UTF-8", "2:1 nothing of this kind"}},
		{"name of a file", "1.0 file ../a " + zeros + "\n1.0 file /a " + zeros + "\n1.0 file a//b " + zeros + "\n1.0 file \"a " + zeros + "\n1.0 file \"a\" " + zeros + "\n1.0 file " + zeros + "\n",
			[]string{"1:1 the name of the file", "2:1 the name of the file", "3:1 the name of the file", "4:1 the name of the file", "5:1 the name of the file", "6:1 the name of the file"}},
		{"id of a clause", "1.0 clause A " + zeros + "\n1.0 clause a b " + zeros + "\n", []string{"1:1 the id of the clause", "2:1 the id of the clause"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, ds := Parse(source.New("content/s/versions.lock", []byte(tt.text)))
			if (l == nil) != (len(tt.want) > 0) {
				t.Errorf("the lock is %v", l)
			}
			var got []string
			for _, d := range ds {
				p := d.Position()
				got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, d.Message))
			}
			ok := slices.EqualFunc(got, tt.want, strings.HasPrefix)
			if !ok {
				t.Errorf("found %q\nwant %q", got, tt.want)
			}
			keeps(t, ds, &Record{Confidential: secret})
			hides(t, tt.text)
		})
	}
}

// hides holds that no excerpt of any place shows the digest of full sources.
func hides(t *testing.T, text string) {
	t.Helper()
	f := source.New("content/s/versions.lock", []byte(text))
	Parse(f)
	for i := range f.Bytes() {
		if e, _ := f.At(i, i+1).Excerpt(); strings.Contains(strings.ToLower(e.Text), "deadbeef") {
			t.Fatalf("the excerpt at %d shows the digest: %s", i, e.Text)
		}
	}
}

// FuzzParse: no input breaks the parser; what it reads it writes so that it
// reads the same; no finding shows a digest that must not be shown.
func FuzzParse(f *testing.F) {
	f.Add("1.0 confidential " + secret + "\n1.0 public " + zeros + "\n")
	f.Add("# a\n1.0 clause a " + zeros + "\n# b\n1.0 file \"a\\n\" " + zeros + "\n1.0 public " + zeros + "\n# c")
	f.Add("<<<<<<< x\n=======\r\n1.0 confidentail " + secret + "\n\xff")
	f.Add(string(New().With(record()).Bytes()))
	f.Fuzz(func(t *testing.T, text string) {
		file := source.New("content/s/versions.lock", []byte(text))
		l, ds := Parse(file)
		if (l == nil) != (len(ds) > 0) {
			t.Fatalf("the lock is %v with %d findings", l, len(ds))
		}
		for _, d := range ds {
			e, _ := d.Span.Excerpt()
			if strings.Contains(d.Message+strings.Join(d.Hints, " ")+e.Text, secret[7:40]) {
				t.Fatalf("a finding tells a digest: %s %v %s", d.Message, d.Hints, e.Text)
			}
		}
		if l == nil {
			return
		}
		data := l.Bytes()
		again, ds := Parse(source.New("content/s/versions.lock", data))
		if again == nil {
			t.Fatalf("what was written can't be read: %s\n%s", ds[0].Message, data)
		}
		if string(again.Bytes()) != string(data) {
			t.Fatalf("written again it differs:\n%s\n%s", data, again.Bytes())
		}
		var records []*Record
		for _, v := range l.Versions() {
			records = append(records, l.Record(v))
		}
		if strings.Contains(string(PublicBytes(records)), " confidential "+algorithm) {
			t.Fatal("the public lock has a confidential line")
		}
		l.Check("s", nil)
	})
}
