package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Refused says that a folder may not be replaced. Nothing was touched.
type Refused struct {
	Dir     string // as the caller named it
	Message string
	Hint    string // the way out
}

func (e *Refused) Error() string { return e.Dir + ": " + e.Message + "; " + e.Hint }

// BadName says that a file can't be part of an output.
type BadName struct {
	Path    string
	Message string
}

func (e *BadName) Error() string { return fmt.Sprintf("output file %q: %s", e.Path, e.Message) }

// Busy says that another run is at work in the same folder.
type Busy struct {
	Dir string // the folder around the output
}

func (e *Busy) Error() string {
	return e.Dir + ": another kijun is writing here; wait until it has finished"
}

// Failed says that the system did not let us. The old output is as it was.
type Failed struct {
	Dir  string // the output, as the caller named it
	Op   string // "write"
	Path string // what could not be written; in the new output, relative to it
	Err  error  // the system's reason
}

func (e *Failed) Error() string {
	s := fmt.Sprintf("%s: not replaced: can't %s %s: %v", e.Dir, e.Op, e.Path, e.Err)
	if isBusy(e.Err) {
		s += "; is it a mount point? build into a folder inside it"
	}
	return s
}

func (e *Failed) Unwrap() error { return e.Err }

// failed strips the path from the system's error: the one that people know is
// named by us, the hidden folder's would only puzzle them.
func (t target) failed(op, path string, err error) error {
	if t.Private && path != t.Dir && path != t.parent && path != filepath.Dir(t.Dir) && path != ManifestName {
		path = "a file of it" // file names of a private output may tell too much
	}
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return &Failed{t.Dir, op, path, err}
}

// listedNames puts up to five names of files found on disk in a message.
func listedNames(names []string) string {
	const most = 5
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		if q := strconv.Quote(name); q[1:len(q)-1] != name {
			name = q // it could steer the reader's terminal
		}
		shown = append(shown, name)
	}
	s := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		s += fmt.Sprintf(" and %d more", more)
	}
	return s
}
