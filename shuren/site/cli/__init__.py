"""The command line `shuren`: for operators, and for whoever tries the platform for the first time.

Exit codes: 0 done; 1 refused, with the sentence on the error stream; 2 wrong usage; 3 a check found something wrong.
"""

from shuren.site.cli.main import main

__all__ = ["main"]
