package verify

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Limits on what is read: above them nothing is checked. A site of 10,000 pages
// is far below.
const (
	maxFile  = 512 << 20
	maxTotal = 32 << 30
	maxFiles = 2_000_000
)

// A Refused says that a target is not read at all, and why.
type Refused struct {
	Why      string
	Nameless string // the same without the name of a file, where Why has one
}

func (r *Refused) Error() string { return r.Why }

func refuse(format string, a ...any) error { return &Refused{Why: fmt.Sprintf(format, a...)} }

// refuseFile refuses a target for what is wrong with a file: "it is a link".
func refuseFile(name, format string, a ...any) error {
	why := fmt.Sprintf(format, a...)
	return &Refused{Why: printable(name) + ": " + why, Nameless: "a file of it: " + why}
}

// A Site is the files to check.
type Site struct {
	Target string
	Remote bool // fetched: what is not listed can't be seen

	names  []string // sorted
	open   func(name string) (io.ReadCloser, error)
	closer []func() error
}

// Close gives back what the site holds, and removes what was unpacked.
func (s *Site) Close() error {
	var errs []error
	for _, f := range slices.Backward(s.closer) {
		errs = append(errs, f())
	}
	s.closer = nil
	return errors.Join(errs...)
}

func (s *Site) has(name string) bool {
	_, ok := slices.BinarySearch(s.names, name)
	return ok
}

// under are the files below a folder, by their whole names.
func (s *Site) under(dir string) []string {
	from, _ := slices.BinarySearch(s.names, dir+"/")
	to := from
	for to < len(s.names) && strings.HasPrefix(s.names[to], dir+"/") {
		to++
	}
	return s.names[from:to]
}

// read reads a file into buf, which it may grow.
func (s *Site) read(name string, buf []byte) ([]byte, error) {
	f, err := s.open(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer f.Close()
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := f.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if len(buf) > maxFile {
			return nil, refuseFile(name, "it is larger than %d MiB", maxFile>>20)
		}
		if err == io.EOF {
			return buf, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
}

// file reads a small file that may be missing: nil then.
func (s *Site) file(name string) ([]byte, error) {
	if !s.has(name) {
		return nil, nil
	}
	return s.read(name, []byte{})
}

// folder makes a folder of the site an fs.FS as far as fs.ReadFile needs it.
type folder struct {
	*Site
	dir string
}

func (f folder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

func (f folder) ReadFile(name string) ([]byte, error) {
	if !f.has(f.dir + "/" + name) {
		return nil, &fs.PathError{Op: "open", Path: f.dir + "/" + name, Err: fs.ErrNotExist}
	}
	return f.read(f.dir+"/"+name, nil)
}

// Open opens a folder or an archive. temp is where an archive that can't be
// read in place is unpacked, into a folder of its own that Close removes.
func Open(target, temp string) (*Site, error) {
	s, err := openAny(target, temp)
	if err != nil {
		return nil, err
	}
	if s.has(ManifestName) {
		return s, nil
	}
	var within []string // the folder above, or an archive of it
	for _, name := range s.names {
		if dir, ok := strings.CutSuffix(name, "/"+ManifestName); ok && len(within) < 4 {
			within = append(within, printable(dir))
		}
	}
	if len(within) > 0 {
		err := refuse("%s is not a site but has one in its folder %s; give that", target, strings.Join(within, ", one in "))
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openAny(target, temp string) (*Site, error) {
	info, err := os.Stat(target)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return openFolder(target)
	}
	if !info.Mode().IsRegular() {
		return nil, refuse("%s is no folder, archive or address", target)
	}
	switch lower := strings.ToLower(target); {
	case strings.HasSuffix(lower, ".zip"):
		return openZip(target)
	case strings.HasSuffix(lower, ".tar"), strings.HasSuffix(lower, ".tar.gz"), strings.HasSuffix(lower, ".tgz"):
		return openTar(target, temp, !strings.HasSuffix(lower, ".tar"))
	}
	return nil, refuse("%s is no folder, .zip, .tar, .tar.gz or .tgz", target)
}

func openFolder(dir string) (*Site, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s, err := ofRoot(root)
	if err != nil {
		root.Close()
		return nil, err
	}
	s.Target = dir
	return s, nil
}

// ofRoot is the site in a folder, which it closes in the end.
func ofRoot(root *os.Root) (*Site, error) {
	s := &Site{closer: []func() error{root.Close}}
	seen := taken{}
	var total int64
	err := fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return nil
		case e.Type()&fs.ModeSymlink != 0:
			return refuseFile(name, "it is a link; a site has files and folders alone")
		case !e.Type().IsRegular():
			return refuseFile(name, "it is no ordinary file; a site has files and folders alone")
		}
		if why := seen.add(name); why != "" {
			return refuseFile(name, "%s", why)
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		s.names = append(s.names, name)
		return bounded(len(s.names), total, info.Size(), name)
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(s.names)
	s.open = func(name string) (io.ReadCloser, error) { return root.Open(name) }
	return s, nil
}

func bounded(files int, total, size int64, name string) error {
	switch {
	case size < 0 || size > maxFile:
		return refuseFile(name, "it is larger than %d MiB", maxFile>>20)
	case total > maxTotal:
		return refuse("the files are larger than %d GiB together", maxTotal>>30)
	case files > maxFiles:
		return refuse("there are more than %d files", maxFiles)
	}
	return nil
}

// printable is a name as it can be shown on a terminal.
func printable(name string) string {
	if faulty(name) != "" || strings.ContainsRune(name, '\uFFFD') {
		return fmt.Sprintf("%q", name)
	}
	return name
}

// openZip reads a zip file in place.
func openZip(file string) (*Site, error) {
	z, err := zip.OpenReader(file)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrAlgorithm) {
		return nil, refuse("%s is no zip file that can be read", file)
	} else if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	s := &Site{Target: file, closer: []func() error{z.Close}}
	files := map[string]*zip.File{}
	seen := taken{}
	var total int64
	for _, f := range z.File {
		name, why := f.Name, ""
		if f.UncompressedSize64 > maxFile {
			why = fmt.Sprintf("it is larger than %d MiB", maxFile>>20)
		}
		switch mode := f.Mode(); {
		case why != "":
		case strings.HasSuffix(name, "/"):
			if dir := strings.TrimSuffix(name, "/"); faulty(dir) != "" && dir != "." {
				why = faulty(dir)
			} else if f.UncompressedSize64 > 0 || !mode.IsDir() {
				why = "it is no ordinary folder"
			} else {
				continue
			}
		case !mode.IsRegular():
			why = "it is a link or no ordinary file; a site has files and folders alone"
		default:
			name = strings.TrimPrefix(name, "./")
			why = seen.add(name)
		}
		if why == "" {
			total += int64(f.UncompressedSize64)
			err = bounded(len(files), total, int64(f.UncompressedSize64), name)
		} else {
			err = refuseFile(f.Name, "%s", why)
		}
		if err != nil {
			z.Close()
			return nil, err
		}
		files[name] = f
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	s.open = func(name string) (io.ReadCloser, error) { return files[name].Open() }
	s.enter()
	return s, nil
}

// enter goes down into the one folder that an archive was made of, if it was.
func (s *Site) enter() {
	i := slices.IndexFunc(s.names, func(name string) bool { return path.Base(name) == ManifestName })
	if i < 0 || s.has(ManifestName) {
		return
	}
	top := path.Dir(s.names[i])
	below := s.under(top)
	if len(below) != len(s.names) {
		return
	}
	inner := s.open
	s.open = func(name string) (io.ReadCloser, error) { return inner(top + "/" + name) }
	names := make([]string, len(below))
	for i, name := range below {
		names[i] = strings.TrimPrefix(name, top+"/")
	}
	s.names = names
}
