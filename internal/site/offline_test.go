package site

import "testing"

func TestDiskLinks(t *testing.T) {
	for in, want := range map[string]string{
		`<a href="../">x</a>`:                        `<a href="../index.html">x</a>`,
		`<a href="./">`:                              `<a href="./index.html">`,
		`<a href="..">`:                              `<a href="../index.html">`,
		`<a href="items/nisc-4/6.1.2(2)/#a">`:        `<a href="items/nisc-4/6.1.2(2)/index.html#a">`,
		`<form action='../search/'>`:                 `<form action='../search/index.html'>`,
		`<a href=a/?q=1>`:                            `<a href=a/index.html?q=1>`,
		`<a HREF="a/" class="b/">`:                   `<a HREF="a/index.html" class="b/">`,
		`<a href="https://example.org/">`:            `<a href="https://example.org/">`,
		`<a href="mailto:a@b/">`:                     `<a href="mailto:a@b/">`,
		`<a href="/">`:                               `<a href="/">`,
		`<a href="#a/">`:                             `<a href="#a/">`,
		`<a href="a.html"><link href="css/x.css">`:   `<a href="a.html"><link href="css/x.css">`,
		`<p title="href='a/'"> href="a/"</p>`:        `<p title="href='a/'"> href="a/"</p>`,
		`<p title=" href='a/' ">`:                    `<p title=" href='a/' ">`,
		`<script>x = '<a href="a/">'</script>`:       `<script>x = '<a href="a/">'</script>`,
		`<a href="standards/w/compare/4.1...4.2/">x`: `<a href="standards/w/compare/4.1...4.2/index.html">x`,
	} {
		if got := string(diskLinks([]byte(in))); got != want {
			t.Errorf("%s:\n got %s\nwant %s", in, got, want)
		}
	}
}
