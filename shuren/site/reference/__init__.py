"""The generated reference: one Markdown page for each kind of declaration, the same bytes from the same code.

Words: a *page* is a function that returns Markdown; `pages.PAGES` names the file each is kept in, docs/reference.
"""
