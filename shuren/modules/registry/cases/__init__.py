"""学籍业务 as case types, one file for each."""

from shuren.modules.registry.cases import transfer

__all__ = ["transfer"]
