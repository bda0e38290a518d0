"""Pages of identity, one file per subject."""
