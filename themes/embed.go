// Package themes holds the theme that every site starts from: layouts, styles
// and words. It has no code of its own.
package themes

import "embed"

// FS has the theme in the folder "kijun".
//
//go:embed all:kijun
var FS embed.FS
