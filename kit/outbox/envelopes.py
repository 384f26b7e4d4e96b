"""Form of a letter: who sends it, the sender's signature, and pages sealed for the province.

The pages are lines of JSON, compressed together: a header, then one line for each entry.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kit.canonical import canonical
from kit.outbox.problems import LetterFormatError, LetterUnreadableError, OtherProvinceError
from kit.signatures import is_signed

_TITLE = b"dia-chi thu tram "
_FORMAT = 1
_SIGNATURE_BYTES = 64
_MAX_ID_BYTES = 64
_MAX_PAGES_BYTES = 256 << 20
"""Letters are limited to some megabytes; even the emptiest heartbeats compress a hundredfold only.
"""

_MAX_LINE_BYTES = 8 << 20
"""A day of uses of all the documents that a station may hold takes less."""

_PORTION_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter as it arrived, unopened."""

    station: str
    signature: bytes
    sealed: bytes

    def is_from(self, public_key: bytes) -> bool:
        """Return True if the holder of a key sent it."""
        return is_signed(public_key, self.signature, _head(self.station) + self.sealed)


class PageWriter:
    """Compresses the lines of a letter and knows the size of what it has so far."""

    def __init__(self) -> None:
        self._compression = zlib.compressobj(9)
        self._portions: list[bytes] = []
        self.size = 0

    def write(self, line: object) -> None:
        """Add a line."""
        self._add(self._compression.compress(canonical(line) + b"\n"))

    def measure(self) -> int:
        """Return the size so far, with what the compression still held back."""
        self._add(self._compression.flush(zlib.Z_SYNC_FLUSH))
        return self.size

    def finish(self) -> bytes:
        """Return all pages."""
        self._add(self._compression.flush())
        return b"".join(self._portions)

    def _add(self, portion: bytes) -> None:
        self._portions.append(portion)
        self.size += len(portion)


def close(pages: bytes, station: str, key: Ed25519PrivateKey, province_key: bytes) -> bytes:
    """Seal the pages and return the signed letter."""
    sealed = seal(province_key, pages)
    return _head(station) + key.sign(_head(station) + sealed) + sealed


def read_envelope(content: bytes) -> Envelope:
    """Return a letter with its sender, unproven; raise LetterUnreadableError if it is none."""
    head, _, after_head = content[: _MAX_ID_BYTES * 2].partition(b"\n")
    id_bytes, newline, _ = after_head.partition(b"\n")
    number = head.removeprefix(_TITLE)
    if not head.startswith(_TITLE) or not number.isdigit() or not newline:
        raise LetterUnreadableError
    if int(number) != _FORMAT:
        raise LetterFormatError(int(number))
    start = len(head) + len(id_bytes) + 2
    signed, sender = content[start:], id_bytes.decode("ascii", "replace")
    return Envelope(sender, signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:])


def open_pages(envelope: Envelope, province_key: Ed25519PrivateKey) -> Iterator[object]:
    """Yield the header and the entries of a letter, in bounded memory.

    Raises OtherProvinceError before the first line, and LetterUnreadableError at a line that the
    sender wrote wrongly.
    """
    pages = unseal(province_key, envelope.sealed)
    if pages is None:
        raise OtherProvinceError
    try:
        for line in _lines(pages):
            yield json.loads(line)
    except (zlib.error, ValueError, RecursionError) as error:
        raise LetterUnreadableError from error


def _lines(pages: bytes) -> Iterator[bytes]:
    decompression = zlib.decompressobj()
    half_line, compressed, total = b"", pages, 0
    while not decompression.eof:
        portion = decompression.decompress(compressed, _PORTION_BYTES)
        compressed = decompression.unconsumed_tail
        total += len(portion)
        is_cut = not portion and not compressed and not decompression.eof
        *lines, half_line = (half_line + portion).split(b"\n")
        if is_cut or total > _MAX_PAGES_BYTES or len(half_line) > _MAX_LINE_BYTES:
            raise LetterUnreadableError
        yield from lines
    if half_line:
        raise LetterUnreadableError


def _head(station: str) -> bytes:
    return _TITLE + f"{_FORMAT}\n{station}\n".encode()


_PRIME = 2**255 - 19
_KEY_BYTES = 32
_NONCE = bytes(12)
"""Each key encrypts one message."""


def seal(province_key: bytes, content: bytes) -> bytes:
    """Return content that only the holder of the province's private key can open."""
    recipient = _exchange_key(province_key)
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    return sender + _cipher(shared, sender, recipient).encrypt(_NONCE, content, None)


def unseal(key: Ed25519PrivateKey, sealed: bytes) -> bytes | None:
    """Return the content; None if it was sealed for another province, or damaged."""
    private = X25519PrivateKey.from_private_bytes(
        hashlib.sha512(key.private_bytes_raw()).digest()[:_KEY_BYTES]
    )
    sender, encrypted = sealed[:_KEY_BYTES], sealed[_KEY_BYTES:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        cipher = _cipher(shared, sender, private.public_key().public_bytes_raw())
        return cipher.decrypt(_NONCE, encrypted, None)
    except (InvalidTag, ValueError):
        return None


def _cipher(shared: bytes, sender: bytes, recipient: bytes) -> ChaCha20Poly1305:
    derivation = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"diachi letter" + sender + recipient)
    return ChaCha20Poly1305(derivation.derive(shared))


def _exchange_key(signing_key: bytes) -> bytes:
    """Return the X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(signing_key, "little") % 2**255
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return u.to_bytes(_KEY_BYTES, "little")
