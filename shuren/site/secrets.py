"""Keys of one installation: made at random on first use, kept in one file that only its owner can read.

A server passes them in the environment instead (SHUREN_SECRETS, the same JSON), so that no key lies beside the data.
"""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """`field_keys` maps a key's number to its base64 text; the highest number encrypts, the others still decrypt."""

    session_key: str
    index_key: str
    field_keys: dict[str, str]


def secrets_of(var: Path) -> Secrets:
    """Read the installation's keys, making them first where there are none."""
    if given := os.environ.get("SHUREN_SECRETS"):
        return Secrets(**json.loads(given))
    path = var / "keys.json"
    if not path.exists():
        _write_once(path, _fresh())
    return Secrets(**json.loads(path.read_text()))


def _fresh() -> Secrets:
    return Secrets(session_key=secrets.token_urlsafe(50), index_key=_random_key(), field_keys={"1": _random_key()})


def _random_key() -> str:
    """Return 256 random bits in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write_once(path: Path, made: Secrets) -> None:
    """Link a finished file into place, so that of two processes starting together one wins whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(asdict(made), out)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
