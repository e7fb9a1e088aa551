package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/project"
)

// scaffold is what init writes.
//
//go:embed all:project
var scaffold embed.FS

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a new project that builds at once",
		Long: `init writes a small project into DIR, or into the folder it is called in: the
settings, one sample standard with a withheld part, and the settings that make
editors and git keep the sources as kijun wants them. It overwrites nothing.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.dir
			if len(args) == 1 && filepath.IsAbs(args[0]) {
				dir = args[0]
			} else if len(args) == 1 {
				dir = filepath.Join(a.dir, args[0])
			}
			if err := a.initProject(dir); err != nil {
				return err
			}
			enter := ""
			if len(args) == 1 {
				enter = fmt.Sprintf("cd %s && ", args[0])
			}
			fmt.Fprintf(a.out, "made a project in %s\nnext: %skijun build\n", dir, enter)
			return nil
		},
	}
}

func (a *app) initProject(dir string) error {
	files, err := fs.Sub(scaffold, "project")
	if err != nil {
		return err
	}
	var names, taken []string
	err = fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		names = append(names, name)
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			taken = append(taken, name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		hint := "init overwrites nothing: take another folder, or move these files away"
		for _, t := range taken {
			if t == project.SettingsFile {
				hint = "it is a project already: `kijun check`, `kijun build`"
			}
		}
		return hinted{fmt.Errorf("%s already has %s", dir, strings.Join(taken, ", ")), hint}
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(name)), data); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
