"""Signed copy of a report that comes back from the state's tool, beside the unsigned file."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library import clock
from library.process.child import ending_with_parent, within
from library.staff.audit import note
from points.programme.models import Report, ReportState
from points.programme.problems import NotSendableError, SignedFileError

MAX_BYTES = 20 << 20
_SECONDS = 30
_LIMITS = {"as": 2 << 30, "cpu": _SECONDS, "fsize": 0}
_COMMAND = (sys.executable, "-P", "-m", "points.programme.reports.pdf_content")
_TIME = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A signed PDF of the same pages as a report."""

    file: bytes
    signers: tuple[Mapping[str, object], ...]
    """As the signature fields say; nobody has checked the certificates."""
    is_appended: bool
    """True if it begins with the unsigned file, byte by byte."""


def keep(session: Session, report: Report, copy: SignedCopy, *, by: str) -> None:
    """Keep the signed copy of a numbered report beside the unsigned one.

    A later copy takes its place; the checksums of all are in the audit trail.
    """
    if report.state is not ReportState.REGISTERED:
        raise NotSendableError
    checksum = hashlib.sha256(copy.file).hexdigest()
    report.signed_file = copy.file
    report.signed_copy = {
        "checksum": checksum,
        "by": by,
        "day": clock.today().isoformat(),
        "appended": copy.is_appended,
        "signers": [dict(signer) for signer in copy.signers],
    }
    note(session, by, "report.signed_copy", str(report.id), checksum)
    session.flush()


def compare(file: bytes, unsigned: bytes) -> SignedCopy:
    """Return an uploaded file as the signed copy of a paper; raise SignedFileError if it is none.

    Words and pages are compared also where the unsigned file is its beginning, since what is
    appended to a PDF may show other pages.
    """
    if not file.startswith(b"%PDF-"):
        raise SignedFileError("tệp không phải PDF")
    if len(file) > MAX_BYTES:
        raise SignedFileError(f"tệp lớn hơn {MAX_BYTES >> 20} MB")
    content, own_pages = _content(file), _content(unsigned)["pages"]
    pages, signatures = content["pages"], content["signatures"]
    if len(pages) != len(own_pages):
        raise SignedFileError(f"tệp có {len(pages)} trang, báo cáo có {len(own_pages)} trang")
    for number, (page, own_page) in enumerate(zip(pages, own_pages, strict=True), start=1):
        if page != own_page:
            raise SignedFileError(f"chữ ở trang {number} khác với báo cáo")
    if not signatures:
        raise SignedFileError("tệp chưa có chữ ký số nào")
    signers = tuple({**signer, "at": _time(signer["at"])} for signer in signatures)
    return SignedCopy(file, signers, file.startswith(unsigned))


def _time(text: str) -> str:
    """Return the time that a signature names, as day and hour; empty if it names none."""
    parts = _TIME.match(text)
    return "{2}/{1}/{0} {3}:{4}".format(*parts.groups()) if parts else ""


def _content(file: bytes) -> dict:
    try:
        answer = subprocess.run(
            (*ending_with_parent("KILL"), *within(_LIMITS), *_COMMAND),
            input=file,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise SignedFileError("không đọc được tệp") from error
