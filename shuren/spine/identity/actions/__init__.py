"""Every write of identity, one file per subject."""
