PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

$(READY): requirements.lock src/publish/bootstrap.py
	@$(PYTHON) src/publish/bootstrap.py $(VENV)
