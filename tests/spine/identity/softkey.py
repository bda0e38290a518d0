"""A passkey made of software: answers what a server asks as a device would, truly or with one thing wrong."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN, DOMAIN = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data_of(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


@dataclass
class SoftKey:
    """One key pair; `counter` goes up with each answer."""

    counter: int = 1
    handle: bytes = b""
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def made(self, question: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **wrong: str) -> str:
        """Answer a question for a new passkey."""
        self.handle = data_of(question["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        kept = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        statement = {"fmt": "none", "attStmt": {}, "authData": self._seen(flags | WITH_KEY, wrong) + kept}
        response = {
            "clientDataJSON": text(self._told("webauthn.create", question, wrong)),
            "attestationObject": text(cbor2.dumps(statement)),
            "transports": ["internal"],
        }
        return self._answer(response)

    def signed(self, question: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **wrong: str) -> str:
        """Answer a question who one is."""
        self.counter += 1
        told, seen = self._told("webauthn.get", question, wrong), self._seen(flags, wrong)
        signature = self.key.sign(seen + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(told),
            "authenticatorData": text(seen),
            "signature": text(signature),
            "userHandle": text(self.handle),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})

    def _told(self, kind: str, question: dict[str, Any], wrong: dict[str, str]) -> bytes:
        told = {"type": kind, "challenge": question["challenge"], "origin": wrong.get("origin", ORIGIN)}
        return json.dumps(told).encode()

    def _seen(self, flags: int, wrong: dict[str, str]) -> bytes:
        domain = hashlib.sha256(wrong.get("domain", DOMAIN).encode()).digest()
        return domain + bytes([flags]) + self.counter.to_bytes(4, "big")
