# make demo and make test are all that a newcomer needs: they install what is missing.

.PHONY: demo dist test windows bare build setup generate new-check mutants site peers peersuite corpus bench

# Analyse the sample drivers. They hold defects, so findings (status 1) are the success.
demo: build
	@status=0; bin/drvlint testdata/drivers || status=$$?; \
	if [ $$status -ne 1 ]; then \
		echo "make demo: status $$status, expected 1 (findings)" >&2; exit 1; \
	fi

test:
	@.ci/setup test
	@unformatted=$$(gofmt -l .); \
	if [ -n "$$unformatted" ]; then \
		echo "make test: run gofmt -w on:" >&2; echo "$$unformatted" >&2; exit 1; \
	fi
	go vet ./...
	go tool staticcheck ./...
	go test -timeout 30m -race ./internal/runner # what goes on at the same time in one driver
	@go tool gotestsum --format standard-quiet --post-run-command .ci/ran -- -timeout 30m ./...

# Build for Windows, and run the demo and the tests that meet the system under Wine; PACKAGES=./...
# takes the tests of all packages, RUN is a regular expression of tests. See docs/windows.md.
windows:
	@.ci/setup test
	@PACKAGES="$(PACKAGES)" RUN="$(RUN)" .ci/windows

# Run README's commands on a Debian 12 that holds nothing else; as root. See CONTRIBUTING.md.
bare:
	@.ci/bare

build: setup
	go build -o bin/drvlint ./cmd/drvlint

# Install what building and running need: gcc and libclang.
setup:
	@.ci/setup

# Write the generated files again.
generate:
	go generate ./...

# Create a check that works, to be changed: make new-check NAME=example. See CONTRIBUTING.md.
new-check: setup
	@go run ./internal/newcheck "$(NAME)"

# Switch off named decisions of the engine, one at a time, and list those that no test misses.
# RUN is a regular expression of names: make mutants RUN=level
RUN ?= .
mutants: setup
	go run ./internal/mutants -run "$(RUN)"

# Make a static site of README.md and docs in the folder site: plain files, links checked.
site:
	go generate ./checks
	go run ./docs/site --out site

# Compare drvlint with the closest checkers of clang on the test sources; writes docs/peers.md.
peers: build
	go run ./internal/peers

# Run the tests of another analyzer's driver queries and print what drvlint agrees with. SUITE is a
# checkout of microsoft/Windows-Driver-Developer-Supplemental-Tools. See docs/peersuite.md.
peersuite: build
	@if [ -z "$(SUITE)" ]; then \
		echo "make peersuite: name the checkout of the suite: make peersuite SUITE=FOLDER" >&2; exit 2; \
	fi
	go run ./internal/peersuite "$(SUITE)"

# Analyse every checkout in the folder CORPUS and write what came out to bin/corpus (or OUT);
# with BEFORE=FOLDER show what changed since the run that is kept there. See docs/corpus.md.
OUT ?= bin/corpus
corpus: build
	@if [ -z "$(CORPUS)" ]; then \
		echo "make corpus: name the folder that holds the checkouts: make corpus CORPUS=FOLDER" >&2; exit 2; \
	fi
	go run ./internal/corpus run --out "$(OUT)" --before "$(BEFORE)" "$(CORPUS)"

# Measure drvlint against other tools, on the sample drivers or on the checkouts DIRS, and on
# generated drivers. ROUNDS says how often. OUT=FILE also gets every round, for benchstat. See docs/benchmarks.md.
ROUNDS ?= 3
bench: build
	go run ./internal/bench --rounds $(ROUNDS) $(if $(filter command,$(origin OUT)),--out "$(OUT)") $(DIRS)

# Make what a release consists of in bin/dist (or DIST), which must not be there yet. PLATFORMS says for what:
# make dist PLATFORMS=linux/amd64,windows/amd64. See docs/releases.md.
DIST ?= bin/dist
dist:
	@.ci/setup dist
	go run ./internal/dist --platforms "$(PLATFORMS)" release "$(DIST)"
