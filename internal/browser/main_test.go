package browser

import (
	"context"
	"flag"
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
	flag.Parse()
	if testing.Short() { // all of them start a browser or a compiler
		fmt.Println("tests in a browser take minutes: none runs with -short")
		return
	}
	code := m.Run()
	if started != nil {
		if err := started.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "ending the browser:", err)
		}
	}
	os.Exit(code)
}

// newTab opens a tab for a site. Whatever it does, until the test ends, that no
// page of ours may do, fails the test.
func newTab(t *testing.T, s *site) context.Context {
	t.Helper()
	b, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	tab := b.Tab(t, patience)
	r := watch(t, tab, s.URL)
	t.Cleanup(func() {
		for _, fault := range r.told() {
			t.Errorf("%s edition: %s", s.name, fault)
		}
		if r.loaded == 0 {
			t.Error("nothing was loaded")
		}
	})
	return tab
}
