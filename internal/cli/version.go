package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what CHANGELOG.md calls this state of the program.
const version = "0.1.0"

func (a *app) versionCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version of kijun and of what it is built with",
		Args:  cobra.NoArgs,
	}
	a.formatFlag(c, "text", "json")
	c.RunE = func(*cobra.Command, []string) error {
		v := struct {
			Version  string `json:"version"`
			Go       string `json:"go"`
			Hugo     string `json:"hugo"`
			Goldmark string `json:"goldmark"`
		}{version, runtime.Version(), "", ""}
		if info, ok := debug.ReadBuildInfo(); ok {
			for _, m := range info.Deps {
				switch m.Path {
				case "github.com/gohugoio/hugo":
					v.Hugo = m.Version
				case "github.com/yuin/goldmark":
					v.Goldmark = m.Version
				}
			}
		}
		if a.format == "json" {
			return printJSON(a.out, v)
		}
		_, err := fmt.Fprintf(a.out, "kijun %s (%s, hugo %s, goldmark %s)\n", v.Version, v.Go, v.Hugo, v.Goldmark)
		return err
	}
	return c
}
