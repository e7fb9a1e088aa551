package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
)

// forms is the way out for who wrote something that is no operand.
const forms = "write a folder (content/water-guideline/4.1), standard@version of the project (water-guideline@4.1), or REV:PATH in git (v1.0:content/water-guideline/4.1)"

// A form is what an operand was written as. One of folder, number and rev is
// set.
type form struct {
	given    string
	folder   string // as the system knows it
	standard string // for folder and rev, as far as the path tells
	sure     bool   // the folder above is in content/, so it is a standard's
	number   string
	rev      string
	path     string
}

// form tells which of the three an operand is. A folder that exists comes first,
// whatever its name looks like: in the current folder, as for every tool, or
// else in the project's.
func (a *app) form(given string) (form, error) {
	f := form{given: given}
	for _, at := range []string{given, filepath.Join(a.dir, given)} {
		if given == "" {
			break
		}
		info, err := os.Stat(at)
		switch {
		case err == nil && info.IsDir():
			f.folder = at
			if full, err := filepath.Abs(at); err == nil {
				f.standard, f.sure = standardOf(filepath.ToSlash(full))
			}
			return f, nil
		case err == nil:
			return f, hinted{fmt.Errorf("%q is a file, and a version is a folder", given), fmt.Sprintf("name the folder it is in: %s", filepath.Dir(given))}
		case errors.Is(err, fs.ErrPermission):
			return f, err
		}
	}
	rev, name, isRev := cutRev(given)
	std, number, isVersion := strings.Cut(given, "@")
	switch {
	case filepath.VolumeName(given) != "": // C:\standards, not a revision C
	case isVersion && project.StandardName.MatchString(std) && number != "" && !strings.Contains(number, ":"):
		f.standard, f.sure, f.number = std, true, number
		return f, nil
	case isRev:
		f.rev, f.path = rev, name
		return f, nil
	}
	return f, a.noForm(given)
}

// cutRev splits REV:PATH at the first colon that is not within braces, as in
// HEAD@{10:30}:content.
func cutRev(s string) (rev, name string, ok bool) {
	depth := 0
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ':' && depth <= 0:
			return s[:i], s[i+1:], true
		}
	}
	return "", "", false
}

// standardOf is the standard whose version a folder is: the name of the folder
// above, where it can be a standard's; "" is not known. Only in content/ is it
// sure to be one: elsewhere a folder is called as it happens. A folder right in
// content/ is no version, and a mistake of another kind.
func standardOf(full string) (id string, sure bool) {
	above := path.Dir(full)
	if name := path.Base(above); name != "content" && project.StandardName.MatchString(name) {
		return name, path.Base(path.Dir(above)) == "content"
	}
	return "", false
}

// noForm says what is nearest to an operand of none of the forms.
func (a *app) noForm(given string) error {
	wrong := fmt.Errorf("%q is no folder here, no version of the project, and no path in git", given)
	if root, err := a.project(); err == nil {
		if numbers, err := build.Numbers(root); err == nil && len(numbers[given]) > 0 {
			return hinted{fmt.Errorf("%q is a standard, and a comparison wants a version of it", given), "there are: " + given + "@" + strings.Join(numbers[given], ", "+given+"@")}
		}
	}
	if dir := filepath.Dir(given); dir != "." {
		for _, at := range []string{dir, filepath.Join(a.dir, dir)} {
			var beside []string
			entries, _ := os.ReadDir(at)
			for _, e := range entries {
				if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
					beside = append(beside, filepath.Join(dir, e.Name()))
				}
			}
			if len(beside) > 0 {
				return hinted{fmt.Errorf("there is no folder %q", given), "there are: " + fewOf(beside)}
			}
		}
	}
	return hinted{wrong, forms}
}

// ofProject checks that a project has the version that an operand names.
func (f form) ofProject(root fs.FS, numbers map[string][]string) error {
	if _, err := fs.Stat(root, project.SettingsFile); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%q would be a version of the project: %w", f.given, project.ErrNone)
	}
	have, ok := numbers[f.standard]
	switch {
	case !ok && len(numbers) == 0:
		return hinted{errors.New("the project has no standards yet"), "texts stand in content/<standard>/<version>/"}
	case !ok:
		ids := make([]string, 0, len(numbers))
		for id := range numbers {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		hint := "there are: " + fewOf(ids)
		if near := diag.Nearest(f.standard, ids); near != "" {
			hint = fmt.Sprintf("did you mean %s@%s?", near, f.number)
		}
		return hinted{fmt.Errorf("the project has no standard %q", f.standard), hint}
	case !slices.Contains(have, f.number):
		return hinted{fmt.Errorf("standard %s has no version %q", f.standard, f.number), "it has: " + fewOf(have)}
	}
	return nil
}

// fewOf lists the first few of many names.
func fewOf(names []string) string {
	const most = 12
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s, … and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}
