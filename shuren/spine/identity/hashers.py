"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the OWASP minimum: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
