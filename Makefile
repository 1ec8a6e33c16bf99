# From a manuscript to its editions. `make help` lists the targets; each of them sets up .venv first if it is missing.
#
#   make                         the handbook: build/book.epub, build/book.print.pdf, its cover, build/report.json
#   make BOOK=../letters         another book: build/letters/book.epub, …
#   make print OUTPUT=proofs     one edition, elsewhere
#   make TRUST_FILTERS=1         allows the book's own filters, programs, until they change
#
# An edition is made when one of its inputs is newer. The build lists these in OUTPUT/*.d: for an unchanged book nothing is started.
# Works with GNU make 3.81, the one of macOS, and later.

PYTHON ?= python3
BOOK ?= manuscript
OUTPUT ?= build$(if $(filter-out manuscript,$(BOOK)),/$(notdir $(patsubst %/,%,$(subst $(space),_,$(BOOK)))))
JOBS ?=
TRUST_FILTERS ?=
TESTS ?= tests

empty :=
space := $(empty) $(empty)
ifneq ($(words $(OUTPUT)),1)
$(error OUTPUT is “$(OUTPUT)”: it must be one name without spaces)
endif

# An edition is a module of src/publish/editions/ with a line ARTEFACT = "…", its file in OUTPUT. All are made, but FURTHER only where they are
# named, and the cover also where book.toml has a table for it.
FURTHER := kepub cover
MODULES := $(filter-out %/__init__.py,$(wildcard src/publish/editions/*.py))
EDITIONS := $(basename $(notdir $(MODULES)))
$(foreach module,$(MODULES),$(eval file.$(basename $(notdir $(module))) := $(OUTPUT)/$(shell sed -n 's/^ARTEFACT = "\(.*\)"/\1/p' $(module))))
STANDARD := $(filter-out $(FURTHER),$(EDITIONS)) $(if $(shell grep -s "^\[cover\]" "$(BOOK)/book.toml"),cover)

RUN := .venv/bin/python
PUBLISH := $(RUN) -m publish
PYTEST := $(RUN) -m pytest -q --numprocesses=auto --dist=worksteal
FROM = --book "$(BOOK)" $(if $(filter-out 0,$(TRUST_FILTERS)),--trust-filters)
FROM_INTO = $(FROM) --output $(OUTPUT) $(JOBS:%=--jobs %)
# Compiled Python is stored in any case: a build starts several processes.
unexport PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX
SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Ace, if .ci/run has installed it.
export PUBLISH_ACE ?= $(addprefix $(CURDIR)/,$(wildcard .ci/tools/node_modules/.bin/ace-cli))

MAKEFLAGS += --no-builtin-rules
.NOTPARALLEL: # one build at a time in one folder; it uses all cores by itself
.PHONY: all $(EDITIONS) check verify proof handover notes shell test test-all lint bench pictures lock clean distclean help FORCE
.DEFAULT_GOAL := all

all: $(foreach edition,$(STANDARD),$(file.$(edition))) ## every edition that is out of date

$(foreach edition,$(EDITIONS),$(eval $(edition): $(file.$(edition))))

# Editions may be asked for by name or by file. The first one that is out of date makes all of them in one run: make then sees the others.
GOALS = $(patsubst ./%,%,$(MAKECMDGOALS))
ASKED = $(foreach edition,$(EDITIONS),$(if $(filter $(edition) $(file.$(edition)),$(GOALS)),$(edition))) $(if $(filter all,$(GOALS)),$(STANDARD))
$(foreach edition,$(EDITIONS),$(file.$(edition))): .venv/.ready $(OUTPUT)/.book
	@$(PUBLISH) build $(sort $(ASKED)) $(FROM_INTO) --dependencies $(OUTPUT)

# The book that was built here last. Another one makes every edition out of date, and so does an edition whose list of inputs is missing or older:
# the build that made it was killed before it wrote the list, or was not started by make.
UNLISTED = $(strip $(foreach edition,$(EDITIONS),$(if $(wildcard $(file.$(edition))),$(shell \
	[ -e $(OUTPUT)/$(edition).d ] && [ -z "$$(find $(file.$(edition)) -newer $(OUTPUT)/$(edition).d)" ] || echo $(edition)))))
$(OUTPUT)/.book: $(if $(filter-out "$(BOOK)","$(shell cat $(OUTPUT)/.book 2>/dev/null)")$(UNLISTED),FORCE)
	@mkdir -p $(OUTPUT)
	@echo '$(BOOK)' > $@

-include $(wildcard $(OUTPUT)/*.d)

check: .venv/.ready ## the faults of the manuscript; makes nothing
	@$(PUBLISH) check $(FROM)

verify: .venv/.ready ## builds twice and checks: EPUBCheck, Ace, equal bytes
	@$(PUBLISH) verify $(FROM_INTO)

proof: .venv/.ready ## a contact sheet of all pages, and a PDF with a wide margin for remarks
	@$(PUBLISH) proof $(FROM_INTO)

handover: .venv/.ready ## a folder for each printer: pages, cover, job sheet, checksums, preflight
	@$(PUBLISH) handover $(FROM_INTO)

notes: .venv/.ready ## a list of all notes, with the page of each
	@$(PUBLISH) notes $(FROM_INTO)

shell: .venv/.ready ## a shell in which publish is a command; exit ends it
	@echo 'publish is a command here, in every folder; exit leaves'
	-@$${SHELL:-sh}

test: .venv/.ready ## the fast tests; some of them: make test TESTS=tests/test_units.py
	$(PYTEST) -m "not slow" $(TESTS)

test-all: .venv/.ready ## all tests, the slow ones too
	$(PYTEST) $(TESTS)

lint: .venv/.ready ## ruff and mypy over all code
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy

bench: .venv/.ready ## pages, seconds, memory beside WeasyPrint alone; how lines look beside LaTeX’s; e-books beside pandoc’s; what an edit costs, and how soon it is seen; what import recovers; print files
	$(RUN) benchmarks/run.py
	$(RUN) benchmarks/ebook.py
	$(RUN) benchmarks/page.py
	$(RUN) benchmarks/edit.py
	$(RUN) benchmarks/preview.py
	$(RUN) benchmarks/recovery.py
	$(RUN) benchmarks/press.py
	$(RUN) benchmarks/printers.py

# npm also writes where a package asks for money, and its author's remarks on old releases: neither is needed to install it.
WITHOUT_ADDRESSES := import json, pathlib, sys; path = pathlib.Path(sys.argv[1]); lock = json.loads(path.read_text()); \
	[package.pop(key, None) for package in lock["packages"].values() for key in ("deprecated", "funding", "resolved")]; \
	path.write_text(json.dumps(lock, indent=2) + "\n")
pictures: .venv/.ready ## the pictures of README: an opening, a proof sheet, a message; a note on a phone, if .ci/run has installed its tools
	$(RUN) docs/pictures/pictures.py $(OUTPUT)

lock: ## resolves again what is installed: requirements.lock, .ci/package-lock.json, with hashes, without addresses
	$(PYTHON) -m venv build/.lock
	build/.lock/bin/pip install --quiet uv==0.13.9
	build/.lock/bin/uv pip compile --quiet --universal --generate-hashes --extra dev --custom-compile-command 'make lock' \
		--output-file requirements.lock pyproject.toml
	rm -rf build/.lock
	cd .ci && npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
	$(PYTHON) -c '$(WITHOUT_ADDRESSES)' .ci/package-lock.json

clean: ## removes build/ and the caches of the tools
	rm -rf build .hypothesis .mypy_cache .pytest_cache .ruff_cache

distclean: clean ## … and .venv
	rm -rf .venv .venv.log

help: ## this list
	@echo 'make [TARGET…] [BOOK=folder] [OUTPUT=folder] [JOBS=processes] [TRUST_FILTERS=1] [PYTHON=python3.12]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@awk -F '"""|[:.]' 'FNR == 1 { name = FILENAME; gsub(".*/|[.]py$$", "", name); printf "  make %-10s %s\n", name, $$2 }' $(MODULES)

.venv/.ready: export PATH := $(SYSTEM_PATH)
.venv/.ready: requirements.lock src/publish/bootstrap.py
	@command -v $(PYTHON) >/dev/null || { echo 'publish: $(PYTHON) is missing: install Python 3.11 or later, then run make again' >&2; exit 1; }
	@$(PYTHON) src/publish/bootstrap.py .venv
