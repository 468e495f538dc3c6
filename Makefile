PYTHON ?= python3
VENV := .venv
IN_VENV := $(VENV)/bin
REGION ?= us-east-2
BUNDLE := build/functions
FUNCTIONS := examples/rds-proxy/functions
# What makes pip install the bindings anew.
SDK := sdks/redpanda/pyproject.toml sdks/redpanda/pulumi_redpanda/pulumi-plugin.json
# What programs have of their own.
PACKAGES := redpanda_aurora_iam $(patsubst %/__init__.py,%,$(wildcard examples/*/*/__init__.py))
# Beside the bundle: all that is in it is uploaded.
BUNDLED := build/bundled

.PHONY: help setup engine demo test test-all lint types policy preview-text bench docs bundle certs clean

help:  ## Say what there is to make.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/installed  ## Make the virtual environment, with everything pinned.

$(VENV)/installed: requirements.txt requirements-kubernetes.txt requirements-dev.txt pyproject.toml $(SDK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'PYTHON: got $(PYTHON), want Python 3.11 or later; run make PYTHON=python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(IN_VENV)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

engine: setup  ## Find the Pulumi CLI, or build one from Go modules: about five minutes, once.
	@$(IN_VENV)/python -m lab.engine

WITHOUT_DATABASE := preview-roles  # the doctor has no chain to walk
KNOWN_TO_DOCTOR := cloud-role cloud-key ecs kubernetes own

demo: setup engine $(if $(filter rds-proxy,$(EXAMPLE)),bundle)  ## Apply the program (or EXAMPLE=ec2-client, or RUNTIME=ecs, or EXISTING=1) to the lab, prove its links and refusals, ask the doctor.
	@trap 'exit 130' INT TERM; trap '$(IN_VENV)/python -m lab down' EXIT; \
		$(IN_VENV)/python -m lab up $(if $(EXAMPLE),--example $(EXAMPLE)) $(if $(RUNTIME),--runtime $(RUNTIME)) $(if $(EXISTING),--stack-file Pulumi.lab-existing.yaml) && $(IN_VENV)/python -m lab prove \
		&& { $(if $(filter $(WITHOUT_DATABASE),$(EXAMPLE))$(filter-out $(KNOWN_TO_DOCTOR),$(RUNTIME)),true,$(IN_VENV)/python -m doctor --lab || [ $$? -eq 2 ]); }
# 2: without a broker some checks cannot run

WHICH := -m "not slow"
# Modules that know no cloud, every branch of which is tested, and their tests.
PURE := domain preview_roles.permissions
OF_PURE := tests/domain tests/examples/permissions

test: setup engine lint types  ## Lint, check types, run the tests.
	$(IN_VENV)/python -m pytest $(OF_PURE) $(PURE:%=--cov=%) --cov-branch --cov-report=term:skip-covered --cov-fail-under=100
	$(IN_VENV)/python -m pytest $(OF_PURE:%=--ignore=%) --numprocesses=3 --dist=loadfile --no-loadscope-reorder $(WHICH)

test-all: WHICH :=
test-all: test  ## The same, and variants of tests that need labs of their own.

lint: setup
	$(IN_VENV)/ruff format --check .
	$(IN_VENV)/ruff check .

types: setup
	$(IN_VENV)/mypy __main__.py assembly bench components doctor domain evaluation lab policy previews settings sdks/redpanda/pulumi_redpanda $(PACKAGES)

policy: setup  ## Judge what every program would make by the rules of policy/, without an engine.
	$(IN_VENV)/python -m policy

preview-text: setup  ## Show what the program would make (or STACK=ec2-client/dev), without an engine.
	@$(IN_VENV)/python -m docs.preview_text --print $(STACK)

bench: setup  ## Measure import, evaluation and the lab; table on the screen, JSON in bench.json.
	$(IN_VENV)/python -m bench

docs: setup  ## Write the generated pages again.
	$(IN_VENV)/python -m docs.generate
	$(IN_VENV)/python -m doctor.pages
	$(IN_VENV)/python -m docs.fault_matrix
	$(IN_VENV)/python -m docs.preview_text

bundle: $(BUNDLED)  ## Put the Lambda functions and their driver into build/functions, for rds-proxy.

$(BUNDLED): $(VENV)/installed $(wildcard $(FUNCTIONS)/*)
	rm -rf $(BUNDLE)
	$(IN_VENV)/pip install --quiet --disable-pip-version-check --no-compile --only-binary :all: \
		--target $(BUNDLE) -r $(FUNCTIONS)/requirements.txt
	mkdir $(BUNDLE)/functions && cp $(FUNCTIONS)/*.py $(BUNDLE)/functions
	@touch $@

certs:  ## Fetch the RDS certificate bundle of a region: make certs REGION=us-east-2.
	mkdir -p certs
	curl --fail --silent --show-error --proto '=https' --tlsv1.2 --output certs/$(REGION)-bundle.pem \
		https://truststore.pki.rds.amazonaws.com/$(REGION)/$(REGION)-bundle.pem

clean:  ## Remove the virtual environment, the engine, the broker's jars and caches.
	rm -rf $(VENV) .engine build .kafka .mypy_cache .ruff_cache .pytest_cache .hypothesis
