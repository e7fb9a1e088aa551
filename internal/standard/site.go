package standard

// A Site is what kijun.yaml says.
type Site struct {
	Title       Text
	Description Text
	Publisher   Text
	Languages   []string // of the user interface; the first is the default
	BaseURL     string   // with a slash at its end; "" when it is not known
	Marking     Text     // stands on every page of the confidential edition
	Banner      Text     // stands on every page; may be empty
}
