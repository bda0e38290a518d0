"""Values that may not lie about readable: sealed in the database, found by a blind index, shown masked.

`Sealed` is what code handles: printing it, logging it or putting it on a page gives the mask; only `.reveal()` gives
the value. `seal_column`, `open_column` and `index_column` do the same for whole columns. The keys are never in the
database (`keys`); algorithms are suites with names, and every token says which one it used.
The model fields are in `shuren.kernel.sensitive.fields`, so that pure code can use the rest without Django.
"""

from shuren.kernel.sensitive.blind import NORMALISED, index_candidates, index_column, index_of
from shuren.kernel.sensitive.keys import KeyMissing, KeyRing, new_key, ring, use_keys
from shuren.kernel.sensitive.masks import MASKS, mask, mask_column
from shuren.kernel.sensitive.sealing import Sealed, Unreadable, open_column, open_token, seal, seal_column

__all__ = [
    "MASKS",
    "NORMALISED",
    "KeyMissing",
    "KeyRing",
    "Sealed",
    "Unreadable",
    "index_candidates",
    "index_column",
    "index_of",
    "mask",
    "mask_column",
    "new_key",
    "open_column",
    "open_token",
    "ring",
    "seal",
    "seal_column",
    "use_keys",
]
