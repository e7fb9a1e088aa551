package site

// What a layout gets. Every page has .Params.root, .home, .area, .trail,
// .languages, .canonical (see params) and .Params.view, which is one of the
// views below. Keys are lower case, because Hugo lowers those of front matter.
// An href is relative to its page and ready for use.

// Text is a text; Lang is set where it is not in the page's language.
type Text struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Date is a day, as a machine and as people write it.
type Date struct {
	ISO  string `json:"iso"`
	Text string `json:"text"`
}

// Link is a reference to a page; Lang is that of its words.
type Link struct {
	Href string `json:"href"`
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Term is a word of the catalog.
type Term struct {
	ID     string `json:"id"`
	Symbol string `json:"symbol,omitempty"`
	Name   *Text  `json:"name"`
	About  *Text  `json:"about,omitempty"`
}

// Alternate is the same page, or the nearest one, in another language.
type Alternate struct {
	Lang  string `json:"lang"`
	Name  string `json:"name"`
	Href  string `json:"href"`
	Exact bool   `json:"exact,omitempty"`
	URL   string `json:"url,omitempty"` // absolute, where the site's address is known
}

type frame struct {
	Title  string `json:"title"`
	URL    string `json:"url,omitempty"`
	Layout string `json:"layout,omitempty"`
	Params params `json:"params"`
}

type params struct {
	Root      string      `json:"root"` // the site's top folder
	Home      string      `json:"home"` // the language's top folder
	Area      string      `json:"area,omitempty"`
	Trail     []Link      `json:"trail,omitempty"`
	Languages []Alternate `json:"languages,omitempty"`
	Canonical string      `json:"canonical,omitempty"`
	View      any         `json:"view"`
}

// VersionRef is a version as lists and headings name it.
type VersionRef struct {
	Standard  string `json:"standard"`
	Number    string `json:"number"`
	Title     *Text  `json:"title"`
	Href      string `json:"href"`
	Home      string `json:"home"` // the standard's page
	Class     *Term  `json:"class"`
	Sector    *Link  `json:"sector,omitempty"`
	Publisher *Text  `json:"publisher,omitempty"`
	Operator  *Link  `json:"operator,omitempty"`
	Status    string `json:"status"`
	Issued    *Date  `json:"issued,omitempty"`
	Effective *Date  `json:"effective,omitempty"`
	Summary   *Text  `json:"summary,omitempty"`
	Note      *Text  `json:"note,omitempty"`
	Withheld  int    `json:"withheld"`
}

// ClauseRef is a clause as lists name it. Withheld stands for a part that is
// not there: its href leads to the notice.
type ClauseRef struct {
	Href     string `json:"href"`
	Label    string `json:"label,omitempty"`
	Title    string `json:"title"`
	Lang     string `json:"lang,omitempty"`
	Depth    int    `json:"depth,omitempty"`
	Level    *Term  `json:"level,omitempty"`
	Plain    *Text  `json:"plain,omitempty"`
	Part     bool   `json:"part,omitempty"`
	Note     *Text  `json:"note,omitempty"`
	Withheld bool   `json:"withheld,omitempty"`
}

// Act is who decided something, and when.
type Act struct {
	By *Text `json:"by,omitempty"`
	On *Date `json:"on,omitempty"`
}

// Withheld is one withholding.
type Withheld struct {
	ID       string `json:"id"`
	Anchor   string `json:"anchor"` // on the register
	Href     string `json:"href"`   // its entry in the register
	Title    *Text  `json:"title"`
	Heading  string `json:"heading,omitempty"` // number of a withheld section or chapter
	Items    []Link `json:"items,omitempty"`
	Reason   *Term  `json:"reason"`
	Basis    *Text  `json:"basis,omitempty"`
	Harm     *Text  `json:"harm,omitempty"`
	Unit     string `json:"unit"`
	Audience string `json:"audience"`
	Decided  *Act   `json:"decided,omitempty"`
	Approved *Act   `json:"approved,omitempty"`
	Review   *Date  `json:"review,omitempty"`
	Access   *Text  `json:"access,omitempty"`
	Place    *Link  `json:"place,omitempty"`
}

// Disclosure counts clauses without any withheld part.
type Disclosure struct {
	Open     int `json:"open"`
	All      int `json:"all"`
	Percent  int `json:"percent"` // rounded down: 100 is said of a whole only
	Withheld int `json:"withheld"`
}

// ClassGroup is what stands under one class, ① to ④.
type ClassGroup[T any] struct {
	Class   *Term `json:"class"`
	Entries []T   `json:"entries"`
}

// HomeView is the page "/".
type HomeView struct {
	Sectors    []SectorRef  `json:"sectors"`
	Latest     []VersionRef `json:"latest"`
	Disclosure Disclosure   `json:"disclosure"`
	Standards  int          `json:"standards"`
}

// SectorRef is a sector as lists name it.
type SectorRef struct {
	Name     *Text  `json:"name"`
	Services *Text  `json:"services,omitempty"`
	Href     string `json:"href"`
	Count    int    `json:"count"` // of standards
}

// StandardsView is the page "/standards/".
type StandardsView struct {
	Classes []ClassGroup[VersionRef] `json:"classes"`
}

// StandardView is the page "/standards/<id>/".
type StandardView struct {
	Latest   VersionRef   `json:"latest"`
	Facts    Facts        `json:"facts"`
	Versions []VersionRef `json:"versions"` // newest first
}

// Facts is what the front matter says of a version.
type Facts struct {
	Review   *Date      `json:"review,omitempty"`
	Replaces *Link      `json:"replaces,omitempty"`
	Catalog  *Link      `json:"catalog,omitempty"`
	Contact  *Text      `json:"contact,omitempty"`
	Source   *Text      `json:"source,omitempty"`
	Withheld []Withheld `json:"withheld,omitempty"` // fields
	Data     string     `json:"data"`               // the version's data file
}

// Banner warns of a version that is not in force.
type Banner struct {
	Kind   string `json:"kind"` // draft, consultation, superseded, withdrawn, newer
	Href   string `json:"href,omitempty"`
	Number string `json:"number,omitempty"`
	Date   *Date  `json:"date,omitempty"`
}

// VersionView is the front page of a version.
type VersionView struct {
	Version  VersionRef    `json:"version"`
	Facts    Facts         `json:"facts"`
	Banner   *Banner       `json:"banner,omitempty"`
	Textlang *Alternate    `json:"textlang,omitempty"` // the text is in this language only
	Preface  bool          `json:"preface,omitempty"`
	Chapters []ChapterRef  `json:"chapters"`
	Whole    string        `json:"whole,omitempty"`
	Notices  []Withheld    `json:"notices,omitempty"` // of withheld chapters
	Adoption []AdoptionRow `json:"adoption,omitempty"`
	Register []Withheld    `json:"register,omitempty"`
	Versions []VersionRef  `json:"versions,omitempty"` // the others
}

// ChapterRef is a chapter in a version's contents.
type ChapterRef struct {
	Href     string      `json:"href"`
	Title    string      `json:"title"`
	Lang     string      `json:"lang,omitempty"`
	Withheld bool        `json:"withheld,omitempty"`
	Clauses  []ClauseRef `json:"clauses,omitempty"`
}

// AdoptionRow is a decision on an item.
type AdoptionRow struct {
	Item      Link        `json:"item"`
	Heading   *Text       `json:"heading"`
	Decision  string      `json:"decision"` // "" is a gap
	Part      bool        `json:"part,omitempty"`
	Reason    *Text       `json:"reason,omitempty"`
	Elsewhere *Link       `json:"elsewhere,omitempty"`
	Clauses   []ClauseRef `json:"clauses,omitempty"`
}

// ChapterView is the page of a chapter. The list of a version's chapters is
// the same for all of them: it stands in the data "chapters" under Key, a list
// of Link, so that it is read once and a layout can cache what it makes of it.
type ChapterView struct {
	Key      string      `json:"key"`
	Version  Link        `json:"version"`
	Number   string      `json:"number"`
	Status   string      `json:"status"`
	Banner   *Banner     `json:"banner,omitempty"`
	Name     string      `json:"name"`
	Textlang string      `json:"textlang,omitempty"`
	Clauses  []ClauseRef `json:"clauses"`
	Prev     *Link       `json:"prev,omitempty"`
	Next     *Link       `json:"next,omitempty"`
	Whole    string      `json:"whole"`
}

// WholeView is a version on one page.
type WholeView struct {
	Version  VersionRef   `json:"version"`
	Banner   *Banner      `json:"banner,omitempty"`
	Textlang string       `json:"textlang,omitempty"`
	Chapters []ChapterRef `json:"chapters"`
}

// ItemsView is the page "/items/".
type ItemsView struct {
	Catalogs []CatalogItems `json:"catalogs"`
}

// CatalogItems are the items of a catalog by phase.
type CatalogItems struct {
	ID     string       `json:"id"`
	Title  *Text        `json:"title"`
	Source *Text        `json:"source,omitempty"`
	Note   *Text        `json:"note,omitempty"`
	Data   string       `json:"data"`
	Phases []PhaseItems `json:"phases"`
}

// PhaseItems are the items of a phase.
type PhaseItems struct {
	Phase Term      `json:"phase"`
	Items []ItemRef `json:"items"`
}

// ItemRef is an item as lists name it.
type ItemRef struct {
	ID        string `json:"id"`
	Href      string `json:"href"`
	Heading   *Text  `json:"heading"`
	Viewpoint *Text  `json:"viewpoint,omitempty"`
	Answered  int    `json:"answered"` // by so many of
	Columns   int    `json:"columns"`
}

// ItemView is the page of an item.
type ItemView struct {
	ID        string       `json:"id"`
	Catalog   Link         `json:"catalog"`
	Heading   *Text        `json:"heading"`
	Summary   *Text        `json:"summary,omitempty"`
	Phase     *Term        `json:"phase,omitempty"`
	Viewpoint *Term        `json:"viewpoint,omitempty"`
	Section   string       `json:"section,omitempty"`
	Links     []ItemLink   `json:"links,omitempty"`
	Answers   []ItemAnswer `json:"answers"`
	Prev      *Link        `json:"prev,omitempty"`
	Next      *Link        `json:"next,omitempty"`
}

// ItemLink is a relation to another item; Back is set where the other item
// states it.
type ItemLink struct {
	Kind    string `json:"kind"`
	Back    bool   `json:"back,omitempty"`
	Item    Link   `json:"item"`
	Heading *Text  `json:"heading"`
	Note    *Text  `json:"note,omitempty"`
}

// ItemAnswer is what one standard does with an item.
type ItemAnswer struct {
	Version  VersionRef  `json:"version"`
	Row      AdoptionRow `json:"row"`
	Withheld []Withheld  `json:"withheld,omitempty"`
}

// CoverageView is the page "/coverage/".
type CoverageView struct {
	Matrices []MatrixView `json:"matrices"`
}

// MatrixView is the coverage of one catalog.
type MatrixView struct {
	ID        string        `json:"id"`
	Title     *Text         `json:"title"`
	Columns   []VersionRef  `json:"columns"`
	Phases    []MatrixPhase `json:"phases"`
	Decisions []CountRow    `json:"decisions"`
	Measures  []CountRow    `json:"measures"`
	Causes    []CountRow    `json:"causes"`
	Gaps      []ItemGap     `json:"gaps,omitempty"`
}

// MatrixPhase are the rows of a phase.
type MatrixPhase struct {
	Phase Term        `json:"phase"`
	Rows  []MatrixRow `json:"rows"`
}

// MatrixRow is an item across standards.
type MatrixRow struct {
	Item    Link         `json:"item"`
	Heading *Text        `json:"heading"`
	Cells   []MatrixCell `json:"cells"`
}

// MatrixCell is what a standard does with an item. More counts clauses that
// are not listed; Href leads to all of them.
type MatrixCell struct {
	Decision  string `json:"decision"`
	Part      bool   `json:"part,omitempty"`
	Clauses   []Link `json:"clauses,omitempty"`
	More      int    `json:"more,omitempty"`
	Href      string `json:"href"`
	Elsewhere *Link  `json:"elsewhere,omitempty"`
	Withheld  int    `json:"withheld,omitempty"`
}

// CountRow is a row of counts, one a column.
type CountRow struct {
	ID     string `json:"id"`
	Name   *Text  `json:"name,omitempty"`
	Counts []int  `json:"counts"`
}

// ItemGap is an item that a standard is silent on.
type ItemGap struct {
	Item    Link       `json:"item"`
	Heading *Text      `json:"heading"`
	Version VersionRef `json:"version"`
}

// RegisterView is the page "/withheld/".
type RegisterView struct {
	Disclosure Disclosure        `json:"disclosure"`
	Latest     []RegisterVersion `json:"latest"`
	Older      []RegisterVersion `json:"older,omitempty"`
	Reasons    []ReasonCount     `json:"reasons"`
}

// RegisterVersion is the register of one version.
type RegisterVersion struct {
	Anchor  string     `json:"anchor"`
	Version VersionRef `json:"version"`
	Entries []Withheld `json:"entries"`
}

// ReasonCount is a reason with the number of withholdings that rest on it.
type ReasonCount struct {
	Reason *Term `json:"reason"`
	Basis  *Text `json:"basis,omitempty"`
	Count  int   `json:"count"`
}

// SectorsView is the page "/sectors/".
type SectorsView struct {
	Sectors []SectorRef `json:"sectors"`
}

// SectorView is the page of a sector.
type SectorView struct {
	Name       *Text                    `json:"name"`
	Services   *Text                    `json:"services,omitempty"`
	Classes    []ClassGroup[VersionRef] `json:"classes"`
	Operators  []Link                   `json:"operators,omitempty"`
	Disclosure Disclosure               `json:"disclosure"`
}

// OperatorsView is the page "/operators/".
type OperatorsView struct {
	Operators []OperatorRef `json:"operators"`
}

// OperatorRef is an operator as lists name it.
type OperatorRef struct {
	Name      *Text        `json:"name"`
	Href      string       `json:"href"`
	Sector    *Link        `json:"sector,omitempty"`
	Standards []VersionRef `json:"standards"`
}

// OperatorView is the page of an operator: what it promises, what it keeps
// back and why.
type OperatorView struct {
	Name      *Text             `json:"name"`
	Standards []OperatorPromise `json:"standards"`
}

// OperatorPromise is one of an operator's standards.
type OperatorPromise struct {
	Version    VersionRef       `json:"version"`
	Contact    *Text            `json:"contact,omitempty"`
	Promises   []PromiseChapter `json:"promises,omitempty"`
	Withheld   []Withheld       `json:"withheld,omitempty"`
	Disclosure Disclosure       `json:"disclosure"`
}

// PromiseChapter are the promises of a chapter.
type PromiseChapter struct {
	Title   Text        `json:"title"`
	Clauses []ClauseRef `json:"clauses"`
}

// RolesView is the page "/roles/".
type RolesView struct {
	Roles []RoleRef `json:"roles"`
}

// RoleRef is a role as lists name it.
type RoleRef struct {
	Role  Term   `json:"role"`
	Href  string `json:"href"`
	Count int    `json:"count"`
}

// RoleView is the page of a role: what it must do, by class.
type RoleView struct {
	Role    Term                       `json:"role"`
	Classes []ClassGroup[RoleStandard] `json:"classes"`
	Duties  []RoleDuty                 `json:"duties,omitempty"`
}

// RoleStandard is what one standard asks of a role.
type RoleStandard struct {
	Version VersionRef  `json:"version"`
	Clauses []ClauseRef `json:"clauses"`
}

// RoleDuty is one of the management's duties.
type RoleDuty struct {
	Duty    Term         `json:"duty"`
	Clauses []DutyClause `json:"clauses"`
}

// DutyClause is a clause with the standard it stands in.
type DutyClause struct {
	Standard Text      `json:"standard"`
	Clause   ClauseRef `json:"clause"`
}

// DataView is the page "/data/".
type DataView struct {
	Base     string     `json:"base"`
	Sitemap  bool       `json:"sitemap"` // there is one: the site's address is known
	Catalogs []DataFile `json:"catalogs"`
	Versions []DataFile `json:"versions"`
}

// DataFile is a file to download.
type DataFile struct {
	Href  string `json:"href"`
	Path  string `json:"path"`
	Title *Text  `json:"title"`
	About string `json:"about,omitempty"`
}
