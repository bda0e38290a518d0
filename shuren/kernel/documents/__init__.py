"""Documents for paper.

A paper of a fixed form is typeset from a typst source of its own (`pdf`, `png`). A paper that is written anew each time
is a `Document` (`content`): headings, paragraphs, tables, charts and the sources of its figures, from which come a PDF
(`paper.pdf_of`) and a Word file (`word.docx_of`) that say the same.
"""

from shuren.kernel.documents.typesetting import pages_of, pdf, png

__all__ = ["pages_of", "pdf", "png"]
