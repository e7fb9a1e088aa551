//go:build !unix

package publish

import "io/fs"

const noFollow = 0

// Modes and owners say nothing here that could differ.

func hasMode(fs.FileInfo, fs.FileMode) bool    { return true }
func owned(fs.FileInfo) bool                   { return true }
func sameDevice(fs.FileInfo, fs.FileInfo) bool { return true }
func writable(string) error                    { return nil }
func isBusy(error) bool                        { return false }
