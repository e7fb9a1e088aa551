// Command kijun publishes security standards, and says what is withheld and
// why.
package main

import (
	"os"

	"github.com/kijun-dev/kijun/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
