package site

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// A Memo remembers what Hugo made of pages, from one state of a project to the
// next. Hugo's part of a page depends on the page's frame, the theme and the
// project's overrides; the text is put in afterwards. So an author who writes
// waits for no run of Hugo.
type Memo struct {
	pages, assets store[[sha256.Size]byte]
}

// Bounds of a memo, in bytes. A frame takes about 10 kB, styles and scripts
// together 50 kB.
const (
	mostPages  = 32 << 20
	mostAssets = 8 << 20
)

// NewMemo returns an empty memo. One memo may serve several editions.
func NewMemo() *Memo {
	return &Memo{pages: store[[sha256.Size]byte]{most: mostPages}, assets: store[[sha256.Size]byte]{most: mostAssets}}
}

// A store holds values up to a number of bytes, and lets go of what was not
// asked for the longest.
type store[K comparable] struct {
	mu    sync.Mutex
	most  int
	size  int
	order list.List // of *stored, the newest in front
	at    map[K]*list.Element
}

type stored[K comparable] struct {
	key  K
	data []byte
}

func (s *store[K]) get(key K) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.at[key]
	if e == nil {
		return nil, false
	}
	s.order.MoveToFront(e)
	return e.Value.(*stored[K]).data, true
}

func (s *store[K]) put(key K, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil {
		s.at = map[K]*list.Element{}
	}
	if old := s.at[key]; old != nil {
		s.drop(old)
	}
	s.at[key] = s.order.PushFront(&stored[K]{key, data})
	s.size += len(data)
	for s.size > s.most && s.order.Len() > 1 {
		s.drop(s.order.Back())
	}
}

func (s *store[K]) drop(e *list.Element) {
	v := s.order.Remove(e).(*stored[K])
	delete(s.at, v.key)
	s.size -= len(v.data)
}
