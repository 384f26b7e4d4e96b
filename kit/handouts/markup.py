"""HTML of files that are handed out, from templates that escape every value."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from library.catalogue.queries import ItemRecord

RIGHTS = (
    "Chỉ có những tài liệu mà thư viện đã công bố cho mọi người đọc và tải về ở mọi nơi. Quyền tác "
    "giả của mỗi tài liệu ghi ở trang của nó; khi dùng lại xin ghi tên tác giả và nguồn."
)
MACHINE_READ = "Chữ do máy nhận dạng từ ảnh quét nên có thể sai; hãy so với ảnh trang."
_BLANK_LINES = re.compile(r"\n\s*\n")


def open_templates(folder: Path) -> Environment:
    """Return the templates in a folder, with the filters of all such files."""
    templates = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    templates.filters |= {"paragraphs": paragraphs, "day": written_day, "facts": facts}
    templates.globals |= {"rights": RIGHTS, "machine_read": MACHINE_READ}
    return templates


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    return [" ".join(block.split()) for block in _BLANK_LINES.split(text) if block.strip()]


def written_day(day: str) -> str:
    """Return a full or partial ISO date as it is written in Vietnamese: 22/8/2017."""
    return "/".join(part.lstrip("0") for part in reversed(day.split("-")))


def facts(record: ItemRecord) -> str:
    """Return the facts by which an item is recognised, in one line."""
    date = record.date_text or (record.date and written_day(record.date))
    parts = (record.creator or record.issuing_body, record.series, record.number, date, record.kind)
    return "; ".join(part for part in parts if part)
