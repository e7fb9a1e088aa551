// Command serve shows a built folder on this machine alone. It is for looking
// at a site while working on kijun; it is no part of the program.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
)

func main() {
	port := flag.Int("port", 8080, "port on the loopback interface")
	flag.Parse()
	dir := flag.Arg(0)
	if dir == "" {
		dir = "public"
	}
	addr := fmt.Sprintf("127.0.0.1:%d", *port)
	fmt.Printf("%s on http://%s/\n", dir, addr)
	if err := http.ListenAndServe(addr, http.FileServer(http.Dir(dir))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
