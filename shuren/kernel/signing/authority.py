"""A small certificate authority: one root, certificates below it, the list of those it has taken back (RFC 5280).

Keys are EC P-256, signatures ECDSA with SHA-256. Times are aware.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

# The extension in which a certificate names the SM2 key of its holder: a number of its own below 2.25 (ITU-T X.667).
SM2_KEY = x509.ObjectIdentifier("2.25.214273690153437820581742839911736250913")
NEXT_LIST = timedelta(days=7)


@dataclass(frozen=True)
class Keeper:
    """A certificate (DER) and its private key (PEM, in the clear: only to be held while it is used)."""

    certificate: bytes
    key: str = field(repr=False)

    @property
    def serial(self) -> str:
        """The serial number as it is printed: hexadecimal, upper case."""
        return f"{x509.load_der_x509_certificate(self.certificate).serial_number:X}"


@dataclass(frozen=True)
class Revoked:
    """A certificate taken back; `serial` is hexadecimal."""

    serial: str
    at: datetime


def found(name: str, *, at: datetime, until: datetime) -> Keeper:
    """Make a root that vouches for itself; one more may stand below it: the root that follows."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    made = (
        _begun(subject, subject, key.public_key(), at, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, SHA256())
    )
    return _kept(made, key)


def cross(old: Keeper, new: bytes, *, at: datetime, until: datetime) -> bytes:
    """Let a root vouch for the one that follows it (DER): the new one's name and key under the old one's signature."""
    issuer, subject = (x509.load_der_x509_certificate(each) for each in (old.certificate, new))
    key = subject.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("The key of an authority is an EC key.")
    signer = _key_of(old)
    made = (
        _begun(subject.subject, issuer.subject, key, at, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, SHA256())
    )
    return made.public_bytes(Encoding.DER)


def pem_of(certificate: bytes) -> bytes:
    """Write a certificate as text."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def issue(
    root: Keeper, name: str, *, code: str, at: datetime, until: datetime, sm2_key: bytes, revocations_url: str
) -> Keeper:
    """Make a certificate for a body that signs papers; `code` is its official number, `sm2_key` a public key (DER)."""
    issuer = x509.load_der_x509_certificate(root.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    signer = _key_of(root)
    listed = x509.DistributionPoint([x509.UniformResourceIdentifier(revocations_url)], None, None, None)
    made = (
        _begun(_name(name, code), issuer.subject, key.public_key(), at, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(x509.CRLDistributionPoints([listed]), critical=False)
        .add_extension(x509.UnrecognizedExtension(SM2_KEY, sm2_key), critical=False)
        .sign(signer, SHA256())
    )
    return _kept(made, key)


def revocation_list(root: Keeper, revoked: Iterable[Revoked], *, at: datetime) -> bytes:
    """Return the list (DER) of what the root has taken back, good for a week."""
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.load_der_x509_certificate(root.certificate).subject)
        .last_update(at)
        .next_update(at + NEXT_LIST)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(int(one.serial, 16)).revocation_date(one.at)
        made = made.add_revoked_certificate(entry.build())
    return made.sign(_key_of(root), SHA256()).public_bytes(Encoding.DER)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(name: str, code: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]
    return x509.Name([*parts, x509.NameAttribute(NameOID.SERIAL_NUMBER, code)] if code else parts)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _kept(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Keeper:
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Keeper(certificate.public_bytes(Encoding.DER), written.decode())


def _key_of(keeper: Keeper) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(keeper.key.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The key of an authority is an EC key.")
    return key
