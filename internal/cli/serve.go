package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/serve"
)

func (a *app) serveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show both editions in a browser while you write",
		Long: `serve shows the project in a browser on this machine, and shows it again at each
change: a page is reloaded where its reader stood. A bar at its foot leads to the
same place of the other edition and shows what kijun check finds.

The public edition stands at the port, the confidential one at the next: two
origins, so that neither can read the other. Both can be reached from this machine
alone. Nothing is written, neither into public/ nor into confidential/.

What is sealed is opened with --identity; without a key the public edition is
shown alone. An interrupt (Ctrl-C) ends it.`,
		Args: cobra.NoArgs,
	}
	port := c.Flags().Int("port", 8080, "port of the public edition; the confidential one has the next; 0 takes free ones")
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	a.identityFlags(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), *port) }
	return c
}

func (a *app) serve(ctx context.Context, port int) error {
	if port < 0 || port > 65534 {
		return hinted{fmt.Errorf("there is no port %d", port), "a number from 1024 to 65534, or 0 for any"}
	}
	root, err := a.project()
	if err != nil {
		return err
	}
	o := serve.Options{Root: root, Dir: a.dir, Port: port}
	if o.Build, err = a.options(); err != nil {
		return err
	}
	if o.Build.Open, err = a.opener(); err != nil {
		return err
	}
	var mu sync.Mutex
	last := "-"
	o.Told = func(t serve.Told) {
		mu.Lock()
		defer mu.Unlock()
		var text strings.Builder
		switch {
		case t.Err != nil:
			fmt.Fprintf(&text, "kijun: %s\n", line(t.Err.Error()))
		case len(t.Findings) == 0:
			fmt.Fprintln(&text, "no findings")
		default:
			printText(&text, t.Findings, a.style(a.out), a.all)
		}
		if t.Waiting && t.Findings.HasErrors() {
			fmt.Fprintln(&text, waitingRules)
		}
		if text.String() != last {
			last = text.String()
			fmt.Fprintf(a.out, "\n%s", last)
		}
	}
	o.Slow = func(why error) {
		fmt.Fprintf(a.err, "kijun: the system does not tell of changes: %v\n  the folder is looked at again and again instead; on Linux, more can be watched with `sysctl fs.inotify.max_user_watches=524288`\n", why)
	}
	a.progress("reading")
	s, err := serve.New(o)
	a.progress("")
	var taken *serve.PortError
	switch {
	case errors.As(err, &taken):
		return hinted{err, fmt.Sprintf("stop what uses it, or take another: `kijun serve --port %d`; --port 0 takes any two that are free", another(port))}
	case err != nil:
		return err
	case a.keys.err != nil:
		return a.keys.err
	}
	public, secret := s.Addresses()
	fmt.Fprintf(a.out, "public edition:       %s\n", public)
	if s.Sealed() {
		fmt.Fprintln(a.out, "confidential edition: not shown, it is sealed; --identity FILE opens it")
	} else {
		fmt.Fprintf(a.out, "confidential edition: %s\n", secret)
	}
	fmt.Fprintln(a.out, "on this machine alone; Ctrl-C ends it")
	return s.Run(ctx)
}

// another is a port to try where one is taken.
func another(port int) int {
	if port+12 > 65534 {
		return 8090
	}
	return port + 10
}
