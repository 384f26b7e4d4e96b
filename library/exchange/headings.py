"""Understands the headings of a list of descriptions: Vietnamese, English, Dublin Core."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.description.labels import LABELS
from library.catalogue.profiles import Profile
from library.vietnamese.letters import fold

FILE = "file"
"""The column that names the file a row is about."""

ORDINAL = ""
"""The column that only counts the rows, or tells what nobody enters."""

_WORDS: dict[str, tuple[str, ...]] = {
    ORDINAL: ("stt", "tt", "số thứ tự", "no", "dấu phiên bản", "trạng thái"),
    FILE: ("tệp", "tập tin", "tên tệp", "tên file", "tên tập tin", "filename", "file name", "path"),
    "title": ("nhan đề", "tiêu đề", "tên tài liệu", "trích yếu", "title"),
    "kind": ("loại", "loại tài liệu", "loại văn bản", "thể loại", "type", "kind"),
    "number": ("số", "số hiệu", "ký hiệu", "số ký hiệu", "số và ký hiệu", "số văn bản", "number"),
    "series": ("tên báo", "tên tạp chí", "báo, tạp chí", "bộ sách", "tùng thư", "series"),
    "issuing_body": ("cơ quan ban hành", "nơi ban hành", "issuing body"),
    "creator": ("tác giả", "người viết", "creator", "author", "contributor author"),
    "date": (
        *("ngày", "ngày tháng", "ngày ban hành", "năm", "năm xuất bản", "ngày xuất bản"),
        *("date", "date issued", "issued", "date created", "created", "year"),
    ),
    "language": ("ngôn ngữ", "tiếng", "language", "language iso", "lang"),
    "description": ("mô tả", "tóm tắt", "description", "description abstract", "abstract"),
    "url": ("địa chỉ", "địa chỉ nguồn", "liên kết", "url", "uri", "link", "identifier uri"),
    "licence": ("giấy phép", "quyền sử dụng", "bản quyền", "licence", "license", "rights"),
    "opens": ("mở từ ngày", "ngày mở", "embargo until", "date available", "available"),
    "access": ("nơi đọc", "quyền đọc", "access", "access rights", "accessrights"),
    "subject": ("đề mục", "chủ đề", "từ khóa", "từ khoá", "subject", "keywords"),
    "coverage": ("địa danh", "nơi chốn", "coverage", "coverage spatial", "spatial"),
    "contributor": ("người ký", "cộng tác", "contributor"),
    "publisher": ("nhà xuất bản", "publisher"),
    "note": ("ghi chú", "note", "notes"),
    "extent": ("số trang", "khổ", "format", "extent", "format extent"),
    "identifier": ("mã", "mã số", "mã tài liệu", "identifier", "identifier other"),
    "source": ("nguồn", "source"),
    "relation": ("relation", "relation ispartof", "thuộc"),
}
"""Our field ← the headings it goes by; those that are no field of the description are kept too."""

_OF_DUBLIN_CORE = re.compile(r"^(dc|dcterms)[.:_]", re.IGNORECASE)
_LANGUAGE_TOLD = re.compile(r"\[\w*\]$")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """Under which field a column is kept; `known` says whether its heading was understood."""

    heading: str
    field: str
    known: bool


def columns_of(headings: Sequence[str], profile: Profile) -> tuple[Column, ...]:
    """Say what each column is about; of a heading nobody knows the words themselves are kept."""
    by_words = _BY_WORDS | {_plain(rule.label): rule.name for rule in profile.fields}
    by_words |= {_plain(rule.name): rule.name for rule in profile.fields}
    return tuple(_column(heading, by_words.get(_plain(heading))) for heading in headings)


def _column(heading: str, field: str | None) -> Column:
    return Column(heading, heading if field is None else field, field is not None)


def _plain(heading: str) -> str:
    own = _OF_DUBLIN_CORE.sub("", _LANGUAGE_TOLD.sub("", heading.strip()))
    return _NOT_A_LETTER.sub(" ", fold(own)).strip()


_BY_WORDS = {_plain(said): field for field, words in _WORDS.items() for said in words}
_BY_WORDS |= {_plain(label): name for name, label in LABELS.items()}
_BY_WORDS |= {_plain(name): name for name in (*DESCRIBED, *filter(None, _WORDS))}
