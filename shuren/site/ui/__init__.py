"""The ui kit: one layout, a folder of components, and the little Python they need.

Templates are loaded from the folder above as `ui/page.html`, `ui/components/table.html` and so on;
`filters.FILTERS` and `assets.asset` belong into the Jinja environment. How to call each macro:
docs/reference/ui-kit.md.
"""
