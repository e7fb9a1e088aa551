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
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Limits on what is fetched; a stranger answers.
const (
	maxFetchedTotal = 4 << 30
	maxFetchedFiles = 200_000
	maxManifest     = 64 << 20
	atOnce          = 8
)

var maxFetched int64 = 64 << 20 // a file; less in tests

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
	var manifest bytes.Buffer
	there, err := get(ctx, &own, base, ManifestName, maxManifest, func(r io.Reader) error {
		_, err := manifest.ReadFrom(r)
		return err
	})
	if err != nil {
		return nil, err
	} else if !there {
		return nil, refuse("%s has no %s: it is no site of kijun, or the address is not that of its top folder", address, ManifestName)
	}
	names := listedNames(manifest.Bytes())
	if len(names) > maxFetchedFiles {
		return nil, refuse("the manifest lists more than %d files", maxFetchedFiles)
	}
	p, err := newPrivate(temp)
	if err != nil {
		return nil, err
	}
	if err := p.put(ManifestName, &manifest, int64(manifest.Len())); err != nil {
		return nil, errors.Join(err, p.remove())
	}
	seen := taken{}
	seen.add(ManifestName)
	var total atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, name := range names {
		if seen.add(name) != "" {
			continue // the check of the manifest reports it
		}
		g.Go(func() error {
			// what is missing is for the check of the manifest
			_, err := get(ctx, &own, base, name, maxFetched, func(r io.Reader) error {
				return p.put(name, io.TeeReader(r, counter{&total}), maxFetched+1)
			})
			if err == nil && total.Load() > maxFetchedTotal {
				err = refuse("the files are larger than %d GiB together", maxFetchedTotal>>30)
			}
			return err
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

// A counter counts what is written to it.
type counter struct{ n *atomic.Int64 }

func (c counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

// get fetches one file and hands over what comes, as it comes. It reports
// whether the file is there.
func get(ctx context.Context, client *http.Client, base *url.URL, name string, most int64, take func(io.Reader) error) (bool, error) {
	u := base.ResolveReference(&url.URL{Path: base.Path + name})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false, err
	}
	req.Header.Set("User-Agent", "kijun-verify")
	res, err := client.Do(req)
	if err != nil {
		return false, fmt.Errorf("fetching %s: %w", name, err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return false, nil
	default:
		return false, fmt.Errorf("fetching %s: the answer is %s", name, res.Status)
	}
	body := &io.LimitedReader{R: res.Body, N: most + 1}
	if err := take(body); err != nil {
		return false, fmt.Errorf("fetching %s: %w", name, err)
	}
	if body.N <= 0 {
		return false, refuseFile(name, "it is larger than %d KiB", most>>10)
	}
	return true, nil
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
