"""Reads the text and the signature fields of a PDF on standard input, as a process of its own."""

import hashlib
import json
import sys
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7
from pikepdf import Dictionary, Pdf

_MAX_PAGES, _MAX_FIELDS, _MAX_NAME = 500, 1000, 200
_LONG_FORM, _SEQUENCE = 0x80, 0x30
_WHOLE_FILE = 4
"""Numbers in a byte range of two parts, around the signature."""


def main() -> None:
    """Print the content of a PDF in JSON."""
    file = sys.stdin.buffer.read()
    json.dump({"pages": _pages(file), "signatures": list(_signatures(file))}, sys.stdout)


def _pages(file: bytes) -> list[str]:
    """Return a checksum of the words of each page, without spaces and line breaks."""
    with pypdfium2.PdfDocument(file) as document:
        if len(document) > _MAX_PAGES:
            raise ValueError("too many pages")
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [hashlib.sha256("".join(text.split()).encode()).hexdigest() for text in texts]


def _signatures(file: bytes) -> Iterator[dict[str, object]]:
    with Pdf.open(BytesIO(file)) as document:
        form = document.Root.get("/AcroForm", Dictionary())
        for field in list(form.get("/Fields", []))[:_MAX_FIELDS]:
            value = field.get("/V")
            if field.get("/FT") != "/Sig" or not isinstance(value, Dictionary):
                continue
            certificate = bytes(value.get("/Contents", b""))
            parts = [int(number) for number in value.get("/ByteRange", [])]
            yield {
                "name": (_certified_name(certificate) or str(value.get("/Name", "")))[:_MAX_NAME],
                "at": str(value.get("/M", ""))[:_MAX_NAME],
                "whole": len(parts) == _WHOLE_FILE and parts[2] + parts[3] == len(file),
            }


def _certified_name(signature: bytes) -> str:
    """Return the name in the certificate that no other one in the signature depends on."""
    try:
        certificates = pkcs7.load_der_pkcs7_certificates(signature[: _length(signature)])
        issuers = {certificate.issuer for certificate in certificates}
        own = [c for c in certificates if c.subject not in issuers] or certificates
        names = own[0].subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    except (ValueError, IndexError, UnsupportedAlgorithm):
        return ""
    return str(names[0].value) if names else ""


def _length(der: bytes) -> int:
    """Return the length of the structure that begins a text, which zeros fill up in a PDF."""
    if der[0] != _SEQUENCE:
        raise ValueError("no signature")
    if der[1] < _LONG_FORM:
        return 2 + der[1]
    count = der[1] - _LONG_FORM
    return 2 + count + int.from_bytes(der[2 : 2 + count], "big")


if __name__ == "__main__":
    main()
