package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
)

var replacesNowhere = rule{
	doc: &diag.Rule{
		Code:   "replaces-nowhere",
		Title:  "a version that replaces one that does not exist",
		Why:    "`replaces` joins a standard's versions to its history; comparisons are made along it. A number that no folder has breaks the chain, and readers of the old version are not told of the new one. In the public edition, a version that replaces a draft does the same, for drafts are not public.",
		Before: "version: 4.2\nreplaces: 4.01          (the folder is 4.1)\n",
		After:  "version: 4.2\nreplaces: 4.1\n",
	},
	run: func(p *pass) {
		for s, v := range p.versions() {
			if v.Replaces == "" || s.Version(v.Replaces) != nil {
				continue
			}
			at := inVersion(v, "replaces")
			d := p.report(at, "%s %s replaces version %q, and the %s edition has no such version", v.Standard, v.Number, v.Replaces, p.edition()).Key("replaces")
			if !suggest(d, at, v.Replaces, slices.DeleteFunc(numbers(s), func(n string) bool { return n == v.Number })) {
				d.Hint("name the folder of a version of the same standard, or take `replaces` out")
			}
		}
	},
}
