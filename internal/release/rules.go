// Package release holds what is released to what was signed of it, and makes new
// releases: the files of a version's folder release/ and of the transparency log.
//
// In: those files, the public keys of kijun.yaml, a version as it is. Out:
// findings, or the files of a release and what stands in the log after it. How
// anything is hashed and signed is for proof and translog; what is withheld and
// what is public for those who cut. Of withheld parts it shows the names, and of
// salts nothing.
package release

import "github.com/kijun-dev/kijun/internal/diag"

// Rules are the findings of this package.
func Rules() []*diag.Rule {
	return []*diag.Rule{badKey, form, unsigned, changed, mismatch, noSalts, logForm, logFork, unfinished}
}

var (
	badKey = &diag.Rule{
		Code:   "release-key",
		Title:  "a key in kijun.yaml that can't check a release",
		Why:    "Whoever checks a release does so with the public keys that kijun.yaml names. A key that is damaged, or stands there twice, checks nothing. A private key in its place would let everyone sign in the publisher's name.",
		Before: "release:\n  keys: [example.org/kijun]\n",
		After:  "release:\n  keys: [example.org/kijun+1a2b3c4d+AY8…]\n",
	}
	form = &diag.Rule{
		Code:   "release-form",
		Title:  "a folder release/ that is not what kijun writes",
		Why:    "The files of release/ prove what was released. Each is bound to the signed one by a digest, so a byte that differs, or a file that is missing, is told at once. Nobody needs to edit them; the folder of another version proves nothing of this one.",
		Before: "content/water-guideline/4.2/release/commitments.txt, with a line taken out\n",
		After:  "the file as it was released: a copy is in the history of the project, and in the public site\n",
	}
	unsigned = &diag.Rule{
		Code:   "release-unsigned",
		Title:  "a release that no known key has signed",
		Why:    "A release is the publisher's word, and the signature is what makes it that. Keys that are no longer in use stay in the list of kijun.yaml, so that what they signed can be checked; the last one signs.",
		Before: "release:\n  keys: [the new key]\n",
		After:  "release:\n  keys: [the key that signed 4.1, the new key]\n",
	}
	changed = &diag.Rule{
		Code:   "released-version-changed",
		Title:  "a released version that is not what was signed",
		Why:    "Others have the signed digest of what was released, and anyone can see that this is something else. A correction is a new version, with a note on what it means.\n\nThe line `status:` of index.md may change: a version is superseded and withdrawn in its lawful life.",
		Before: "content/water-guideline/4.2/01-general.md, with another sentence than when 4.2 was released\n",
		After:  "the sentence as it was, and the new one in content/water-guideline/4.3/01-general.md\n",
	}
	mismatch = &diag.Rule{
		Code:   "commitment-mismatch",
		Title:  "a withheld part that is not what was committed to",
		Why:    "With a release the publisher commits to what is withheld, without telling it. Whoever is shown the part later can check that it is the one of that day; so it may not change any more, be taken out, or be joined by another.",
		Before: "a withheld paragraph with another word than when the version was released\n",
		After:  "the paragraph as it was, and the new one in a new version\n",
	}
	noSalts = &diag.Rule{
		Code:     "salts-missing",
		Severity: diag.Warning,
		Title:    "the salts of a release are not here",
		Why:      "Without its salt nobody can be shown that a withheld part is the one that was committed to, and no check can tell whether it has changed since. The salts stand in release/confidential.txt alone; a copy of a project that leaves them out, or a rule of git that ignores them, loses them without a word.",
		Before:   "content/water-guideline/4.2/release/ without confidential.txt, beside the withheld parts\n",
		After:    "the file as it was released, from a backup\n",
	}
	logForm = &diag.Rule{
		Code:   "log-form",
		Title:  "a file of log/ that is not what kijun writes",
		Why:    "The transparency log is what others compare with the copy that they have. It is made of a signed checkpoint and of files that follow from its entries; where one is missing, differs or is one too many, the log proves nothing until it is mended.",
		Before: "log/tile/0/000.p/3, changed by a merge\n",
		After:  "the file as it was: the published site has a copy of the log, and so has the history of the project\n",
	}
	logFork = &diag.Rule{
		Code:   "log-fork",
		Title:  "a log that does not hold what was released",
		Why:    "The log is the publisher's promise to have told everyone the same. A release that is not in it, stands in it twice or differs from it, and a checkpoint that is not of these entries, break it: others have proofs of another log. Two people who release at once on two copies of a project make such a fork; one of the releases has to be made again.",
		Before: "log/checkpoint of one branch, with the entries of another\n",
		After:  "the log as it was published, and the release made again on top of it\n",
	}
	unfinished = &diag.Rule{
		Code:   "release-unfinished",
		Title:  "a release that was interrupted",
		Why:    "A run of `kijun release` was stopped before its end. Whether it has released anything is told by the log: what stands there is finished by the next run, what does not is taken back. Until then nobody should build on either.",
		Before: "content/water-guideline/4.2/.release/\n",
		After:  "`kijun release --recover`, which finishes it or takes it back\n",
	}
)
