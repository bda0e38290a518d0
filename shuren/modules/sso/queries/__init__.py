"""Looking up entrances, visits and keys, and what an app is told of whom."""
