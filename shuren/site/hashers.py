"""Password hashing.

One hash takes about 20 ms of one core and 19 MiB while it runs, so a core answers some 40 sign-ins a second; the
number of web processes bounds the memory. Raise `time_cost` when machines get faster: hashes are renewed at sign-in.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the OWASP minimum: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
