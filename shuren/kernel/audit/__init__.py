"""The audit log: who did or looked at what, written in the same transaction, append-only and hash-chained.

An entry is a row of `audit_entry`. At commit a deferred trigger seals it: it takes one lock, reads the last seal and
stores sha256(last hash || entry). Sealing at commit keeps the lock as short as the commit itself.
"""
