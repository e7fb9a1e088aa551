package publish

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// exchange lets two folders change places in one step, on APFS.
func exchange(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
	switch err {
	case unix.EINVAL, unix.ENOSYS, unix.ENOTSUP:
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}
