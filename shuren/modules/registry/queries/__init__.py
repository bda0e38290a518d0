"""Reading what the registry's batches are about. Everything that takes an actor shows their part of the tree."""
