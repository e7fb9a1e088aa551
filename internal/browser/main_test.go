package browser

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// One browser serves all tests of this package; it starts with the first.
var (
	shared  = sync.OnceValues(func() (*Browser, error) { b, err := Launch(); started = b; return b, err })
	started *Browser
)

// patience is how long one tab may live. A page takes a second; but other
// packages' tests take all processors for minutes.
const patience = 5 * time.Minute

func TestMain(m *testing.M) {
	code := m.Run()
	if started != nil {
		if err := started.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "ending the browser:", err)
		}
	}
	os.Exit(code)
}

func newTab(t *testing.T) context.Context {
	t.Helper()
	b, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return b.Tab(t, patience)
}
