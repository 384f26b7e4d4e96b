.DEFAULT_GOAL := help
.PHONY: help install run test test-all test-slow test-postgresql test-scale test-opensearch test-other-debian test-meaning test-second-reader scale meaning second-reader sure bench bench-quality demo docs pictures letters lock sbom release
.PHONY: windows-kit linux-kit test-windows-kit clean

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

install: ## install what the site needs: Debian packages and .venv
	@bin/prepare-system
	@bin/prepare-python

run: ## install, load the demo at the first start, and serve the site
	@bin/run

test: ## install what the tests need and run all but the slow ones; PART=folders: those alone
	@bin/prepare-system chromium yaz
	@bin/prepare-python test
	@bin/check $(PART)

test-all: ## run every part of the tests under time limits; called again, only those not green yet
	@python3 bin/run_parts.py all

test-slow: ## run the slow tests: real Tesseract and Chromium over many pages; PART=folders: those alone
	@bin/prepare-system chromium yaz default-jdk-headless maven
	@bin/prepare-python test
	@bin/verapdf
	bin/pytest-twice -n auto --dist loadfile -m slow $(PART)

test-postgresql: ## run all tests on a private PostgreSQL server; PART=folders runs their quick tests
	@bin/prepare-system chromium yaz postgresql
	@bin/prepare-python test,postgresql
	bin/with-postgresql bin/pytest-twice -q -n auto --dist worksteal $(if $(PART),-m "not slow" $(PART))

test-scale: ## run the tests of several machines: PostgreSQL, S3, OpenSearch, shared work
	@bin/prepare-system chromium postgresql nginx-light
	@bin/prepare-python test,scale,scale-test
	bin/with-postgresql bin/with-scale bin/pytest-twice -q -n auto --dist worksteal -m scale

test-opensearch: ## run the tests of the index on a real cluster of three nodes
	@bin/prepare-system postgresql default-jdk-headless maven
	@bin/prepare-python test,scale,scale-test
	bin/with-postgresql bin/with-opensearch-nodes bin/with-scale bin/pytest-twice -q -m scale tests/search_index tests/scale/opensearch
	[ "$${OPENSEARCH_VERSION:-2.19.6}" != 2.19.6 ] || \
	    OPENSEARCH_SECURITY=1 bin/with-opensearch-nodes bin/pytest-twice -q -m scale tests/scale/opensearch/test_closed_cluster.py

test-other-debian: ## run the two commands on the other release of Debian, as root; PART=folders: their quick tests alone
	@bin/prepare-system debootstrap
	@bin/fresh-debian other $(if $(PART),"test PART='$(PART)'")

scale: ## install the extra for several machines
	@bin/prepare-system
	@bin/prepare-python scale

test-meaning: ## run the tests of search by meaning with its real model (about 130 MB to download once)
	@bin/prepare-system
	@bin/test-meaning

test-second-reader: ## run the tests of the second reader with its real model (about 60 MB to download once)
	@bin/prepare-system
	@bin/test-second-reader

sure: ## what `make test` checks, without installing: before every commit
	@bin/check

meaning: ## install the extra for search by meaning; then: .venv/bin/diachi meaning build
	@bin/prepare-system
	@bin/prepare-python meaning

second-reader: ## install the extra that reads doubted words again; then: DIACHI_SECOND_READER=idle
	@bin/prepare-system
	@bin/prepare-python second-reader

bench: ## run the quick benchmarks; DATA=folder measures search quality on judged questions too
	@bin/prepare-system
	@bin/prepare-python
	@bin/bench

bench-quality: ## measure search quality on the texts in DATA=folder
	@bin/prepare-system
	@bin/prepare-python
	@bin/bench-quality

demo: ## load the demo collection without serving the site
	@bin/prepare-system
	@bin/prepare-python
	.venv/bin/diachi init
	@bin/load-demo

docs: ## rewrite docs/cli.md and the capacity page from their sources
	.venv/bin/python docs/write_cli.py
	.venv/bin/python docs/write_capacity.py

pictures: ## retake the pictures of the help and the guides, from the demo
	@bin/prepare-system chromium yaz
	@bin/prepare-python test
	@bin/load-demo
	.venv/bin/diachi index rebuild
	PYTHONPATH=. .venv/bin/python docs/write_pictures.py

letters: ## rebuild the fonts of the site from Debian packages, after a new edition of one
	@bin/prepare-system fonts-vollkorn fonts-hanazono fonts-noto-core unicode-data
	@bin/prepare-python test
	.venv/bin/python bin/letters.py
	.venv/bin/python bin/print_fonts.py

lock: ## rewrite requirements/ and docs/licences.md, after a change of setup.cfg or for newer versions
	@bin/prepare-system
	@bin/lock
	@bin/prepare-python test,postgresql
	.venv/bin/python docs/write_licences.py

sbom: ## list the libraries of an installation in build/sbom.cdx.json (CycloneDX)
	@bin/prepare-python
	@bin/sbom

release: ## build the folder of a release from its tag, with checksums: TAG=v0.2.0
	@bin/prepare-python
	@bin/release "$(TAG)"

windows-kit: ## build the kit for public computers with Windows; LIBRARY=https://… PYTHON32=zip CERTIFICATE=pem PROVIDER=name
	@bin/prepare-system osslsigncode
	@bin/prepare-python
	@bin/computer-kit windows

linux-kit: ## build the Debian package for public computers with Linux; LIBRARY=https://… CERTIFICATE=pem PROVIDER=name
	@bin/prepare-python
	@bin/computer-kit linux

test-windows-kit: ## try the kit for Windows under Wine: install, send, remove
	@bin/prepare-system osslsigncode wine
	@bin/prepare-python test
	bin/pytest -q -m wine tests/app/points/kiosk

clean: ## remove .venv and what tools left behind; never the data folder
	rm -rf .venv build *.egg-info .ruff_cache
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
