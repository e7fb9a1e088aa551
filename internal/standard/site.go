package standard

import "github.com/kijun-dev/kijun/internal/source"

// A Site is what kijun.yaml says.
type Site struct {
	Title       Text
	Description Text
	Publisher   Text
	Languages   []string // of the user interface; the first is the default
	BaseURL     string   // with a slash at its end; "" when it is not known
	Marking     Text     // stands on every page of the confidential edition
	Banner      Text     // stands on every page; may be empty
	Compare     Comparisons
}

// Comparisons is what kijun.yaml says of comparisons.
type Comparisons struct {
	NewerRight bool // the newer version stands in the right column
	Asked      []Asked
}

// Asked is a comparison that kijun.yaml asks for, beside those that every
// version has. Either of its versions may be the older one.
type Asked struct {
	Standard string
	Versions [2]string
	Place    source.Span
}
