package durable

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"golang.org/x/sys/windows"
)

// lock makes a named object, since a folder can't be locked without locking
// ourselves out. It is gone when the last handle of it is.
func lock(dir string) (free func(), err error) {
	name, err := windows.UTF16PtrFromString(fmt.Sprintf(`Global\kijun-%x`, sha256.Sum256([]byte(strings.ToLower(dir)))))
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateMutex(nil, false, name)
	switch err {
	case nil:
		return func() { windows.CloseHandle(h) }, nil
	case windows.ERROR_ALREADY_EXISTS:
		windows.CloseHandle(h)
		return nil, ErrLocked
	case windows.ERROR_ACCESS_DENIED: // another user's
		return nil, ErrLocked
	}
	return nil, err
}
