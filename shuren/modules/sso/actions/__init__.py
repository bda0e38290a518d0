"""Everything that writes, one function each."""
