package check

import "github.com/kijun-dev/kijun/internal/diag"

var unknownReason = rule{
	doc: &diag.Rule{
		Code:   "unknown-reason",
		Title:  "a withholding for a reason that the project does not know",
		Why:    "A part may be kept back for the reasons that catalog/reasons.yaml lists, each with the rule that it rests on, and for no others. The code's meaning is what the public is told.",
		Before: "W-001:\n  reason: thread\n",
		After:  "W-001:\n  reason: threat\n",
	},
	run: func(p *pass) {
		var ids []string
		for _, r := range p.Library.Reasons {
			ids = append(ids, r.ID)
		}
		for _, w := range p.entries() {
			if w.Reason == "" || p.Library.Reason(w.Reason) != nil {
				continue
			}
			at := inEntry(w, "reason")
			d := p.report(at, "%s is withheld for an unknown reason, %q", w.ID, w.Reason).Key("%s.reason", w.ID)
			if !suggest(d, at, w.Reason, ids) {
				d.Hint("the reasons stand in catalog/reasons.yaml: %s", listed(ids))
			}
		}
	},
}
