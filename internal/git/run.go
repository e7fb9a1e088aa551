package git

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// kept are the variables that git may see of the caller's environment: where
// programs and its configuration are, which repository a hook or a worktree
// means, and whom a folder must belong to. Tracing, editors, pagers and the like
// are not among them.
var kept = []string{
	"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "SUDO_UID", "DEVELOPER_DIR",
	"USERPROFILE", "HOMEDRIVE", "HOMEPATH", "SYSTEMROOT", "PROGRAMDATA", "TEMP", "TMP", "PATHEXT",
	"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH",
	"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
}

// set is the same in every run. Of an object that a partial clone lacks git must
// say so: reading fetches nothing. Git before 2.44 does not know the variable
// for it, so no protocol is allowed either.
var set = []string{
	"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_PAGER=cat", "GIT_LITERAL_PATHSPECS=1",
	"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_REPLACE_OBJECTS=1",
}

func (r Repo) environ() []string {
	env := []string{}
	for _, kv := range r.Environ {
		key, _, _ := strings.Cut(kv, "=")
		// Windows writes Path; the numbered ones belong to GIT_CONFIG_COUNT
		if slices.Contains(kept, strings.ToUpper(key)) || strings.HasPrefix(key, "GIT_CONFIG_KEY_") || strings.HasPrefix(key, "GIT_CONFIG_VALUE_") {
			env = append(env, kv)
		}
	}
	return append(env, set...)
}

// errEnded says that git went before it had answered; why, its exit tells.
var errEnded = errors.New("git ended before it had answered")

// stream runs git and has read take what it prints. Where read gives up, git is
// ended.
func (r Repo) stream(ctx context.Context, stdin io.Reader, read func(io.Reader) error, args ...string) error {
	run, cancel := context.WithCancel(ctx)
	defer cancel()
	c := exec.CommandContext(run, "git", append([]string{"--no-pager"}, args...)...)
	c.Dir, c.Env, c.Stdin = r.Dir, r.environ(), stdin
	c.WaitDelay = 3 * time.Second
	complaint := &bounded{}
	c.Stderr = complaint
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) {
			return ErrNoGit
		}
		return err
	}
	readErr := read(out)
	if readErr != nil && readErr != errEnded {
		cancel()
	}
	waitErr := c.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case readErr != nil && readErr != errEnded:
		return readErr
	case errors.As(waitErr, &exit):
		return explain(&failure{args: args, stderr: complaint.String()})
	case waitErr != nil:
		return waitErr
	}
	return readErr
}

// run runs git and returns what it prints, which is short.
func (r Repo) run(ctx context.Context, args ...string) (out []byte, err error) {
	err = r.stream(ctx, nil, func(stdout io.Reader) (err error) {
		out, err = io.ReadAll(io.LimitReader(stdout, 1<<20))
		return err
	}, args...)
	return out, err
}

// bounded keeps the beginning of what is written.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), max(0, 1<<16-b.Len()))])
	return len(p), nil
}
