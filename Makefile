# Every target brings what it needs up to date first and is safe to run again. Python 3.11+ and make are enough.
PYTHON := .venv/bin/python
DATABASE = DATABASE_URL="$$($(PYTHON) -m shuren.kernel.embedded url)"
CODE = shuren tests tools bench manage.py

.DEFAULT_GOAL := help
.PHONY: help app dev setup run demo smoke test check fix docs messages lock db-reset new-module

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-24s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

app:
	@tools/bootstrap.sh app
	@$(PYTHON) tools/front.py
	@$(PYTHON) tools/messages.py compile

dev:
	@tools/bootstrap.sh dev
	@$(PYTHON) tools/front.py
	@$(PYTHON) tools/messages.py compile

setup: dev ## install everything a developer needs, build the front end
	@echo "· 就绪 ready: make demo, make test, make check"

demo: app ## a demo region in an embedded PostgreSQL, served with a worker; Ctrl-C stops it
	@.venv/bin/shuren demo

smoke: app ## build the demo region, visit every menu page as every role, fail at the first error
	@.venv/bin/shuren smoke

run: app ## serve what is in the database, as a server would
	@.venv/bin/shuren serve

test: dev ## every test; only=tests/kernel narrows, args='-x' is passed on
	@$(PYTHON) tools/front.py test
	@$(PYTHON) -m pytest -n $(or $(jobs),auto) --dist worksteal $(args) $(only)

check: dev ## format, lint, types, contracts, Django's checks, missing migrations, spelling, pure tests
	@$(PYTHON) tools/check.py $(args)

fix: dev ## put right what machines can: format, imports, simple lint
	@.venv/bin/ruff check --fix --quiet $(wildcard $(CODE)) || true
	@.venv/bin/ruff format --quiet $(wildcard $(CODE))
	@.venv/bin/ruff check $(wildcard $(CODE))

docs: dev ## rebuild docs/reference from the declarations
	@$(PYTHON) manage.py reference
	@$(PYTHON) tools/permission_matrix.py

messages: dev ## collect translatable sentences into the catalogues and compile them
	@$(PYTHON) tools/messages.py collect
	@$(PYTHON) tools/messages.py compile

lock: dev ## resolve the dependencies anew; packages=NAME upgrades one, packages=all every one
	@tools/lock.sh $(packages)
	@$(PYTHON) tools/front.py lock

db-reset: app ## delete the embedded database with everything in it, then make an empty one
	@$(PYTHON) -m shuren.kernel.embedded remove
	@$(DATABASE) $(PYTHON) manage.py migrate

new-module: dev ## make a module that passes every check: make new-module name=credits title=学分银行
	@$(PYTHON) tools/new_module.py "$(name)" "$(title)"
