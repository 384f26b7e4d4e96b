"""Next versions of plans as texts: merged with versions that others entered meanwhile."""

import re
from collections.abc import Mapping

from flask import g, request

from app.web.form_versions import ShownClash, show_clashes, submitted_base
from library.errors import FieldsClashError
from library.three_way import merge_rows

TEXT_FIELD = "loi-van"
"""Field with the text itself, once a comparison has shown it in the page."""

_FILE_VERSION = re.compile(r".*-(\d+)(?: ?\(\d+\))?\.toml")


def uploaded_text(max_bytes: int) -> str:
    """Return the text of the uploaded file, or the text that a comparison has shown."""
    file = request.files.get("tep")
    if file:
        return file.read(max_bytes).decode("utf-8-sig", errors="replace")
    return request.form.get(TEXT_FIELD, "").replace("\r\n", "\n")


def merge_upload(code: str, versions: Mapping[int, str], text: str) -> str:
    """Return a text with the changes of versions newer than the one it began from.

    That version is in the name of a downloaded file; without it, it is the newest one when the page
    was opened. Raises FieldsClashError if both changed the same lines.
    """
    newest = max(versions, default=0)
    base = _base_version(code)
    if base not in versions or base == newest:
        return text
    texts = (versions[base], text, versions[newest])
    merge = merge_rows(*(version.splitlines() for version in texts))
    merged_text = "\n".join(merge.rows) + "\n"
    if not merge.clashes:
        return merged_text
    clashes = (map("\n".join, clash) for clash in merge.clashes)
    show_clashes(
        {code: str(newest)},
        tuple(
            ShownClash(TEXT_FIELD, f"Chỗ {number}", was, mine, theirs)
            for number, (was, mine, theirs) in enumerate(clashes, start=1)
        ),
    )
    g.merged_upload = merged_text
    raise FieldsClashError


def upload_to_decide() -> str:
    """Return the text of an upload with clashes, merged elsewhere; empty if there is none."""
    return g.get("merged_upload", "")


def _base_version(code: str) -> int:
    file = request.files.get("tep")
    name_match = _FILE_VERSION.fullmatch(file.filename or "") if file else None
    if name_match:
        return int(name_match[1])
    return int((submitted_base() or {}).get(code, 0))
