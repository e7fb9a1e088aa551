package lock

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of this package.
func Rules() []*diag.Rule { return []*diag.Rule{form, changed, missing, unlocked} }

// IsComparison reports whether a finding comes from comparing a lock with what is
// there: a command that writes the lock decides on these by itself.
func IsComparison(d *diag.Diagnostic) bool {
	return d.Rule == changed || d.Rule == missing || d.Rule == unlocked
}

var (
	form = &diag.Rule{
		Code:   "lock-form",
		Title:  "a versions.lock that can't be read",
		Why:    "The lock says what was published. Where it can't be read, by a slip or a merge that went wrong, nobody can say whether a published version is still what it was; so nothing is compared with it, and it is an error until it is mended.",
		Before: "4.1 pubic sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
		After:  "4.1 public sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
	}
	changed = &diag.Rule{
		Code:   "locked-version-changed",
		Title:  "a frozen version that is not what was published",
		Why:    "Others rely on a published version: they quote it, comply with it and are audited by it. When it changes under the same number, nobody can tell any more what was in force. A correction is a new version, with a note on what it means.\n\nThe line `status:` of index.md may change: a version is superseded and withdrawn in its lawful life.",
		Before: "content/water-guideline/4.1/01-general.md, with another sentence than when 4.1 was locked\n",
		After:  "the sentence as it was, and the new one in content/water-guideline/4.2/01-general.md\n",
	}
	missing = &diag.Rule{
		Code:   "locked-version-missing",
		Title:  "a frozen version that is no longer published",
		Why:    "What was published stays: links lead to it, and it tells what was in force on a day in the past. A version that no longer holds is `superseded` or `withdrawn`; it is not removed, and it does not become a draft or a consultation again.",
		Before: "status: draft\n",
		After:  "status: withdrawn\n",
	}
	unlocked = &diag.Rule{
		Code:     "version-not-locked",
		Severity: diag.Warning,
		Title:    "a published version that is not in the versions.lock of its standard",
		Why:      "The standard's versions are frozen in a versions.lock, and this one is not: it could change and nobody would be told. A standard without a versions.lock has no such finding.",
		Before:   "content/water-guideline/versions.lock without a line of 4.2, which is published\n",
		After:    "the lines that `kijun lock water-guideline@4.2` adds\n",
	}
)
