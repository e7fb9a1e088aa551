package publish

import (
	"crypto/sha256"
	"fmt"

	"golang.org/x/sys/windows"
)

// lock makes a named object, since a folder can't be locked without locking
// ourselves out. It is gone when the last handle of it is.
func lock(dir string) (free func(), err error) {
	name, err := windows.UTF16PtrFromString(fmt.Sprintf(`Global\kijun-%x`, sha256.Sum256([]byte(fold(dir)))))
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateMutex(nil, false, name)
	switch err {
	case nil:
		return func() { windows.CloseHandle(h) }, nil
	case windows.ERROR_ALREADY_EXISTS:
		windows.CloseHandle(h)
		return nil, errLocked
	case windows.ERROR_ACCESS_DENIED: // another user's
		return nil, errLocked
	}
	return nil, err
}
