package parse

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A Definition is an entry of a definition list: a term with what explains it.
type Definition struct {
	Term  string // its words
	Node  *extast.DefinitionTerm
	Means []ast.Node // the descriptions, which it may share with other terms
}

// Definitions lists the entries of the definition lists among blocks, wherever
// they stand in them.
func Definitions(nodes []ast.Node, src []byte) []Definition {
	var out []Definition
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			list, ok := n.(*extast.DefinitionList)
			if !ok || !entering {
				return ast.WalkContinue, nil
			}
			first, described := len(out), true // of the terms that what follows explains
			for c := list.FirstChild(); c != nil; c = c.NextSibling() {
				switch c := c.(type) {
				case *extast.DefinitionTerm:
					if described {
						first, described = len(out), false
					}
					out = append(out, Definition{Term: plainText(src, c), Node: c})
				case *extast.DefinitionDescription:
					described = true
					for i := range out[first:] {
						out[first+i].Means = append(out[first+i].Means, c)
					}
				}
			}
			return ast.WalkContinue, nil
		})
	}
	return out
}
