"""The end of a school year for a whole region: preview, carry out, undo, and the outcome held against the plain rule.

    SHUREN_VAR=<a region built with `shuren demo --size city --build-only`> python -m bench.promotion

It runs on the region itself and leaves it as it was, but for the undone act and its entries in the audit log.
"""
