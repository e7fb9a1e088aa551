# kijun: two commands on a fresh machine with Go and git:
#   make site   builds the sample standards into public/ and confidential/
#   make test   runs all tests
.POSIX:
.PHONY: help site test browser-tools screenshots lighthouse race bench serve lint fuzz clean

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.1
PORT        = 8080
FUZZTIME    = 2m
BROWSER     = internal/browser
FUZZ        = lock:FuzzParse withhold:FuzzScan withhold:FuzzNonInterference parse:FuzzFrontMatter parse:FuzzMarkdown importer:FuzzMarkdown attachment:FuzzClean attachment:FuzzPlanted redline:FuzzRedline redline:FuzzWild compare:FuzzScripts

help: ## say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 16

site: bin/kijun ## build the sample standards into public/ and confidential/
	bin/kijun build

bin/kijun: FORCE
	go build -trimpath -o bin/kijun ./cmd/kijun

test: browser-tools ## run all tests (the first run compiles Hugo: about three minutes)
	go vet ./...
	go test -timeout 30m ./...

browser-tools: ## install what the tests in a browser need, where it is missing
	@sh $(BROWSER)/tools.sh

screenshots: browser-tools ## pictures of each kind of page, and a standard as it is printed, into artefacts/
	KIJUN_ARTEFACTS=$(CURDIR)/artefacts go test ./$(BROWSER) -run TestScreenshots -count 1 -timeout 30m

lighthouse: browser-tools ## Lighthouse's scores of the samples, performance too, on a phone and on a desktop
	KIJUN_LIGHTHOUSE=1 go test ./$(BROWSER) -run TestLighthouse -count 1 -timeout 30m -v

race: ## run the tests with the race detector
	go test -race -short -timeout 30m ./...

bench: bin/kijun ## build 2,000 generated chapters with kijun and with plain Hugo, and compare
	go run ./internal/bench

serve: bin/kijun ## show both editions of the samples while they are written, on http://localhost:8080 (PORT=… for another port)
	bin/kijun serve --port $(PORT)

lint: ## gofmt, go vet, staticcheck
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

fuzz: ## run each fuzz target for two minutes (FUZZTIME=… for another time)
	@for target in $(FUZZ); do \
	  echo "== $$target"; \
	  go test -run '^$$' -fuzz "^$${target#*:}$$" -fuzztime $(FUZZTIME) ./internal/$${target%%:*} || exit 1; \
	done

clean: ## remove what was built
	rm -rf bin public/* confidential

FORCE:
