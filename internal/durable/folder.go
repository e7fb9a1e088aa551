package durable

// Sync brings the names in a folder to the disk: of files that were renamed into
// it, or taken out of it.
func Sync(dir string) error { return syncDir(dir) }
