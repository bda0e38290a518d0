"""Papers, information and loans from the archive as case types, one file each."""

from shuren.modules.office.cases import ending, incoming, lending, outgoing, publishing

__all__ = ["ending", "incoming", "lending", "outgoing", "publishing"]
