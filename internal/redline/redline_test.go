package redline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
)

func paragraph(text string) standard.Block {
	return standard.Block{Kind: standard.BlockParagraph, Cells: []standard.Words{{Text: text}}}
}

// shown writes a redline as [-deleted-] and {+inserted+}.
func shown(r Redline) string {
	var b strings.Builder
	for _, p := range r.Pieces() {
		switch p.Op {
		case Equal:
			b.WriteString(p.Text)
		case Delete:
			fmt.Fprintf(&b, "[-%s-]", p.Text)
		case Insert:
			fmt.Fprintf(&b, "{+%s+}", p.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"number", "桁数は13とする。", "桁数は10とする。", "桁数は[-13-]{+10+}とする。"},
		{"number and words", "文字数は、通常少なくとも 13 とする。", "文字数は、10 以上とする。", "文字数は、[-通常少なくとも 13 -]{+10 以上+}とする。"},
		{"date", "2026年4月1日から施行する。", "2026年5月1日から施行する。", "[-2026年4月1日-]{+2026年5月1日+}から施行する。"},
		{"obligation", "事業者は、経路を限定することが望ましい。", "事業者は、経路を限定しなければならない。", "事業者は、経路を限定[-することが望ましい-]{+しなければならない+}。"},
		{"must not", "The CA MUST issue the certificate within seven days of the request.", "The CA MUST NOT issue the certificate within seven days of the request.", "The CA [-MUST-]{+MUST NOT+} issue the certificate within seven days of the request."},
		{"han", "情報資産を管理する。", "情報資源を管理する。", "情報資[-産-]{+源+}を管理する。"},
		{"address", "See https://example.org/a/1.html for the list of names.", "See https://example.org/a/2.html for the list of names.", "See [-https://example.org/a/1.html-]{+https://example.org/a/2.html+} for the list of names."},
		{"version", "Use TLS 1.2.3 or later on all interfaces.", "Use TLS 1.3.0 or later on all interfaces.", "Use TLS [-1.2.3-]{+1.3.0+} or later on all interfaces."},
		{"whole sentence", "Passwords are changed every month by each of the users of the system.", "An operator keeps records about visitors in a locked room for ten years.", "[-Passwords are changed every month by each of the users of the system.-]{+An operator keeps records about visitors in a locked room for ten years.+}"},
		{"kana", "点検を行い、その結果を記録する。", "点検を毎年行い、その結果を保存する。", "点検を{+毎年+}行い、その結果を[-記録-]{+保存+}する。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shown(Compare([]standard.Block{paragraph(c.old)}, []standard.Block{paragraph(c.new)}))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
