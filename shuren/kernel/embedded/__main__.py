"""`python -m shuren.kernel.embedded start|stop|status|url|remove`: the embedded database by hand.

`url` starts it if need be and prints the application's address, or $DATABASE_URL where that is set; the others then
have nothing to do. The runtime folder is $SHUREN_VAR, or `var` here. Exit code 0 means done (for `status`: running),
1 not running, 2 that it cannot be done, with the reason on the error stream.
"""

import argparse
import os
import sys
from pathlib import Path

from shuren.kernel.embedded import Unavailable, cluster, database_url


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m shuren.kernel.embedded", description=__doc__)
    parser.add_argument("do", choices=("start", "stop", "status", "url", "remove"))
    asked = parser.parse_args().do
    var = Path(os.environ.get("SHUREN_VAR", "var"))
    if os.environ.get("DATABASE_URL") and asked != "url":
        sys.stderr.write(
            "DATABASE_URL 已设置，内置数据库未使用。DATABASE_URL is set: no embedded database is in use.\n"
        )
        return 2
    try:
        return _do(asked, var)
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _do(asked: str, var: Path) -> int:
    embedded = cluster(var)
    if asked == "status":
        return 0 if embedded.is_running() else 1
    if asked == "url":
        sys.stdout.write(database_url(var) + "\n")
    else:
        {"start": embedded.start, "stop": embedded.stop, "remove": embedded.remove}[asked]()
    return 0


sys.exit(main())
