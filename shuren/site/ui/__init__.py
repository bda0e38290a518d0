"""The ui kit: one layout, a folder of components, and the little Python they need.

Templates are loaded from the folder above: `ui/page.html`, `ui/components/table.html` and so on. `assets.asset` finds
what the front build made, `formats.FILTERS` writes figures and days, `shell` is what stands around a page's content.
How to call each macro: docs/reference/ui-kit.md.
"""
