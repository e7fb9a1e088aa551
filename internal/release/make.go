package release

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

// A Draft is a release before it is signed: the commitments to a version, and
// what they open with.
type Draft struct {
	Released
}

// New commits to a version: files are its public sources, parts its withheld
// ones in the clear. Salts are read from random.
func New(standard, version, date string, files, parts map[string][]byte, random io.Reader) (*Draft, error) {
	d := &Draft{Released{
		Standard: standard, Version: version, Commitments: map[string]string{}, Salts: map[string]proof.Salt{}, public: map[string][]byte{},
	}}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		var salt proof.Salt
		if _, err := io.ReadFull(random, salt[:]); err != nil {
			return nil, fmt.Errorf("making a salt: %w", err)
		}
		d.Salts[part] = salt
		d.Commitments[part] = proof.Commit(standard, version, part, salt, parts[part])
	}
	root, blocks, err := proof.Root(files, d.Commitments)
	if err != nil {
		return nil, err
	}
	commitments := proof.FormatCommitments(d.Commitments)
	d.public[commitmentsName] = commitments
	d.salts = proof.FormatSalts(d.Salts)
	d.Record = &proof.Record{
		Kind: proof.Release, Standard: standard, Version: version, Date: date, Sources: proof.Digest(files),
		Root: root, Blocks: blocks, Withheld: len(d.Commitments), Commitments: proof.Sum(commitments),
	}
	return d, nil
}

// A Listing sums up a site while it is made. It takes files from several
// goroutines.
type Listing struct {
	mu   sync.Mutex
	sums map[string]string
	skip func(name string) bool
}

// NewListing lists the files of a site that a signature covers. manifest is the
// file in which the site lists itself.
func NewListing(manifest string) *Listing {
	return &Listing{sums: map[string]string{}, skip: func(name string) bool { return !proof.Signed(name, manifest) }}
}

// Put takes a file of the site.
func (l *Listing) Put(name string, data []byte) error {
	if l.skip(name) {
		return nil
	}
	sum := sha256.Sum256(data)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[name] = hex.EncodeToString(sum[:])
	return nil
}

// A Staged release has everything that is written.
type Staged struct {
	Standard, Version string // "" for a release of the site as it is
	Record            *proof.Record
	Checkpoint        translog.Checkpoint
	Marks             int // withheld parts of which there is a mark alone: nothing is committed to

	files      []file // of the folder release/, the salts first
	note       []byte
	tiles      map[string][]byte
	checkpoint []byte
}

type file struct {
	name   string
	data   []byte
	secret bool // for its owner alone, sealed or not: a file keeps its mode when it is opened
}

// An OriginError says that a log can't go on under the name of another key.
type OriginError struct{ Log, Key string }

func (e *OriginError) Error() string {
	return fmt.Sprintf("the log is %s, and the key is named %s", e.Log, e.Key)
}

// A DateError says that a release would be of a day before one that is logged.
type DateError struct{ Date, Last string }

func (e *DateError) Error() string {
	return fmt.Sprintf("the release would be of %s, and the log has one of %s", e.Date, e.Last)
}

// ErrSame says that the site is what was released last.
var ErrSame = errors.New("the site is what was released last")

// Sign ends a draft: the site is made, and everything that is signed is known.
// seal closes the salts for those entitled; nil leaves them open.
func (d *Draft) Sign(site *Listing, l *Log, by note.Signer, seal func(version string, data []byte) ([]byte, error)) (*Staged, error) {
	manifest := proof.FormatManifest(site.sums)
	d.Record.SiteHash, d.Record.Files = proof.SiteHash(manifest), len(site.sums)
	salts := d.salts
	if seal != nil {
		var err error
		if salts, err = seal(d.Version, d.salts); err != nil {
			return nil, fmt.Errorf("sealing the salts: %w", err)
		}
	}
	s, err := sign(d.Record, l, by)
	if err != nil {
		return nil, err
	}
	s.Standard, s.Version = d.Standard, d.Version
	s.files = []file{
		{confidentialName, salts, true}, {commitmentsName, d.public[commitmentsName], false},
		{manifestName, manifest, false}, {releaseName, s.note, false},
	}
	return s, nil
}

// SignSite makes a record of a site as it is, without a version.
func SignSite(date string, site *Listing, l *Log, by note.Signer) (*Staged, error) {
	r := &proof.Record{Kind: proof.Site, Date: date, SiteHash: proof.SiteHash(proof.FormatManifest(site.sums)), Files: len(site.sums)}
	if len(l.Entries) > 0 && l.Signs(site) {
		return nil, ErrSame
	}
	return sign(r, l, by)
}

// Signs reports whether a site is the one that was released last, or nothing was.
func (l *Log) Signs(site *Listing) bool {
	n := len(l.Entries)
	return n == 0 || l.Entries[n-1].Record.SiteHash == proof.SiteHash(proof.FormatManifest(site.sums))
}

func sign(r *proof.Record, l *Log, by note.Signer) (*Staged, error) {
	if l.Checkpoint.Size > 0 && l.Checkpoint.Origin != by.Name() {
		return nil, &OriginError{l.Checkpoint.Origin, by.Name()}
	}
	// an entry can't be taken back, and a log whose dates go back passes no check
	if last := l.newest(); r.Date < last {
		return nil, &DateError{r.Date, last}
	}
	if _, err := proof.ParseRecord(r.Text()); err != nil {
		return nil, fmt.Errorf("this release can't be signed: %w", err)
	}
	signed, err := proof.Sign(r.Text(), by)
	if err != nil {
		return nil, err
	}
	s := &Staged{Record: r, note: signed}
	if s.tiles, err = l.log.Append(signed); err != nil {
		return nil, err
	}
	s.Checkpoint = translog.Checkpoint{Origin: by.Name(), Size: l.log.Size, Root: l.log.Root()}
	s.checkpoint, err = proof.Sign(s.Checkpoint.Text(), by)
	return s, err
}
