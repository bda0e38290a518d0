"""100,000 rows of 30 columns from one workbook: read and checked, and end to end, beside django-import-export.

python -m bench.import_xlsx [--rows 100000] [--repeat 5] [--no-peer]
"""
