"""A content-addressed file store: one content is kept once, under its SHA-256, and never changes."""
