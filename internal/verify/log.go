package verify

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

// An entry is what the log says of one release.
type entry struct {
	*proof.Record
	note []byte // as it is signed
}

func (e entry) String() string {
	if e.Kind == proof.Site {
		return "of the site on " + e.Date
	}
	return fmt.Sprintf("of %s %s on %s", e.Standard, e.Version, e.Date)
}

// A logState is the log of the site, as far as it could be read.
type logState struct {
	checkpoint translog.Checkpoint
	log        *translog.Log // nil when it does not hold what the checkpoint says
	entries    []entry

	day string            // the latest so far
	of  map[version]int64 // the first release of each version
}

const checkpointName = translog.Folder + "/" + translog.CheckpointFile

// sourcesDir is where the public sources of released versions stand.
const sourcesDir = "data/sources"

// unsigned is the text of a note, whoever signed it.
func unsigned(data []byte) (string, error) {
	n, err := note.Open(data, note.VerifierList())
	var unverified *note.UnverifiedNoteError
	if errors.As(err, &unverified) {
		return unverified.Note.Text, nil
	}
	if err == nil {
		return n.Text, nil
	}
	return "", errors.New("it is no signed note")
}

// readLog reads the log and holds it to its checkpoint, whoever signed that.
func (r *run) readLog(c *Check) error {
	files := r.site.under(translog.Folder)
	if len(files) == 0 {
		switch {
		case len(r.Keys) > 0 || len(r.Checkpoint) > 0:
			c.fail(checkpointName, 0, "the site has no log, and a key or an earlier checkpoint of one was given")
		case len(r.site.under(sourcesDir)) > 0:
			c.fail(checkpointName, 0, "the site has sources of released versions, and no log")
		default:
			c.skip("the site has no log: nothing of it was released")
		}
		return nil
	}
	data, err := r.site.file(checkpointName)
	if err != nil {
		return err
	}
	if data == nil {
		c.fail(checkpointName, 0, "there is none, but other files of a log")
		return nil
	}
	text, err := unsigned(data)
	if err != nil {
		c.fail(checkpointName, 0, "%v", err)
		return nil
	}
	l := &logState{of: map[version]int64{}}
	if l.checkpoint, err = translog.ParseCheckpoint(text); err != nil {
		c.fail(checkpointName, 0, "%v", err)
		return nil
	}
	if most := int64(len(files)) * 256; l.checkpoint.Size > most {
		c.fail(checkpointName, 0, "it says that the log has %d entries, and %d files can't hold them", l.checkpoint.Size, len(files))
		return nil
	}
	r.log = l
	log, err := translog.Read(folder{r.site, translog.Folder}, l.checkpoint.Size, func(n int64, data []byte) error {
		l.take(c, n, data)
		return nil
	})
	if err != nil {
		c.fail(translog.Folder, 0, "%v", err)
		return nil
	}
	if root := log.Root(); root != l.checkpoint.Root {
		c.fail(checkpointName, 0, "the entries have the root %s, and the checkpoint says %s", root, l.checkpoint.Root)
		return nil
	}
	l.log = log
	known := map[string]bool{}
	for _, name := range translog.Names(log.Size) {
		known[translog.Folder+"/"+name] = true
	}
	for _, name := range files {
		if !known[name] {
			c.fail(name, 0, "a log of %d entries has no such file", log.Size)
		}
	}
	c.did("%s, %s", count(int(log.Size), "entry"), count(len(files), "file"))
	if c.Status == Pass {
		r.report.Checkpoint = data
	}
	return nil
}

// take takes an entry, which must follow from those before.
func (l *logState) take(c *Check, n int64, data []byte) {
	var rec *proof.Record
	text, err := unsigned(data)
	if err == nil {
		rec, err = proof.ParseRecord(text)
	}
	if err != nil {
		c.fail(translog.Folder, 0, "entry %d: %v", n, err)
		l.entries = append(l.entries, entry{&proof.Record{}, slices.Clone(data)})
		return
	}
	if rec.Date < l.day {
		c.fail(translog.Folder, 0, "entry %d is of %s, and one before it of %s", n, rec.Date, l.day)
	}
	l.day = max(l.day, rec.Date)
	if v := (version{rec.Standard, rec.Version}); rec.Kind == proof.Release {
		if first, ok := l.of[v]; ok {
			c.fail(translog.Folder, 0, "entry %d releases %s, which entry %d has released already", n, v, first)
		} else {
			l.of[v] = n
		}
	}
	l.entries = append(l.entries, entry{rec, slices.Clone(data)})
}

// signature holds the checkpoint and every entry to the keys that one trusts.
func (r *run) signature(c *Check) error {
	if len(r.Keys) == 0 {
		c.skip("no key was given, so no signature was checked; a key that the site itself names proves nothing: take it from elsewhere and give it by --key")
		return nil
	}
	if r.log == nil {
		c.fail(checkpointName, 0, "there is no log that could be read")
		return nil
	}
	data, err := r.site.file(checkpointName)
	if err != nil {
		return err
	}
	// which key has signed what, so that one that is out of use shows
	var keys []string
	entries := map[string]int{}
	unknown := false
	take := func(file, of string, data []byte) string {
		by, err := signedBy(data, r.Keys)
		if err != nil {
			var u *unknownSigner
			unknown = unknown || errors.As(err, &u)
			c.fail(file, 0, "%s%v", of, err)
		}
		return by
	}
	if by := take(checkpointName, "", data); by != "" {
		if _, err := translog.OpenCheckpoint(data, r.Keys); err != nil {
			c.fail(checkpointName, 0, "%v", err)
		}
		c.did("the checkpoint, signed by %s", by)
	}
	for i, e := range r.log.entries {
		by := take(translog.Folder, fmt.Sprintf("entry %d: ", i), e.note)
		if by != "" && entries[by] == 0 {
			keys = append(keys, by)
		}
		entries[by]++
	}
	for _, by := range keys {
		c.did("%s, signed by %s", count(entries[by], "entry"), by)
	}
	if unknown {
		c.note("a publisher who has changed keys tells those before, too: give each of them by --key, if you trust it")
	}
	return nil
}

// An unknownSigner says that none of the given keys has signed.
type unknownSigner struct{ by string }

func (u *unknownSigner) Error() string { return "signed by " + u.by + ", and no such key was given" }

// signedBy checks a signature and says whose it is: the name of the key and its
// hash, as public keys begin.
func signedBy(data []byte, keys []note.Verifier) (string, error) {
	name := func(s note.Signature) string { return fmt.Sprintf("%s+%08x", s.Name, s.Hash) }
	n, err := note.Open(data, note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	switch {
	case err == nil:
		return name(n.Sigs[0]), nil
	case errors.As(err, &unverified):
		sigs := unverified.Note.UnverifiedSigs
		by := name(sigs[0])
		if len(sigs) > 1 {
			by += fmt.Sprintf(" and %d more", len(sigs)-1)
		}
		return "", &unknownSigner{shorten(by)}
	}
	_, _, err = proof.Open(data, keys)
	return "", err
}

// unsigned says of a check that leans on the log that nobody has vouched for it.
func (r *run) unsigned(c *Check) {
	if len(r.Keys) == 0 {
		c.note("no signature was checked: anyone could have made this log")
	}
}

// consistency holds the log to a checkpoint from an earlier day.
func (r *run) consistency(c *Check) error {
	if len(r.Checkpoint) == 0 {
		c.skip("no earlier checkpoint was given; --save-checkpoint keeps this one for the next time")
		return nil
	}
	var old translog.Checkpoint
	text, err := unsigned(r.Checkpoint)
	if err == nil {
		old, err = translog.ParseCheckpoint(text)
	}
	if err == nil && len(r.Keys) > 0 {
		if _, err = signedBy(r.Checkpoint, r.Keys); err == nil {
			_, err = translog.OpenCheckpoint(r.Checkpoint, r.Keys)
		}
	}
	switch {
	case err != nil:
		c.fail("", 0, "the earlier checkpoint: %v", err)
		return nil
	case r.log == nil || r.log.log == nil:
		c.fail("", 0, "the log could not be read; it had (%s)", old)
		return nil
	}
	if err := r.log.log.Extends(old, r.log.checkpoint); err != nil {
		present, ferr := r.site.file(checkpointName)
		if ferr != nil {
			return ferr
		}
		c.fail(checkpointName, 0, "%v\nEarlier checkpoint:\n%s\nCheckpoint of this site:\n%s\nKeep both: if both signatures hold, they prove that two logs were shown.",
			err, strings.TrimSpace(string(r.Checkpoint)), strings.TrimSpace(string(present)))
		return nil
	}
	c.did("the first %d of %s are what was there before", old.Size, count(int(r.log.checkpoint.Size), "entry"))
	return nil
}

// release holds the site to the newest record.
func (r *run) release(c *Check) error {
	if r.log == nil || len(r.log.entries) == 0 {
		if len(r.site.under(translog.Folder)) > 0 {
			c.fail(translog.Folder, 0, "no entry could be read")
		}
		c.skip("the site has no log: nothing of it was released")
		return nil
	}
	newest := r.log.entries[len(r.log.entries)-1]
	if r.log.log == nil || newest.Kind == "" {
		c.fail(translog.Folder, 0, "the log could not be read to its end, so nothing says what was released last")
		return nil
	}
	hash, files := r.siteHash()
	c.did("%s, against the release %s", count(files, "file"), newest)
	r.unsigned(c)
	if hash == newest.SiteHash && files == newest.Files {
		return nil
	}
	listed := &run{sums: r.listed, listed: r.listed}
	if h, _ := listed.siteHash(); h == newest.SiteHash {
		// the manifest is the released one, so the files that differ from it are those
		if m := r.report.Of("manifest"); m != nil && len(m.Failures) > 0 {
			c.fail(m.Failures[0].File, 0, "the site was changed after the last release (%s): this file is not the one that was released", newest)
			return nil
		}
	}
	c.fail("", 0, "the site was changed after the last release (%s): it has %d files with the hash %s, and %d with %s were released; the manifest was changed with it, so no file can be named. A publisher signs a site that was built again by `kijun release` without a version",
		newest, files, hash, newest.Files, newest.SiteHash)
	return nil
}
