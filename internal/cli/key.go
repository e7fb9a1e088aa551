package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) keyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: "Make keys",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return hinted{errors.New("a key for what?"), strings.TrimSpace(c.UsageString())}
		},
	}
	c.AddCommand(a.keyReleaseCommand())
	return c
}
