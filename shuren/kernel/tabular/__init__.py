"""Tables that people fill in workbooks and that the platform reads, checks, compares, applies, undoes and exports.

Words: a *table* is one declared sheet, a *workbook* a group of tables, a *column* knows its official item name and how
its values are read, a *scope* is the node of the tree and the period a file speaks for, a *batch* is one uploaded file
with its life from upload to undo. One declaration yields the template, the checks, the preview, the marked-up copy of
a wrong file, the export and the entry in the data dictionary.

A workbook is applied whole or not at all: one wrong cell stops the whole file, warnings never do. A formula is refused
at its address, because the value stored beside it may be older than the cells it was computed from.
"""
