package site

// RegisterView is the page "/withheld/".
type RegisterView struct {
	Disclosure  Disclosure       `json:"disclosure"`
	Count       int              `json:"count"`           // of entries of latest versions
	Large       bool             `json:"large,omitempty"` // too many to tell of each here
	Pages       []RegisterPage   `json:"pages"`
	Filter      string           `json:"filter"`
	Latest      []RegisterGroup  `json:"latest"`
	Older       []RegisterGroup  `json:"older,omitempty"`
	Reasons     []ReasonCount    `json:"reasons"`
	Figure      HTML             `json:"figure,omitempty"` // SVG, of the reasons
	Rates       []RateStandard   `json:"rates,omitempty"`
	SectorRates *RateStandard    `json:"sectorrates,omitempty"` // where there are too many standards
	Reviews     []ReviewDay      `json:"reviews,omitempty"`     // the next first
	Access      []AccessStandard `json:"access,omitempty"`
	Gone        []GoneEntry      `json:"gone,omitempty"`
	GoneCount   int              `json:"gonecount,omitempty"` // where they are not listed
}

// RegisterPage is a standard's page of the register.
type RegisterPage struct {
	Href  string `json:"href"`
	Title HTML   `json:"title"`
	Count int    `json:"count"` // of entries of its latest version
}

// RegisterGroup are the entries of a version in short: rows of a table, or list
// items.
type RegisterGroup struct {
	Anchor  string     `json:"anchor"`
	Href    string     `json:"href"` // the same in full
	Group   string     `json:"group"`
	Version VersionRef `json:"version"`
	Count   int        `json:"count"`
	Rows    bool       `json:"rows,omitempty"`
	Entries HTML       `json:"entries"`
}

// RegisterStandardView is the page "/withheld/<standard>/".
type RegisterStandardView struct {
	Version    VersionRef        `json:"version"` // the latest
	Disclosure Disclosure        `json:"disclosure"`
	Latest     []RegisterVersion `json:"latest,omitempty"`
	Older      []RegisterVersion `json:"older,omitempty"`
	Rates      RateStandard      `json:"rates"`
	Access     *AccessStandard   `json:"access,omitempty"`
	Gone       []GoneEntry       `json:"gone,omitempty"`
}

// RegisterVersion is the register of one version.
type RegisterVersion struct {
	Anchor  string     `json:"anchor"`
	Version VersionRef `json:"version"`
	Entries []Withheld `json:"entries"`
}

// ReasonCount is a reason with the number of withholdings that rest on it.
type ReasonCount struct {
	Reason Term `json:"reason"`
	Basis  HTML `json:"basis,omitempty"`
	Count  int  `json:"count"`
}

// RegisterLink leads to an entry on the page.
type RegisterLink struct {
	ID       string `json:"id"`
	Href     string `json:"href"`
	Title    HTML   `json:"title"`
	Standard HTML   `json:"standard"`
}

// RegisterEvent is something that happened to a withholding. Kind is one of
// those of package compare; Old and New are what a reason or a day was and is.
type RegisterEvent struct {
	Kind    string `json:"kind"`
	On      HTML   `json:"on,omitempty"`
	Version HTML   `json:"version"`
	By      HTML   `json:"by,omitempty"`
	Note    HTML   `json:"note,omitempty"`
	Old     HTML   `json:"old,omitempty"`
	New     HTML   `json:"new,omitempty"`
}

// GoneEntry is a withholding that the latest version does not have. Kind is
// disclosed or ended.
type GoneEntry struct {
	Entry        RegisterLink `json:"entry"`
	Kind         string       `json:"kind"`
	Version      HTML         `json:"version"`
	On           HTML         `json:"on,omitempty"`
	Since        HTML         `json:"since,omitempty"`
	SinceVersion HTML         `json:"sinceversion"`
	Comparison   string       `json:"comparison,omitempty"`
}

// RateStandard is how much each version of a standard discloses, oldest first.
type RateStandard struct {
	Anchor string    `json:"anchor"`
	Title  HTML      `json:"title,omitempty"`
	Href   string    `json:"href,omitempty"`
	Figure HTML      `json:"figure"` // SVG
	Rows   []RateRow `json:"rows"`
}

// RateRow is one version, or one sector. Clauses is missing where it has none, Items where it
// answers no guideline.
type RateRow struct {
	Name     HTML   `json:"name,omitempty"` // of a sector
	Number   string `json:"number,omitempty"`
	Href     string `json:"href,omitempty"`
	Status   string `json:"status,omitempty"`
	Issued   HTML   `json:"issued,omitempty"`
	Clauses  *Rate  `json:"clauses,omitempty"`
	Items    *Rate  `json:"items,omitempty"`
	Withheld int    `json:"withheld"`
}

// Rate is how many of all are public in full.
type Rate struct {
	Open    int `json:"open"`
	All     int `json:"all"`
	Percent int `json:"percent"`
}

// ReviewDay are the entries whose review is due by a day; without one, those
// that name none.
type ReviewDay struct {
	Day     HTML           `json:"day,omitempty"`
	Entries []RegisterLink `json:"entries,omitempty"`
	Count   int            `json:"count,omitempty"` // of a month, where they are not listed
}

// AccessStandard is how to ask for what a standard's latest version withholds.
type AccessStandard struct {
	Version VersionRef  `json:"version"`
	Contact HTML        `json:"contact,omitempty"`
	Ways    []AccessWay `json:"ways"`
}

// AccessWay is a way to ask, with the entries that it is for; without a text,
// those that tell of none.
type AccessWay struct {
	Text    HTML           `json:"text,omitempty"`
	Entries []RegisterLink `json:"entries"`
}

// VerifyView is the page "/verify/".
type VerifyView struct {
	Address    string            `json:"address,omitempty"` // of the site
	CutDirs    int               `json:"cutdirs,omitempty"` // folders above the site at its address
	Keys       []PublicKey       `json:"keys,omitempty"`
	Released   []ReleasedVersion `json:"released,omitempty"`
	Checkpoint string            `json:"checkpoint,omitempty"`
}

// PublicKey is a key that releases are signed with.
type PublicKey struct {
	Key   string `json:"key"`
	InUse bool   `json:"inuse"`
}

// ReleasedVersion is a version that was released.
type ReleasedVersion struct {
	Anchor      string     `json:"anchor"`
	Version     VersionRef `json:"version"`
	Date        HTML       `json:"date"`
	Sources     string     `json:"sources"`
	Root        string     `json:"root"`
	Blocks      int        `json:"blocks"`
	Commitments int        `json:"commitments"`
	List        string     `json:"list"`  // of the commitments
	Index       string     `json:"index"` // the first of the public sources
}

// TimelineFigure is when each version of a standard is in force, oldest first.
// Without two days there is no Figure.
type TimelineFigure struct {
	Anchor string        `json:"anchor"`
	Figure HTML          `json:"figure,omitempty"` // SVG
	Rows   []TimelineRow `json:"rows"`
}

// TimelineRow is one version: in force from a day until another, or until
// nobody knows (Open).
type TimelineRow struct {
	Number string `json:"number"`
	Href   string `json:"href"`
	Status string `json:"status"`
	Issued HTML   `json:"issued,omitempty"`
	From   HTML   `json:"from,omitempty"`
	Until  HTML   `json:"until,omitempty"`
	Open   bool   `json:"open,omitempty"`
}
