"""Loaded once by the process that those of the pool are forked from: Django set up, and all that filing needs.

The environment says where the database is; nothing here may connect to it, as connections do not survive a fork.
"""

import gc
import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the frames are small, and the other processors are taken

from shuren.site.cli.processes import die_with_parent
from shuren.site.cli.setup import configure

die_with_parent()
configure()

import shuren.site.demo.filing  # noqa: E402, F401  Django comes first

gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)  # a workbook leaves little behind that is tied in circles
