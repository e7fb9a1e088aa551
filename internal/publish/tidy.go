package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// What a hidden folder is called and holds; the package's documentation shows
// it.
const (
	hiddenStart = ".kijun-new-"
	ignoreName  = ".gitignore"
	siteName    = "site"
	oldName     = "old"
	trashName   = "trash"
)

// hiddenName matches the folders that stage.open makes, and gives the mark.
var hiddenName = regexp.MustCompile(`^\.kijun-new-[a-z][a-z0-9-]{0,40}-([0-9a-f]{12})-[0-9a-f]{12}$`)

// tidy puts back what interrupted runs have set aside and deletes what they
// have left. The folders around the targets are locked, so those runs have
// ended. What can't be deleted is reported and does no harm.
func tidy(targets []target, rep *Report) error {
	done := map[string]bool{}
	for _, t := range targets {
		if done[t.parent] {
			continue
		}
		done[t.parent] = true
		entries, err := os.ReadDir(t.parent)
		if err != nil {
			return t.failed("look into", t.parent, err)
		}
		for _, e := range entries {
			match := hiddenName.FindStringSubmatch(e.Name())
			wrap := filepath.Join(t.parent, e.Name())
			if match == nil || !abandoned(wrap) {
				continue
			}
			settled, err := settle(wrap, t.parent, match[1], targets, rep)
			if err != nil {
				return err
			}
			if settled && discard(wrap) != nil {
				rep.Leftover = append(rep.Leftover, wrap)
			}
		}
	}
	return nil
}

// abandoned reports whether a folder with a hidden folder's name is one: ours,
// and with nothing in it that a run does not put there.
func abandoned(wrap string) bool {
	info, err := os.Lstat(wrap)
	if err != nil || !info.IsDir() || !owned(info) {
		return false
	}
	entries, err := os.ReadDir(wrap)
	if err != nil {
		return false
	}
	for _, e := range entries {
		switch e.Name() {
		case ignoreName:
		case siteName, oldName, trashName:
			if !e.IsDir() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// settle looks after an old output that was set aside and reports whether the
// hidden folder may go. One that belongs to another target waits for that
// target's next run: only then is it known that it is wanted.
func settle(wrap, parent, mark string, targets []target, rep *Report) (bool, error) {
	old := filepath.Join(wrap, oldName)
	if _, err := os.Lstat(old); errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	for _, t := range targets {
		if t.parent != parent || t.mark != mark {
			continue
		}
		if _, err := os.Lstat(t.path); err == nil {
			return true, nil // the run was killed before it could delete the old one
		}
		if err := os.Rename(old, t.path); err != nil {
			return false, t.failed("put back", t.Dir, err)
		}
		rep.Restored = append(rep.Restored, t.Dir)
		return true, nil
	}
	return false, nil
}

// discard deletes a hidden folder. First an old output loses its name: half
// deleted it must never be taken for one to put back. Last goes the file that
// keeps git away.
func discard(wrap string) error {
	trash := filepath.Join(wrap, trashName)
	if err := os.RemoveAll(trash); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(wrap, oldName), trash); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, dir := range []string{trash, filepath.Join(wrap, siteName), wrap} {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}
