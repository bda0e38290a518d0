"""Every write about certificates, one file per subject."""
