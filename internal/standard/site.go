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
	Recipients  []PublicKey // who can open what is sealed; with any, the project is declared sealed
	Keys        []PublicKey // public keys that releases are signed with; the last is the one in use
}

// A PublicKey is a key that kijun.yaml names. What form it has is for
// those who use it.
type PublicKey struct {
	Key   string
	Place source.Span
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
