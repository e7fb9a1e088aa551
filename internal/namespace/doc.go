// Package namespace lets a test have a bad environment of its own: a full disk,
// a read-only file system, a user whom permissions bind. Only tests import it.
//
// A test runs itself again in new user and mount name spaces, where it may
// mount, or is another user. A system that has none to give is a reason to skip,
// named in the skip.
package namespace
