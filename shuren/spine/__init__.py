"""The nouns everyone shares: standards, orgs, identity, people."""
