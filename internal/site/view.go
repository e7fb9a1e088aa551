package site

// What a layout gets. Every page has .Title, .Content and .Params.root, .home,
// .area, .trail, .languages, .canonical, .meta (see params and Metadata); .Params.view is one of
// the views below. Keys are lower case, because Hugo lowers those of front
// matter. An href is relative to its page. HTML is written with safeHTML.

// Link is a reference to a page; Lang is that of its words where it is not the
// page's.
type Link struct {
	Href string `json:"href"`
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Term is a word of the catalog.
type Term struct {
	ID     string `json:"id"`
	Symbol string `json:"symbol,omitempty"`
	Name   HTML   `json:"name"`
	About  HTML   `json:"about,omitempty"`
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
	Sheet     HTML        `json:"sheet"` // what each printed sheet tells of where it is from, beside its address
	Meta      *Metadata   `json:"meta,omitempty"`
	View      any         `json:"view"`
}

// VersionRef is a version as lists and headings name it.
type VersionRef struct {
	Standard  string `json:"standard"`
	Number    string `json:"number"`
	Title     HTML   `json:"title"`
	Href      string `json:"href"`
	Home      string `json:"home"`  // the standard's page
	Class     HTML   `json:"class"` // symbol and name
	Sector    HTML   `json:"sector,omitempty"`
	Publisher HTML   `json:"publisher,omitempty"`
	Operator  HTML   `json:"operator,omitempty"`
	Status    string `json:"status"`
	Issued    HTML   `json:"issued,omitempty"`
	Effective HTML   `json:"effective,omitempty"`
	Summary   HTML   `json:"summary,omitempty"`
	Note      HTML   `json:"note,omitempty"`
	Withheld  int    `json:"withheld,omitempty"`
}

// Act is who decided something, and when.
type Act struct {
	By HTML `json:"by,omitempty"`
	On HTML `json:"on,omitempty"`
}

// Withheld is one withholding.
type Withheld struct {
	ID       string `json:"id"`
	Anchor   string `json:"anchor"` // on the register
	Href     string `json:"href"`   // its entry in the register
	Title    HTML   `json:"title"`  // after the number of a withheld section or chapter
	Items    HTML   `json:"items,omitempty"`
	Reason   Term   `json:"reason"`
	Basis    HTML   `json:"basis,omitempty"`
	Harm     HTML   `json:"harm,omitempty"`
	Unit     string `json:"unit"`
	Audience string `json:"audience,omitempty"`
	Decided  *Act   `json:"decided,omitempty"`
	Approved *Act   `json:"approved,omitempty"`
	Review   HTML   `json:"review,omitempty"`
	Access   HTML   `json:"access,omitempty"`
	Place    HTML   `json:"place,omitempty"`

	Commitments []Commitment    `json:"commitments,omitempty"`
	History     []RegisterEvent `json:"history,omitempty"` // on the register alone, once for each withholding
}

// Commitment binds what is withheld, one a language.
type Commitment struct {
	Part  string `json:"part"`
	Hash  string `json:"hash"`
	Short string `json:"short"`
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
	Class   Term `json:"class"`
	Entries []T  `json:"entries"`
}

// HomeView is the page "/".
type HomeView struct {
	Sectors    []SectorRef     `json:"sectors"`
	Latest     []LatestVersion `json:"latest"`
	Disclosure Disclosure      `json:"disclosure"`
	Standards  int             `json:"standards"`
}

// LatestVersion is a version that was issued lately, with what it changed.
type LatestVersion struct {
	VersionRef
	Before *ComparisonRef `json:"before,omitempty"`
}

// SectorRef is a sector as lists name it.
type SectorRef struct {
	Link      HTML `json:"link"`
	Services  HTML `json:"services,omitempty"`
	Count     int  `json:"count"` // of standards
	Operators int  `json:"operators"`
}

// StandardsView is the page "/standards/".
type StandardsView struct {
	Classes []ClassGroup[VersionRef] `json:"classes"`
}

// StandardView is the page "/standards/<id>/".
type StandardView struct {
	Latest   VersionRef      `json:"latest"`
	Facts    Facts           `json:"facts"`
	Versions []TimelineEntry `json:"versions"` // newest first
	Timeline TimelineFigure  `json:"timeline"`
	Rates    RateStandard    `json:"rates"`
}

// TimelineEntry is a version on its standard's timeline.
type TimelineEntry struct {
	VersionRef
	Before      *ComparisonRef  `json:"before,omitempty"`      // with the version before it
	Counts      []ChangeCount   `json:"counts,omitempty"`      // of what changed since then; none where nothing did
	Comparisons []ComparisonRef `json:"comparisons,omitempty"` // others: with the one in force, and what kijun.yaml asks for
}

// ComparisonRef is a comparison as a version's pages name it. Kind says what the
// other version is to this one: before, inforce, latest, next or other.
type ComparisonRef struct {
	Kind   string `json:"kind"`
	Number string `json:"number"` // of the other version
	Href   string `json:"href"`
}

// ChangeCount is how many clauses a change of one kind befell, or how many
// standards a decision has.
type ChangeCount struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// ComparisonSide is a version that is compared: old or new.
type ComparisonSide struct {
	Side    string     `json:"side"`
	Version VersionRef `json:"version"`
}

// ComparisonView is the page of a comparison; .Content has what changed.
type ComparisonView struct {
	Sides    []ComparisonSide `json:"sides"` // in the order of the columns
	New      VersionRef       `json:"new"`
	Textlang string           `json:"textlang,omitempty"` // the name of the language that is compared, where it is not the page's
	Data     string           `json:"data"`
	Others   []ComparisonRef  `json:"others,omitempty"` // of the newer version
}

// Facts is what the front matter says of a version.
type Facts struct {
	Review   HTML       `json:"review,omitempty"`
	Replaces HTML       `json:"replaces,omitempty"`
	Catalog  HTML       `json:"catalog,omitempty"`
	Contact  HTML       `json:"contact,omitempty"`
	Source   HTML       `json:"source,omitempty"`
	Withheld []Withheld `json:"withheld,omitempty"` // fields
	Data     string     `json:"data"`               // the version's data file
	Release  *Released  `json:"release,omitempty"`
}

// Released is what a version's page tells of its release.
type Released struct {
	Date    HTML   `json:"date"`
	Sources string `json:"sources"` // digest of the public sources
	Href    string `json:"href"`    // on the auditors' page
}

// Banner warns of a version that is not in force.
type Banner struct {
	Kind   string `json:"kind"` // draft, consultation, superseded, withdrawn, newer
	Href   string `json:"href,omitempty"`
	Number string `json:"number,omitempty"`
	Date   string `json:"date,omitempty"`
}

// VersionView is the front page of a version.
type VersionView struct {
	Version     VersionRef      `json:"version"`
	Facts       Facts           `json:"facts"`
	Banner      *Banner         `json:"banner,omitempty"`
	Textlang    *Alternate      `json:"textlang,omitempty"` // the text is in this language only
	Preface     bool            `json:"preface,omitempty"`  // .Content has it
	Contents    HTML            `json:"contents"`
	Whole       string          `json:"whole,omitempty"`
	Notices     []Withheld      `json:"notices,omitempty"` // of withheld chapters
	Adoption    []AdoptionRow   `json:"adoption,omitempty"`
	Register    []Withheld      `json:"register,omitempty"`
	Versions    []VersionRef    `json:"versions,omitempty"` // the others
	Comparisons []ComparisonRef `json:"comparisons,omitempty"`
}

// AdoptionRow is a decision on an item. Decision is one of the standard's, or
// adopted_part, or gap.
type AdoptionRow struct {
	Item      HTML   `json:"item"`
	Decision  string `json:"decision"`
	Reason    HTML   `json:"reason,omitempty"`
	Elsewhere HTML   `json:"elsewhere,omitempty"`
	Clauses   HTML   `json:"clauses,omitempty"` // list items
}

// ChapterView is the page of a chapter. The layout is executed once for a
// version's chapters, not for each of them, because they differ in little: in
// .Title, .Content, .Params.canonical, .Params.meta and what is marked below. A layout can
// write those and can't ask for them; the link to the page itself among
// Chapters gets aria-current, and the chapter's clauses below it.
type ChapterView struct {
	Version  Link    `json:"version"`
	Number   string  `json:"number"`
	Status   string  `json:"status"`
	Cite     string  `json:"cite"` // how a citation of a clause begins: title and number
	Banner   *Banner `json:"banner,omitempty"`
	Textlang string  `json:"textlang,omitempty"`
	Chapters HTML    `json:"chapters"`         // list items, with the clauses of the chapter
	Others   HTML    `json:"others,omitempty"` // list items: the chapter in the other versions; of the chapter
	Pager    HTML    `json:"pager"`            // links; of the chapter
}

// WholeView is a version on one page.
type WholeView struct {
	Version  VersionRef `json:"version"`
	Cite     string     `json:"cite"` // how a citation of a clause begins
	Banner   *Banner    `json:"banner,omitempty"`
	Textlang string     `json:"textlang,omitempty"`
	Contents HTML       `json:"contents"`
}

// SearchView is the page "/search/": what the script needs, and an index for
// readers without it.
type SearchView struct {
	Index    string                       `json:"index"`
	Older    string                       `json:"older,omitempty"`
	Words    string                       `json:"words"` // JSON
	Classes  []ClassGroup[SearchStandard] `json:"classes"`
	Catalogs []CatalogItems               `json:"catalogs"`
	Glossary []GlossaryGroup              `json:"glossary,omitempty"`
}

// GlossaryGroup are the terms under a head of the 五十音 or the alphabet.
type GlossaryGroup struct {
	Head  string         `json:"head"`
	Terms []GlossaryTerm `json:"terms"`
}

// GlossaryTerm is a term with the clause that defines it.
type GlossaryTerm struct {
	Link     HTML   `json:"link"`
	Reading  string `json:"reading,omitempty"`
	Standard HTML   `json:"standard"`
}

// SearchStandard is a standard with its chapters; of a large site without them.
type SearchStandard struct {
	Version  VersionRef `json:"version"`
	Chapters []HTML     `json:"chapters,omitempty"`
}

// ItemsView is the page "/items/".
type ItemsView struct {
	Catalogs []CatalogItems `json:"catalogs"`
}

// CatalogItems are the items of a catalog by phase.
type CatalogItems struct {
	ID     string       `json:"id"`
	Title  HTML         `json:"title"`
	Source HTML         `json:"source,omitempty"`
	Note   HTML         `json:"note,omitempty"`
	Data   string       `json:"data"`
	Cycle  Cycle        `json:"cycle"`
	Phases []PhaseItems `json:"phases"`
}

// PhaseItems are the items of a phase.
type PhaseItems struct {
	Anchor string    `json:"anchor"`
	Phase  Term      `json:"phase"`
	Items  []ItemRef `json:"items"`
}

// ItemRef is an item as lists name it.
type ItemRef struct {
	Link      HTML `json:"link"`
	Viewpoint HTML `json:"viewpoint,omitempty"`
	Answered  int  `json:"answered"` // by so many of
	Columns   int  `json:"columns"`
}

// ItemView is the page of an item.
type ItemView struct {
	ID        string        `json:"id"`
	Catalog   HTML          `json:"catalog"`
	Heading   HTML          `json:"heading"`
	Summary   HTML          `json:"summary,omitempty"`
	Phase     HTML          `json:"phase,omitempty"`
	Viewpoint HTML          `json:"viewpoint,omitempty"`
	Section   string        `json:"section,omitempty"`
	Links     []ItemLink    `json:"links,omitempty"`
	Counts    []ChangeCount `json:"counts,omitempty"` // of decisions; one that is withheld in part counts there too
	Standards int           `json:"standards"`
	Answers   []ItemAnswer  `json:"answers,omitempty"`
	Sectors   []ItemSector  `json:"sectors,omitempty"` // instead of Answers, where there are many
	Filter    string        `json:"filter,omitempty"`
	Prev      *Link         `json:"prev,omitempty"`
	Next      *Link         `json:"next,omitempty"`
}

// ItemLink is a relation to another item. Kind is feeds or invokes, or
// feeds_back or invokes_back where the other item states it.
type ItemLink struct {
	Kind string `json:"kind"`
	Item HTML   `json:"item"`
	Note HTML   `json:"note,omitempty"`
}

// ItemSector is what the standards of a sector do with an item, in rows of a
// table.
type ItemSector struct {
	Group  string        `json:"group"`
	Link   Link          `json:"link"`
	Counts []ChangeCount `json:"counts"`
	Count  int           `json:"count"`
	Rows   HTML          `json:"rows"`
}

// ItemAnswer is what one standard does with an item.
type ItemAnswer struct {
	Version  VersionRef  `json:"version"`
	Row      AdoptionRow `json:"row"`
	Withheld []Withheld  `json:"withheld,omitempty"`
}

// CoverageView is the page "/coverage/", or that of a sector, or a part of it.
type CoverageView struct {
	Matrices []MatrixView     `json:"matrices"`
	Summed   bool             `json:"summed,omitempty"` // by sector, where there are too many standards
	Sectors  []CoverageSector `json:"sectors,omitempty"`
	Sector   string           `json:"sector,omitempty"` // the name of the page's
	Parts    []CoveragePart   `json:"parts,omitempty"`
}

// CoverageSector is a sector with a page of its own.
type CoverageSector struct {
	Link      HTML `json:"link"`
	Standards int  `json:"standards"`
}

// CoveragePart is one of the pages of a sector that has many standards.
type CoveragePart struct {
	Href   string `json:"href"`
	Number int    `json:"number"`
	Range  HTML   `json:"range"`
	Here   bool   `json:"here,omitempty"`
}

// MatrixView is the coverage of one catalog. Head, Rows and Foot are cells and
// rows of a table. A summed one has Sectors, another Phases.
type MatrixView struct {
	ID        string         `json:"id"`
	Title     HTML           `json:"title"`
	Filter    string         `json:"filter,omitempty"`
	Head      HTML           `json:"head"`
	Foot      HTML           `json:"foot,omitempty"`
	Wide      bool           `json:"wide,omitempty"` // more columns than paper has room for
	Columns   []VersionRef   `json:"columns,omitempty"`
	Phases    []MatrixPhase  `json:"phases,omitempty"`
	Sectors   []MatrixSector `json:"sectors,omitempty"`
	Phased    int            `json:"phased,omitempty"` // columns of a summed one
	Decisions []CountRow     `json:"decisions,omitempty"`
	Measures  *Balance       `json:"measures,omitempty"`
	Causes    *Balance       `json:"causes,omitempty"`
	Gaps      []ItemGap      `json:"gaps,omitempty"`
}

// MatrixPhase are the rows of a phase.
type MatrixPhase struct {
	Anchor string `json:"anchor"`
	Phase  Term   `json:"phase"`
	Items  int    `json:"items"`
	Rows   HTML   `json:"rows"`
}

// MatrixSector are the rows of a sector: one a class.
type MatrixSector struct {
	Group     string `json:"group"`
	Link      HTML   `json:"link"`
	Standards int    `json:"standards"`
	Rows      HTML   `json:"rows"`
}

// CountRow is a row of counts, one a column.
type CountRow struct {
	ID     string `json:"id"`
	Name   HTML   `json:"name,omitempty"`
	Counts []int  `json:"counts"`
}

// Balance is how many clauses of standards, or of sectors, carry each term.
// Kind is measures or causes. Figure is SVG of the sums, Shares of each row.
type Balance struct {
	Anchor string       `json:"anchor"`
	Kind   string       `json:"kind"`
	Terms  []Term       `json:"terms"`
	Rows   []BalanceRow `json:"rows"`
	Total  []int        `json:"total"`
	Figure HTML         `json:"figure"`
	Shares HTML         `json:"shares,omitempty"`
}

// BalanceRow is a standard or a sector.
type BalanceRow struct {
	Name   HTML  `json:"name"`
	Counts []int `json:"counts"`
}

// Cycle are the phases of a catalog as the guideline goes through them. A cell
// is one item of one standard.
type Cycle struct {
	Anchor    string       `json:"anchor"`
	Figure    HTML         `json:"figure,omitempty"` // SVG
	Standards int          `json:"standards"`
	Phases    []CyclePhase `json:"phases"`
	Links     []CycleLink  `json:"links,omitempty"` // between items of different phases
}

// CyclePhase is what standards do with the items of a phase.
type CyclePhase struct {
	Phase    Term   `json:"phase"`
	Href     string `json:"href"`
	Items    int    `json:"items"`
	Cells    int    `json:"cells"`
	Stated   int    `json:"stated"`
	Decided  int    `json:"decided"`
	Gaps     int    `json:"gaps"`
	Withheld int    `json:"withheld"`
}

// CycleLink is a relation that leads from a phase to another.
type CycleLink struct {
	From HTML   `json:"from"`
	Kind string `json:"kind"`
	To   HTML   `json:"to"`
}

// ItemGap is an item that a standard is silent on.
type ItemGap struct {
	Item    HTML       `json:"item"`
	Version VersionRef `json:"version"`
}

// SectorsView is the page "/sectors/".
type SectorsView struct {
	Sectors []SectorRef `json:"sectors"`
}

// SectorView is the page of a sector.
type SectorView struct {
	Name       HTML                     `json:"name"`
	Services   HTML                     `json:"services,omitempty"`
	Classes    []ClassGroup[VersionRef] `json:"classes"`
	Operators  []OperatorRef            `json:"operators,omitempty"`
	Disclosure Disclosure               `json:"disclosure"`
}

// OperatorsView is the page "/operators/".
type OperatorsView struct {
	Operators []OperatorRef `json:"operators"`
}

// OperatorRef is an operator as lists name it.
type OperatorRef struct {
	Link      HTML         `json:"link"`
	Sector    HTML         `json:"sector,omitempty"`
	Standards []VersionRef `json:"standards"`
	Promises  int          `json:"promises"` // clauses that are said in plain words
	Withheld  int          `json:"withheld"`
}

// OperatorView is the page of an operator: what it promises, what it keeps
// back and why.
type OperatorView struct {
	Name      HTML              `json:"name"`
	Sector    HTML              `json:"sector,omitempty"`
	Services  HTML              `json:"services,omitempty"`
	Standards []OperatorPromise `json:"standards"`
}

// OperatorPromise is one of an operator's standards.
type OperatorPromise struct {
	Version    VersionRef       `json:"version"`
	Contact    HTML             `json:"contact,omitempty"`
	Promises   []PromiseChapter `json:"promises,omitempty"`
	Count      int              `json:"count"` // of promises
	Withheld   []Withheld       `json:"withheld,omitempty"`
	Disclosure Disclosure       `json:"disclosure"`
}

// PromiseChapter are the promises of a chapter, as list items.
type PromiseChapter struct {
	Title   HTML `json:"title"`
	Clauses HTML `json:"clauses"`
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

// RoleView is the page of a role: what it must do, by class; or, where that is
// much, its sectors, and then a page each.
type RoleView struct {
	Role    Term                       `json:"role"`
	Sector  string                     `json:"sector,omitempty"` // the name of the page's
	Sectors []RoleSector               `json:"sectors,omitempty"`
	Classes []ClassGroup[RoleStandard] `json:"classes"`
	Duties  []RoleDuty                 `json:"duties,omitempty"`
}

// RoleSector is a sector with a page of what a role must do there.
type RoleSector struct {
	Link  HTML `json:"link"`
	Count int  `json:"count"` // of clauses
}

// RoleStandard is what one standard asks of a role, as list items.
type RoleStandard struct {
	Version VersionRef `json:"version"`
	Clauses HTML       `json:"clauses"`
}

// RoleDuty is one of the management's duties, its clauses as list items.
type RoleDuty struct {
	Duty    Term `json:"duty"`
	Clauses HTML `json:"clauses,omitempty"`
}

// DataView is the page "/data/".
type DataView struct {
	Sitemap  bool       `json:"sitemap"` // there is one: the address of the public edition is known
	Catalogs []DataFile `json:"catalogs"`
	Versions []DataFile `json:"versions"`
	Sources  []DataFile `json:"sources"` // of released versions; with any, there is a log
}

// DataFile is a file to download.
type DataFile struct {
	Href   string `json:"href"`
	Path   string `json:"path"`
	Title  HTML   `json:"title"`
	Number string `json:"number,omitempty"`
}
