//go:build unix

package durable

import "os"

// syncDir brings the name of a file that was renamed to the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
