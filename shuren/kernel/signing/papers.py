"""PAdES: a signature inside a PDF (ETSI EN 319 142-1), level B-B, or B-T where a time stamp service is named.

The signature is invisible, for the seal is typeset with the text: a drawn one would embed its font a second time.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from shuren.kernel.signing.authority import Keeper


@dataclass(frozen=True)
class Finding:
    """What a look at a paper's signature gave. `serial` is the signer's certificate, empty where there is none."""

    is_intact: bool = False
    is_ours: bool = False
    covers_all: bool = False
    serial: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the whole file is as it was when somebody below our root signed it."""
        return self.is_intact and self.is_ours and self.covers_all


def sign(pdf: bytes, *, keeper: Keeper, chain: Sequence[bytes], name: str, reason: str, stamper: Any = None) -> bytes:
    """Return the PDF with a signature appended, and in it the certificates (DER) that lead up to the roots.

    `stamper` is a pyHanko TimeStamper; with one the level is B-T.
    """
    from asn1crypto.keys import PrivateKeyInfo
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator import registry

    key = load_pem_private_key(keeper.key.encode(), None)
    store: Any = registry.SimpleCertificateStore()
    for each in chain:
        store.register(_read(each))
    signer = signers.SimpleSigner(
        signing_cert=_read(keeper.certificate),
        signing_key=PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=store,
    )
    about = signers.PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=name, reason=reason
    )
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer, timestamper=stamper)
    return bytes(signed.getvalue())


def look(pdf: bytes, *, root: bytes, at: datetime) -> Finding:
    """Look at the last signature of a PDF as of a moment; anything that cannot be read as a signed PDF is not good."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[_read(root)], allow_fetching=False, moment=at)
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return Finding()
        status = validate_pdf_signature(signatures[-1], context)
    except (PdfError, SignatureValidationError, SuspiciousModification, ValueError, KeyError):
        return Finding()
    return Finding(
        is_intact=status.intact and status.valid,
        is_ours=status.trusted,
        covers_all=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        serial=f"{status.signing_cert.serial_number:X}",
    )


def _read(certificate: bytes) -> Any:
    from asn1crypto.x509 import Certificate

    return Certificate.load(certificate)
