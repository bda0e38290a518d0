"""Papers and information as case types, one file each."""

from shuren.modules.office.cases import ending, incoming, outgoing, publishing

__all__ = ["ending", "incoming", "outgoing", "publishing"]
