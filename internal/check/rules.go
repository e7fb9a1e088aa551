package check

import "github.com/kijun-dev/kijun/internal/diag"

// rules are all rules, in the order in which they are explained. A new one is a
// file of its own, a line here, and a file of cases in testdata.
var rules = []rule{
	// what a version is
	missingSector, unknownSector, strayOperator,
	missingEffective, dateOrder, overdueReview,
	replacesNowhere, replacesCircle, twoInForce, unknownComparison,

	// what it does with the guideline
	noCatalog, unknownCatalog, unknownItem, unknownTerm,
	silentItem, missingStatement, unknownDecision, missingReason,
	adoptedNowhere, contradictoryDecision, elsewhereNowhere,

	// its clauses
	duplicateClauseID, changedID, unknownPredecessor, unknownSuccessor, predecessorCircle,
	blankClause, missingLevel, dutiesWithoutManagement, longPlain,
	undefinedTerm, termTwice, termReading,
	translationMissingClause, translationMissingChapter, translationUnknownClause, translationHeadingDiffers,

	// what its text refers to
	danglingLink, dangerousLink, retiredLink, externalImage, missingAlt,
	missingAttachment, unusedAttachment, disallowedAttachment, unsafeSVG, uncleanAttachment,
	documentAttachment, documentList, pagePlaceholder,

	// its register
	unknownReason, unknownAudience, withholdingUnknownClause, withholdingClauseMismatch, withholdingWithoutItems,
	withheldHeadingLevel, withholdingDateOrder, overdueWithholding, withholdingIDReused, unknownWithholding,
}

// Overdue reports whether a finding is of a review that is overdue. In a release
// it is an error.
func Overdue(d *diag.Diagnostic) bool {
	return d.Rule == overdueReview.doc || d.Rule == overdueWithholding.doc
}
