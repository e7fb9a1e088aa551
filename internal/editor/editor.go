// Package editor runs the editor that a person has chosen.
//
// In: a command and a file. Out: nothing but the editor's own failure. It does
// not look at the file.
package editor

import (
	"io"
	"os/exec"
	"path/filepath"
	"strings"
)

// Run runs the command with the file and waits for its end. As git does, it lets
// a shell read the command where there is one, so that it may have arguments.
// An interrupt is the editor's: there is text in it that nobody has saved.
func Run(command, file string, in io.Reader, out, err io.Writer) error {
	var c *exec.Cmd
	if filepath.Separator == '/' {
		c = exec.Command("sh", "-c", command+` "$@"`, command, file)
	} else {
		words := append(strings.Fields(command), file)
		c = exec.Command(words[0], words[1:]...)
	}
	c.Stdin, c.Stdout, c.Stderr = in, out, err
	return c.Run()
}
