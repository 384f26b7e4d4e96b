"""Signs a PDF as signing tools do: by appending to it, with a certificate made here."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from pikepdf import Pdf

_ROOM = 8000
_BLANK = b"[0 0000000000 0000000000 0000000000]"
"""Byte range, as long as its numbers will be."""

_NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)


def signed(pdf: bytes, name: str) -> bytes:
    """Return a PDF with its first signature field filled by a person of this name."""
    with Pdf.open(BytesIO(pdf)) as document:
        field = document.Root.AcroForm.Fields[0]
        number, size = field.objgen[0], int(document.trailer.Size)
        body = field.unparse(resolved=True).removesuffix(b">>") + b" /V %d 0 R >>" % size
        root = document.trailer.Root.objgen[0]
        marks = document.trailer.ID.unparse()
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    value = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached "
    value += b"/M (D:20260115100000+07'00') /ByteRange " + _BLANK + b" /Contents <"
    new_file, offsets = pdf + b"\n", {}
    for key, content in ((number, body), (size, value)):
        offsets[key] = len(new_file)
        new_file += b"%d 0 obj\n" % key + content
        new_file += b"0" * _ROOM + b"> >>\nendobj\n" if key == size else b"\nendobj\n"
    links = b"/Root %d 0 R /Prev %d /ID %s" % (root, start, marks)
    write = _table if pdf[start:].startswith(b"xref") else _stream
    new_file += write(size, links, offsets, len(new_file))
    return _filled(new_file, name)


def _table(size: int, links: bytes, offsets: dict[int, int], here: int) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(offsets.items()))
    trailer = b"trailer\n<< /Size %d %s >>\n" % (size + 1, links)
    return b"xref\n" + rows + trailer + b"startxref\n%d\n%%%%EOF\n" % here


def _stream(size: int, links: bytes, offsets: dict[int, int], here: int) -> bytes:
    """Return the table as an object of its own, as files of PDF 1.5 have it."""
    places = sorted({**offsets, size + 1: here}.items())
    rows = b"".join(b"\x01" + place.to_bytes(4, "big") + b"\x00" for _, place in places)
    index = b" ".join(b"%d 1" % number for number, _ in places)
    head = b"/Type /XRef /W [1 4 1] /Index [%s] /Size %d %s" % (index, size + 2, links)
    head = b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (size + 1, head, len(rows))
    return head + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % here


def _filled(pdf: bytes, name: str) -> bytes:
    """Put byte range and signature in their places."""
    begins = pdf.rindex(b"/Contents <") + len(b"/Contents ")
    ends = begins + _ROOM + 2
    span = b"[0 %010d %010d %010d]" % (begins, ends, len(pdf) - ends)
    pdf = pdf.replace(_BLANK, span, 1)
    signature = _signature(pdf[:begins] + pdf[ends:], name).hex().encode()
    return pdf[: begins + 1] + signature.ljust(_ROOM, b"0") + pdf[ends - 1 :]


def _signature(content: bytes, name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "CA thử")]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(_NOW - timedelta(1))
        .not_valid_after(_NOW + timedelta(365))
        .sign(key, hashes.SHA256())
    )
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, options)
