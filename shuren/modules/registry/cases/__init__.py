"""学籍业务 as case types, one file for each kind of event."""

from shuren.modules.registry.cases import grades, identity, leave, leaving, newcomers, transfer

__all__ = ["grades", "identity", "leave", "leaving", "newcomers", "transfer"]
