"""Keys and passwords that machines share: made once on the first, packed for each of the others.

The folder of the description holds them in `keys/`. On the first machine `to_copy/NAME/` has such a
folder for each other machine, with the keys which that one needs.
"""

import ipaddress
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from library.process.atomic_files import write_atomically
from scale.setting_up.description import Description, Machine
from scale.setting_up.problems import KeysMissingError, OtherKeyError
from scale.setting_up.roles import roles_of, services_of

LIBRARY_KEY = "srv/diachi/secret_key"
"""The key of a library that was on one machine before."""

_KEYS = "keys"
_PASSWORD_BYTES = 24


def needed_keys(description: Description, machine: Machine) -> set[str]:
    """Return the names of the keys that the files of a machine hold."""
    own = {name for role in roles_of(machine) for name in role.secrets}
    shared = (s for s in services_of(description) if machine.runs_program and s.files_of_program)
    return own | {
        name for service in shared for name in service.secrets if "certificate" not in name
    }


def keys_of(
    folder: Path, description: Description, machine: Machine, *, of_plan: bool = False
) -> dict[str, str]:
    """Return the keys of a machine by name; for a plan, an empty text for those to be made.

    Raises KeysMissingError if they are still elsewhere.
    """
    keys = {
        name: _read(folder / _KEYS, name, machine) for name in needed_keys(description, machine)
    }
    missing = sorted(name for name, text in keys.items() if not text)
    if missing and not of_plan:
        first, command = description.machines[0].name, copy_command(folder, machine)
        raise KeysMissingError(", ".join(missing), first, command)
    return keys


def require_same_key(folder: Path, keys: dict[str, str], root: Path) -> None:
    """Raise OtherKeyError if the machine has a library with a key of its own."""
    key = root / LIBRARY_KEY
    if (
        "secret_key" in keys
        and key.exists()
        and key.read_text().strip() != keys["secret_key"].strip()
    ):
        raise OtherKeyError(key, folder / _KEYS / "secret_key")


def make_keys(folder: Path, description: Description, library_key: Path) -> None:
    """Make the keys that are missing; that of an existing library is taken over."""
    _make_folder(folder / _KEYS)
    library_key_text = library_key.read_text() if library_key.exists() else secrets.token_hex(32)
    passwords = ("database_password", "s3_secret", "opensearch_password")
    _keep(folder, "secret_key", library_key_text)
    for name in passwords:
        _keep(folder, name, secrets.token_urlsafe(_PASSWORD_BYTES))
    if not (folder / _KEYS / "ca_key").exists():
        _write_pair(folder, ("ca", "ca_key"), make_authority())
    authority = tuple((folder / _KEYS / name).read_text() for name in ("ca", "ca_key"))
    if not (folder / _KEYS / "admin_certificate_key").exists():
        pair = make_certificate(authority, "diachi-admin", "admin")
        _write_pair(folder, ("admin_certificate", "admin_certificate_key"), pair)
    for machine in description.machines:
        hosts = description.hosts if "proxy" in machine.roles else ()
        names = tuple(f"{name}.{machine.name}" for name in ("certificate", "certificate_key"))
        if not _is_made_for(folder, names, {machine.name, machine.address, *hosts}):
            addresses = (machine.address, *hosts)
            pair = make_certificate(authority, "diachi", machine.name, addresses)
            _write_pair(folder, names, pair)


def copy_command(folder: Path, machine: Machine) -> str:
    """Return the command that brings a machine its folder, from the first."""
    parent = folder.resolve().parent
    place = folder.resolve() / "to_copy" / machine.name / folder.name
    return f"scp -rp {place} root@{machine.address}:{parent}"


def pack(folder: Path, description: Description, text: str) -> None:
    """Write a folder for each machine but the first, with the description and its keys."""
    for machine in description.machines[1:]:
        place = folder / "to_copy" / machine.name / folder.name
        _make_folder(place / _KEYS)
        write_atomically(place / "machines.toml", text, 0o600)
        for name, key in keys_of(folder, description, machine).items():
            write_atomically(place / _KEYS / name, key, 0o600)


def _read(keys: Path, name: str, machine: Machine) -> str:
    """Return a key, of this machine alone or of all; an empty text if it is not there."""
    files = [f for f in (keys / f"{name}.{machine.name}", keys / name) if f.exists()]
    return files[0].read_text() if files else ""


def _is_made_for(folder: Path, names: tuple[str, ...], expected: set[str]) -> bool:
    certificate, key = (folder / _KEYS / name for name in names)
    return key.exists() and names_of(certificate.read_text()) == expected


def _make_folder(place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for folder in (place.parent, place):
        folder.chmod(0o700)


def _keep(folder: Path, name: str, text: str) -> None:
    if not (folder / _KEYS / name).exists():
        write_atomically(folder / _KEYS / name, text, 0o600)


def _write_pair(folder: Path, names: tuple[str, str], pair: tuple[str, str]) -> None:
    """Write a certificate, then its key, whose presence says that both are there."""
    for name, text in zip(names, pair, strict=True):
        write_atomically(folder / _KEYS / name, text, 0o600)


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
