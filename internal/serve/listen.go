package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strconv"
	"syscall"
)

// A place is a port on the loopback interface: of IPv4, and of IPv6 where there is
// one, because browsers try either for "localhost".
type place struct {
	port      int
	listeners []net.Listener
}

func (p place) address() string { return fmt.Sprintf("http://localhost:%d/", p.port) }

func (p place) close() {
	for _, l := range p.listeners {
		_ = l.Close() // it has served nothing yet
	}
}

// A PortError says that a port can't be had.
type PortError struct {
	Port  int
	Taken bool // by another program; else the system does not give it
	Err   error
}

func (e *PortError) Error() string {
	if e.Taken {
		return fmt.Sprintf("port %d is in use", e.Port)
	}
	return fmt.Sprintf("port %d can't be opened: %v", e.Port, e.Err)
}

func (e *PortError) Unwrap() error { return e.Err }

// Ports that a server takes lie next to each other. Two editions on one origin
// could read each other: a script of a public page would be as entitled as one of
// the other edition. Ports make two origins everywhere; names below localhost are
// not known to every system, and a folder for one edition would be one origin, and
// break what leads to the top of a site.
func listen(port int) (public, secret place, err error) {
	if port > 0 {
		if public, err = open(port); err != nil {
			return public, secret, err
		}
		if secret, err = open(port + 1); err != nil {
			public.close()
		}
		return public, secret, err
	}
	if public, err = free(); err != nil {
		return public, secret, err
	}
	if secret, err = free(); err != nil {
		public.close()
	}
	return public, secret, err
}

// free opens a port that the system chooses.
func free() (place, error) {
	for range 20 {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return place{}, &PortError{Err: err}
		}
		port := l.Addr().(*net.TCPAddr).Port
		_ = l.Close() // open takes it on both
		if p, err := open(port); err == nil {
			return p, nil
		}
	}
	return place{}, &PortError{Err: errors.New("no port is free")}
}

// open takes a port on IPv4 and IPv6. Somebody else's on either is in the way: the
// browser might find that one.
func open(port int) (place, error) {
	p := place{port: port}
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			if host == "::1" && !errors.Is(err, syscall.EADDRINUSE) && len(p.listeners) > 0 {
				break // a system without IPv6
			}
			p.close()
			return p, &PortError{port, errors.Is(err, syscall.EADDRINUSE), err}
		}
		p.listeners = append(p.listeners, l)
	}
	return p, nil
}

// quietLog takes what net/http says of connections that end early.
var quietLog = log.New(io.Discard, "", 0)

func baseContext(ctx context.Context) func(net.Listener) context.Context {
	return func(net.Listener) context.Context { return ctx }
}
