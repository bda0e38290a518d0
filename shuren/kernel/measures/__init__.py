"""Indicators: declared figures about the units of a tree, computed at every level from frozen facts.

The words, in the order in which a figure comes about: a *fact table* is a query whose rows are frozen into the lake
once a year; a *quantity* is one count or sum over a fact table, per unit; an *indicator* is a numerator and a
denominator over quantities, cited and dated; a *cell* holds their additive sums for one node, area class and kind;
*sums* of cells give the value of any union of slices; an *explanation* leads from the value back to the rows.
"""
