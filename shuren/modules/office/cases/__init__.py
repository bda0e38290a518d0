"""Papers and information as case types, one file each."""

from shuren.modules.office.cases import incoming, outgoing, publishing

__all__ = ["incoming", "outgoing", "publishing"]
