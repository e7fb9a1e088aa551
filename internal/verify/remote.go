package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Limits on what is fetched; a stranger answers.
const (
	maxFetched      = 64 << 20
	maxFetchedTotal = 4 << 30
	maxFetchedFiles = 200_000
	maxManifest     = 64 << 20
	atOnce          = 8
)

// Fetch fetches a site: its manifest and what that lists. client makes the
// requests; redirects off the host are not followed, whatever it says.
func Fetch(ctx context.Context, client *http.Client, address, temp string) (*Site, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.User != nil {
		return nil, refuse("%q is no address of a site", address)
	}
	base.RawQuery, base.Fragment = "", ""
	base.Path = strings.TrimSuffix(base.Path, "index.html")
	if !strings.HasSuffix(base.Path, "/") {
		base.Path += "/"
	}
	base.RawPath = ""
	own := *client
	own.Jar = nil
	own.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Host != base.Host || base.Scheme == "https" && r.URL.Scheme != "https" {
			return errElsewhere
		}
		if len(via) >= 5 {
			return errors.New("more than five redirects")
		}
		return nil
	}
	data, err := get(ctx, &own, base, ManifestName, maxManifest)
	if err != nil {
		return nil, err
	} else if data == nil {
		return nil, refuse("%s has no %s: it is no site of kijun, or the address is not that of its top folder", address, ManifestName)
	}
	names := listedNames(data)
	if len(names) > maxFetchedFiles {
		return nil, refuse("the manifest lists more than %d files", maxFetchedFiles)
	}
	p, err := newPrivate(temp)
	if err != nil {
		return nil, err
	}
	if err := p.put(ManifestName, bytes.NewReader(data), int64(len(data))); err != nil {
		return nil, errors.Join(err, p.remove())
	}
	seen := taken{}
	seen.add(ManifestName)
	var mu sync.Mutex
	var total int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, name := range names {
		if seen.add(name) != "" {
			continue // the check of the manifest reports it
		}
		g.Go(func() error {
			data, err := get(ctx, &own, base, name, maxFetched)
			if err != nil || data == nil { // what is missing is for the check of the manifest
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if total += int64(len(data)); total > maxFetchedTotal {
				return refuse("the files are larger than %d GiB together", maxFetchedTotal>>30)
			}
			return p.put(name, bytes.NewReader(data), int64(len(data)))
		})
	}
	if err := g.Wait(); err != nil {
		return nil, errors.Join(err, p.remove())
	}
	s, err := p.site(address)
	if err == nil {
		s.Remote = true
	}
	return s, err
}

var errElsewhere = errors.New("it leads to another host, which is not asked")

// get fetches one file; nil says that there is none.
func get(ctx context.Context, client *http.Client, base *url.URL, name string, most int64) ([]byte, error) {
	u := base.ResolveReference(&url.URL{Path: base.Path + name})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "kijun-verify")
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", name, err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return nil, nil
	default:
		return nil, fmt.Errorf("fetching %s: the answer is %s", name, res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, refuse("%s is larger than %d MiB", name, most>>20)
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}

// listedNames are the names of a manifest that may be asked for. What is wrong
// with the others is for the check to say.
func listedNames(data []byte) []string {
	var out []string
	for line := range strings.Lines(string(data)) {
		_, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if ok && faulty(name) == "" && !strings.HasPrefix(line, manifestStart) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
