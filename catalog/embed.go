// Package catalog carries the catalogs that every project can use without
// having them itself.
package catalog

import "embed"

// FS has the folder of each guideline, reasons.yaml and sectors.yaml.
//
//go:embed nisc-4 reasons.yaml sectors.yaml
var FS embed.FS
