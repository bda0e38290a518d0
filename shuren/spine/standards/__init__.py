"""Standards: the public codes and numbers that everything else is written in.

Words: a *code table* (代码表) lists the values a standard allows; a *division* (行政区划) is a place of GB/T 2260 or of
the statistical list; a *number* (标识码) has a form and often a check character, which can be judged without asking.

Publishes, through `api`: the code tables by name, the divisions of all revisions, and the checks of numbers, each for
one value and for a column. The values are CSV files in `data/`; why they are not rows of the database is told in
docs/decisions/0003-code-tables-are-data-in-git.md.
"""
