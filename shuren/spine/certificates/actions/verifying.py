"""What anybody may ask about a certificate, and the three words that answer.

Unknown numbers, wrong codes, names that do not agree and files that are not what was issued all get the same answer.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import BinaryIO

from django.db import connection, transaction

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates.models import Certificate, Inquiries
from shuren.spine.certificates.rules import numbers
from shuren.spine.identity import api as identity

VERIFIER = system_actor("certificates.verifier", "公开验证")
WINDOW = 600  # seconds
LIMIT = 60  # questions from one address in a window; a school or a service hall shares one
LARGEST = 10 << 20  # bytes; certificates have some tens of thousands
COUNT = """
INSERT INTO certificates_inquiries (address_hash, "window", count) VALUES (%s, %s, 1)
ON CONFLICT (address_hash, "window") DO UPDATE SET count = certificates_inquiries.count + 1 RETURNING count
"""


class Verdict(Enum):
    """The whole answer."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class TooManyQuestions(Refused):
    """查询过于频繁，请在 {minutes} 分钟后再试。大批核验请与签发单位联系。"""

    status = 429


class TooLarge(Refused):
    """文件超过 10 MB，不会是本平台签发的证书。请选择签发单位提供的 PDF 原件。"""

    status = 422


@dataclass(frozen=True)
class Asked:
    """A number with its code as typed, and the name on the paper where somebody wants that compared too."""

    number: str
    code: str
    name: str = ""


def verify(asked: Asked) -> Verdict:
    """Answer for a number and its code; a name, where given, must be the holder's."""
    with scope_of(VERIFIER):
        found = Certificate.objects.within("").filter(number=numbers.tidy(asked.number)).first()
    kept = found.code if found else "-"
    if not numbers.is_same_code(asked.code, kept) or found is None:
        return Verdict.UNKNOWN
    if asked.name.strip() and "".join(asked.name.split()) != "".join(found.name.split()):
        return Verdict.UNKNOWN
    return _standing(found)


def verify_file(content: BinaryIO) -> Verdict:
    """Answer for a file: it must be, to the byte, one that was issued, and its signature must hold. Raises TooLarge.

    The file itself is looked into, not the one in the store: a paper is as good where the store has lost its own.
    """
    paper = content.read(LARGEST + 1)
    if len(paper) > LARGEST:
        raise TooLarge(field="file")
    with scope_of(VERIFIER):
        found = Certificate.objects.within("").filter(sha256=hashlib.sha256(paper).hexdigest()).first()
    if found is None:
        return Verdict.UNKNOWN
    held = identity.is_signed_paper(paper, sm2=bytes(found.sm2), serial=found.signer, at=found.issued_at)
    return _standing(found) if held else Verdict.UNKNOWN


@transaction.atomic
def count_question(address: str, *, at: datetime) -> None:
    """Count one more question from a network address. Raises TooManyQuestions beyond LIMIT in WINDOW."""
    now = int(at.timestamp())
    window = now // WINDOW
    with connection.cursor() as cursor:
        cursor.execute(COUNT, (hashlib.sha256(address.encode()).hexdigest(), window))
        (count,) = cursor.fetchone() or (0,)
    if count == 1:
        Inquiries.objects.filter(window__lt=window - 1).delete()
    if count > LIMIT:
        raise TooManyQuestions(minutes=-(-((window + 1) * WINDOW - now) // 60))


def _standing(row: Certificate) -> Verdict:
    return Verdict.VALID if row.is_valid else Verdict.REVOKED
