"""The library's own certificate authority, for the connections between its machines."""

import ipaddress
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LIFETIME = timedelta(days=3650)

Pair = tuple[str, str]
"""A certificate and its key, both in PEM."""


def make_authority() -> Pair:
    """Return the certificate of a new authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("diachi", "Địa Chí")
    usage = x509.KeyUsage(
        **{"digital_signature": True, "key_cert_sign": True, "crl_sign": True},
        **{"content_commitment": False, "key_encipherment": False, "data_encipherment": False},
        **{"key_agreement": False, "encipher_only": False, "decipher_only": False},
    )
    builder = _builder(name, name, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    return _pem(builder.add_extension(usage, critical=True).sign(key, hashes.SHA256()), key)


def make_certificate(
    authority: Pair, organisation: str, name: str, addresses: tuple[str, ...] = ()
) -> Pair:
    """Return a certificate for a machine with these IP addresses and host names, and its key."""
    issuer = x509.load_pem_x509_certificate(authority[0].encode())
    issuer_key = serialization.load_pem_private_key(authority[1].encode(), password=None)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_name(organisation, name), issuer.subject, key).add_extension(
        x509.SubjectAlternativeName([_alternative_name(text) for text in (name, *addresses)]),
        critical=False,
    )
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
    )
    return _pem(builder.sign(issuer_key, hashes.SHA256()), key)


def names_of(certificate: str) -> set[str]:
    """Return the addresses and host names for which a certificate was made."""
    extensions = x509.load_pem_x509_certificate(certificate.encode()).extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def _name(organisation: str, name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clocks of new machines differ
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _alternative_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return (
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
    )
