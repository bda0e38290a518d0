"""Signatures on papers: certificates of an authority of one's own (X.509), PAdES in a PDF, SM2 beside it.

Nothing here keeps anything: keys come and go as arguments, and whoever calls stores them sealed.
"""
