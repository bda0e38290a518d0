"""Algorithms by name. A token carries the name, so a second suite can come and old tokens stay readable."""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shuren.kernel.registry import Registry

Seal = Callable[[bytes, bytes], bytes]  # nonce, plain text -> cipher text with its tag
Open = Callable[[bytes, bytes], bytes]  # nonce, cipher text with its tag -> plain text; raises NotAuthentic
Digest = Callable[[bytes], bytes]


class NotAuthentic(Exception):  # noqa: N818
    """The text was not sealed with this key for this purpose, or was changed since."""


@dataclass(frozen=True, slots=True)
class SealingSuite:
    """Authenticated encryption; `begin(key, purpose)` gives the two directions."""

    name: str
    key_bytes: int
    nonce_bytes: int
    begin: Callable[[bytes, str], tuple[Seal, Open]]


@dataclass(frozen=True, slots=True)
class IndexSuite:
    """A keyed digest; `begin(key, purpose)` gives the function."""

    name: str
    key_bytes: int
    begin: Callable[[bytes, str], Digest]


def _derived(key: bytes, length: int, info: str) -> bytes:
    """A key of its own for each purpose, so that no random nonce is used up across fields (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(key)


def _aes_256_gcm(key: bytes, purpose: str) -> tuple[Seal, Open]:
    cipher = AESGCM(_derived(key, 32, f"A256GCM|{purpose}"))
    bound = purpose.encode()

    def opened(nonce: bytes, sealed: bytes) -> bytes:
        try:
            return cipher.decrypt(nonce, sealed, bound)
        except InvalidTag:
            raise NotAuthentic from None

    return (lambda nonce, plain: cipher.encrypt(nonce, plain, bound)), opened


def _hmac_sha256(key: bytes, purpose: str) -> Digest:
    own = _derived(key, 32, f"HS256|{purpose}")
    return lambda message: hmac.digest(own, message, "sha256")


sealing_suites: Registry[SealingSuite] = Registry("sealing suites", key=lambda suite: suite.name)
index_suites: Registry[IndexSuite] = Registry("index suites", key=lambda suite: suite.name)

A256GCM = sealing_suites.add(SealingSuite("A256GCM", key_bytes=32, nonce_bytes=12, begin=_aes_256_gcm))
HS256 = index_suites.add(IndexSuite("HS256", key_bytes=32, begin=_hmac_sha256))


def random_bytes(count: int) -> bytes:
    """From the operating system's generator."""
    return os.urandom(count)
