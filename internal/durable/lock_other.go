//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package durable

import "errors"

// lock refuses: without a lock one run could delete what another writes.
func lock(string) (func(), error) { return nil, errors.ErrUnsupported }
