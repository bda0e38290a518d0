"""统计与年报: what an authority says of a year, and what its schools return for the national statistics.

Words: a *report* (年度发展报告) of an authority and a year has chapters of *sections*; a section has a *text*, drafted
by rule and edited by the compiler, and *exhibits* (tables, charts). A text names *figures* in 【】; what a figure is
and where it comes from is kept with the report: a released report says for good what it said. A *return* (学校基表) is
a school's *forms* of the national statistics as of 1 September, filled in from the registers and confirmed.
An observer: figures come through the kernel's measures and `planning.api`. Publishes nothing.
"""
