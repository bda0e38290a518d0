"""Pages of the registry's work by batches, one file per subject."""
