"""1,000,000 rows of 30 columns from one text file, end to end: read, checked, compared, written, audited.

python -m bench.import_csv [--rows 1000000] [--repeat 1]
"""
