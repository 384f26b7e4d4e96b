"""Gives what is downloaded a name by which its reader will know it again."""

import re
from urllib.parse import quote

from flask import Response

from library.vietnamese.letters import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Media types of workbooks and of texts for Word."""

_LONGEST = 70
"""Letters of a title in a file name: with its marks it must fit into 255 bytes."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u202e\u2066-\u2069]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9.,()_-]+")


def file_name(title: str, suffix: str, pages: object = None) -> str:
    """Return a file name that every system takes: `Chợ Kỳ Lừa, trang 3.pdf`."""
    told = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:_LONGEST].strip(" .") or "tài liệu"
    return f"{told}, trang {pages}.{suffix}" if pages else f"{told}.{suffix}"


def as_download(response: Response, name: str) -> Response:
    """Have a browser keep the answer as a file of this name; old ones see it without marks."""
    plain = _NOT_PLAIN.sub("-", fold(name)).strip("-")
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = told
    response.headers["Cache-Control"] = "private, no-cache"
    return response
