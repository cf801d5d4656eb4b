# One name per chore, for people and for CI alike. `make` alone lists them.
# Each creates what it needs first; .ci/install says how, and does nothing the second time.

PORT ?= 8501
ADDRESS ?= 0.0.0.0
RECIPE ?= fma_20
# The longest files stand first (tests/conftest.py), and the tests wait more than they count.
PYTEST ?= --numprocesses=3 --dist=loadfile --no-loadscope-reorder
python := .venv/bin/python

# "python -m" everywhere: the scripts in .venv/bin hold absolute paths and break in a copied folder.
.PHONY: help app stage stage-pack test check bench demo fma install install-dev install-gpu install-tpu
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

app: install ## open the app at http://127.0.0.1:8501 (PORT=... for another port)
	@$(python) -m genre_core.crate
	@echo "Spectrogram: http://127.0.0.1:$(PORT)"
	@exec $(python) -m streamlit run streamlit_app.py --server.port $(PORT)

stage: install ## open the stage to the room's network (ORDER=FILE, PORT=..., ADDRESS=127.0.0.1 to rehearse)
	@exec $(python) -m pages.parts.stage.server --port $(PORT) --address $(ADDRESS) \
		$(if $(ORDER),--order "$(ORDER)") $(OPTIONS)

stage-pack: install ## make the stage's sounds, pictures and answers before the show (ORDER=FILE)
	@exec $(python) -m genre_core show pack $(if $(ORDER),--order "$(ORDER)")

test: check ## linters, types, layers, then every test (Chromium and PostgreSQL are installed where they can be)
	@.ci/install chromium
	@.ci/install postgresql
	@.ci/install converter
	@$(python) -m genre_core.crate
	@exec $(python) -m pytest $(PYTEST)

check: install-dev ## linters, types and layers only
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -c 'from importlinter.cli import lint_imports_command as main; main()' --no-logo

bench: install-dev ## measure the verdict, the start and the app against the first version's way
	@$(python) -m tests.bench

demo: install ## fill the demo crate and verify its tracks on the command line
	@$(python) -m genre_core.crate --verify

# KERAS_BACKEND=jax, given like DATA, reaches the trainer as make passes on all that it is given.
fma: $(if $(DATA),install) ## train on the Free Music Archive and promote (DATA=FOLDER, RECIPE=fma_20, OPTIONS=...)
	@test -n "$(DATA)" || { echo "Say where the tables and clips shall go: make fma DATA=FOLDER" >&2; exit 2; }
	$(python) -m trainer fma $(RECIPE) --data "$(DATA)" $(OPTIONS)

install: ## create .venv/ with what the app and the CPU trainer need
	@.ci/install app

install-dev: install ## the same, with what tests and linters need
	@.ci/install dev

install-gpu: install ## the same, with JAX for NVIDIA GPUs (training; KERAS_BACKEND=jax)
	@.ci/install gpu

install-tpu: install ## the same, with JAX for TPUs (training; KERAS_BACKEND=jax)
	@.ci/install tpu
