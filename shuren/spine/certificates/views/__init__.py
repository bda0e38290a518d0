"""Pages about certificates, one file per subject."""
