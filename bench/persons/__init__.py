"""Same person? The rules' re-match beside Splink, on one synthetic register of which the doubles are known.

    python -m bench.persons [ROWS] [PEER_PYTHON]

Time and memory of each are those of a process of its own; F1 is that of pairs. Splink chooses its own weights by
expectation maximisation and gets the threshold that suits it best; the rules use theirs as they stand.
"""
