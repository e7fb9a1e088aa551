package diag

import (
	"slices"
	"strings"
)

// Nearest returns the word of a list that was most likely meant by s, or "".
func Nearest(s string, words []string) string {
	best, least := "", max(1, min(3, len(s)/3))+1
	sorted := slices.Clone(words)
	slices.Sort(sorted)
	for _, w := range sorted {
		if d := Distance(strings.ToLower(s), strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// Distance is the least number of characters to insert, remove or replace, or of
// neighbours to swap, that turns a into b (optimal string alignment). Its cost is
// the product of the lengths.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, prev := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev = prev, row
	}
	return prev[len(y)]
}
