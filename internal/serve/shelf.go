package serve

import (
	"slices"
	"sync"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// A shelf keeps pages that were made: for the browser that asks for what it was
// just told of, and for the time when a page can't be made any more. It is bounded;
// what was put there first goes first.
type shelf struct {
	mu    sync.Mutex
	pages map[shelved]*kept
	order []shelved // the newest last
	size  int
}

type shelved struct {
	edition withhold.Edition
	name    string
}

type kept struct {
	state int // number of the state it was made of
	shown
}

const mostShelved = 24 << 20 // bytes

func (s *shelf) get(key shelved) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages[key]
}

func (s *shelf) put(key shelved, k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages == nil {
		s.pages = map[shelved]*kept{}
	}
	s.drop(key)
	s.pages[key] = k
	s.order = append(s.order, key)
	s.size += len(k.data)
	for s.size > mostShelved && len(s.order) > 1 {
		s.drop(s.order[0])
	}
}

func (s *shelf) drop(key shelved) {
	old := s.pages[key]
	if old == nil {
		return
	}
	delete(s.pages, key)
	s.size -= len(old.data)
	s.order = slices.DeleteFunc(s.order, func(k shelved) bool { return k == key })
}
