package verify

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// openTar unpacks an archive into a private folder: it can't be read in place,
// because its files have to be read more than once. It is looked through before
// anything is written.
func openTar(file, temp string, zipped bool) (*Site, error) {
	if err := eachInTar(file, zipped, func(string, *tar.Header, io.Reader) error { return nil }); err != nil {
		return nil, err
	}
	private, err := newPrivate(temp)
	if err != nil {
		return nil, err
	}
	err = eachInTar(file, zipped, func(name string, h *tar.Header, r io.Reader) error {
		return private.put(name, r, h.Size)
	})
	if err != nil {
		return nil, errors.Join(err, private.remove())
	}
	s, err := private.site(file)
	if err == nil {
		s.enter()
	}
	return s, err
}

// eachInTar hands over every file of an archive, or refuses the archive.
func eachInTar(file string, zipped bool, take func(name string, h *tar.Header, r io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = bufio.NewReader(f)
	if zipped {
		z, err := gzip.NewReader(in)
		if err != nil {
			return refuse("%s is no gzip file that can be read", file)
		}
		defer z.Close()
		in = z
	}
	in = io.LimitReader(in, maxTotal+1<<30)
	seen, files, total := taken{}, 0, int64(0)
	for t := tar.NewReader(in); ; {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		} else if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return refuse("%s is no tar file that can be read to its end", file)
		}
		name := strings.TrimPrefix(h.Name, "./")
		why := ""
		switch h.Typeflag {
		case tar.TypeXGlobalHeader:
			continue // a comment
		case tar.TypeDir:
			if name = strings.TrimSuffix(name, "/"); name == "" || name == "." {
				continue
			}
			if why = faulty(name); why == "" {
				continue
			}
		case tar.TypeReg:
			why = seen.add(name)
		default:
			why = "it is a link or no ordinary file; a site has files and folders alone"
		}
		if why != "" {
			return refuseFile(h.Name, "%s", why)
		}
		files++
		total += h.Size
		if err := bounded(files, total, h.Size, name); err != nil {
			return err
		}
		if err := take(name, h, t); err != nil {
			return err
		}
	}
}

// A private folder holds what was unpacked or fetched; nobody else can read it.
type private struct {
	dir  string
	root *os.Root
}

func newPrivate(temp string) (*private, error) {
	dir, err := os.MkdirTemp(temp, "kijun-verify-")
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &private{dir, root}, nil
}

func (p *private) put(name string, r io.Reader, size int64) (err error) {
	if dir := path.Dir(name); dir != "." {
		if err := p.root.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	f, err := p.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := io.Copy(f, io.LimitReader(r, size+1))
	if err == nil && n > size {
		err = fmt.Errorf("%s is larger than it was said to be", name)
	}
	return err
}

func (p *private) remove() error { return errors.Join(p.root.Close(), os.RemoveAll(p.dir)) }

func (p *private) site(target string) (*Site, error) {
	s, err := ofRoot(p.root)
	if err != nil {
		return nil, errors.Join(err, p.remove())
	}
	s.Target = target
	s.closer = []func() error{p.remove}
	return s, nil
}
