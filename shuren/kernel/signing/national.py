"""SM2 with SM3 (GB/T 32918.2, GB/T 32905): a detached signature that other programs can check.

Checked with OpenSSL 3: openssl pkeyutl -verify -pubin -inkey sm2.pem -rawin -digest sm3
-pkeyopt distid:1234567812345678 -in paper.pdf -sigfile paper.pdf.sm2
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SM3, Hash

NOBODY = b"1234567812345678"  # the signer's identity where none is agreed (GM/T 0009-2012, 10)
BEFORE_THE_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")  # id-ecPublicKey, curve SM2
HEAD, TAIL = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
SIZE = 32  # bytes of r and of s


@dataclass(frozen=True)
class Pair:
    """A private key (hexadecimal) and the public key (SubjectPublicKeyInfo, DER)."""

    private: str = field(repr=False)
    public: bytes


def new_pair() -> Pair:
    """Make a key from the operating system's generator."""
    from gmalg import SM2

    private, point = SM2().generate_keypair()
    return Pair(private.hex(), BEFORE_THE_POINT + point)


def sign(data: bytes, pair: Pair) -> bytes:
    """Return the signature: r and s as a DER sequence, which OpenSSL reads and writes."""
    r, s = _algorithm(pair.public, bytes.fromhex(pair.private)).sign(data)
    return encode_dss_signature(int.from_bytes(r), int.from_bytes(s))


def is_signed(data: bytes, signature: bytes, public: bytes) -> bool:
    """Say whether a signature over the data was made with the private half of a public key."""
    try:
        r, s = decode_dss_signature(signature)
        return bool(_algorithm(public).verify(data, r.to_bytes(SIZE), s.to_bytes(SIZE)))
    except (ValueError, OverflowError):
        return False


def pem_of(public: bytes) -> str:
    """Write a public key as OpenSSL reads it."""
    text = b64encode(public).decode()
    return "\n".join((HEAD, text[:64], text[64:], TAIL, ""))


class _Sm3:
    """SM3 by OpenSSL in the shape that gmalg asks of a hash; its own, in Python, takes ten times as long."""

    def reset(self) -> None:
        self._hash = Hash(SM3())

    def update(self, data: bytes) -> None:
        self._hash.update(bytes(data))

    def value(self) -> bytes:
        return self._hash.finalize()


def _algorithm(public: bytes, private: bytes | None = None) -> Any:
    from gmalg import SM2

    made = SM2(private, NOBODY, _point(public))
    made._core._hash_obj = _Sm3()
    return made


def _point(public: bytes) -> bytes:
    if not public.startswith(BEFORE_THE_POINT):
        raise ValueError("Not a public key on the SM2 curve.")
    return public.removeprefix(BEFORE_THE_POINT)
