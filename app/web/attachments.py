"""File names and headers of downloads."""

import re
from pathlib import Path
from urllib.parse import quote

from flask import Response

from app.downloads.sent_files import send_cached, send_whole_or_part
from app.web.caching import PRIVATE_REVALIDATE, set_policy
from library.vietnamese.letters import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Media types of Excel workbooks and Word documents."""

_MAX_TITLE_LETTERS = 70
"""Maximum letters of a title in a file name; with marks they must fit into 255 bytes."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u202e\u2066-\u2069]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9.,()_-]+")


def file_name(title: str, suffix: str, pages: object = None) -> str:
    """Return a file name valid on every system: `Chợ Kỳ Lừa, trang 3.pdf`."""
    name = (
        " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:_MAX_TITLE_LETTERS].strip(" .")
        or "tài liệu"
    )
    return f"{name}, trang {pages}.{suffix}" if pages else f"{name}.{suffix}"


def as_download(response: Response, name: str) -> Response:
    """Make the response a download with this name; old browsers get it without marks."""
    ascii_name = _NOT_PLAIN.sub("-", fold(name)).strip("-")
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    set_policy(response, PRIVATE_REVALIDATE)
    return response


def send_made_file(path: Path, media_type: str, name: str) -> Response:
    """Send a large file named by its content as a download, whole or the requested range."""
    by_nginx = send_cached(path, media_type)
    if by_nginx is not None:
        return as_download(by_nginx, name)
    response = send_whole_or_part(path, media_type, path.stem)
    return as_download(response, name)
