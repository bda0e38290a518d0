"""Build the region that the browser tests visit, in the database and the runtime folder that the environment names.

It is a demo region of twenty-four schools, its rows written straight into the registers: five years of returns, a few
thousand people, computed figures and the published plan. Run as `python -m tests.browser.region`.
"""

import sys
from dataclasses import replace

from shuren.site.cli.setup import configure, migrate


def main() -> None:
    """Make the tables, then the region."""
    configure()
    migrate()
    from shuren.kernel.rowsecurity import scope_of
    from shuren.site.demo.build import BUILDER, Building
    from shuren.site.demo.pool import pool
    from shuren.site.demo.sizes import SIZES

    size = replace(SIZES["tiny"], schools=24, pupils=900, staff=150, filed_from=None)
    with scope_of(BUILDER), pool(0) as no_workers:
        for label, step in Building(size, no_workers).steps():
            sys.stdout.write(f"{label}: {step()}\n")


if __name__ == "__main__":
    main()
