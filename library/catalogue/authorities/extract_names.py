"""Extraction of names from item descriptions, and the keys by which names are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description.field_registry import authority_fields
from library.vietnamese.letters import fold, spell_one_way, without_controls

_KEY_LENGTH = 200
"""Letters of a name kept in its comparison key; longer names get a digest appended."""

_DIGEST_LENGTH = 16

ALPHABET = "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ"
"""Letters of the Vietnamese alphabet for lists of names, with F, J, W and Z of foreign names."""

OTHER_LETTERS = "…"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SEPARATOR = "; "
_TRIMMED_CHARACTERS = " .,;:"
_ROLE = re.compile(r"\s*\([^()]{1,60}\)$")

COLUMNS = authority_fields(columns=True)
"""Columns of `Item` that hold names, with the kind of most of them."""

OTHER_FIELDS = authority_fields(columns=False)
"""Other fields of a description that hold names, with the kind of most of them."""

FIELDS = COLUMNS | OTHER_FIELDS
_WITH_ROLES = frozenset({"contributor"})

_BODY_PREFIXES = tuple(
    spell_one_way(start)
    for start in (
        *("ubnd", "hđnd", "ủy ban", "hội đồng", "bộ tài", "bộ văn", "bộ giáo", "bộ nội", "bộ y"),
        *("bộ công", "bộ nông", "bộ khoa", "bộ thông", "bộ xây", "bộ quốc", "bộ tư", "bộ lao"),
        *("sở ", "cục ", "chi cục", "tổng cục", "phòng ", "ban ", "hội ", "viện ", "trung tâm"),
        *("trường đại", "trường cao", "trường trung", "trường tiểu", "trường thpt", "trường đảng"),
        *(
            "công ty",
            "nhà xuất bản",
            "nxb",
            "tòa soạn",
            "báo ",
            "tạp chí",
            "đài phát",
            "đài truyền",
        ),
        *("thư viện", "bảo tàng", "đảng bộ", "đảng ủy", "tỉnh ủy", "huyện ủy", "thành ủy"),
        *("đoàn thanh", "đoàn tncs", "đoàn nghệ", "đoàn địa", "liên đoàn", "liên hiệp", "mặt trận"),
        *("chính phủ", "quốc hội", "thủ tướng", "văn phòng", "tổng công ty", "ngân hàng", "tòa án"),
        *("hợp tác xã", "quân khu", "bộ chỉ huy", "bộ tư lệnh", "công an", "kho bạc", "tỉnh "),
        *("viện kiểm sát", "thành phố ", "những người", "nhiều tác giả", "nhóm ", "service "),
        *("société", "bureau", "école", "gouvernement", "résidence", "ministère", "imprimerie"),
        *("university", "institute"),
    )
)
"""Beginnings of names of corporate bodies, rare in names of persons."""


@dataclass(frozen=True, slots=True)
class NameInField:
    """One name in a field of an item: its position, the text after it, and its probable kind."""

    field: str
    place: int
    name: str
    tail: str
    kind: AuthorityKind


def key_of(name: str) -> str:
    """Return the comparison key of a name: one spelling, lower case, marks kept.

    Two long names that begin alike have two keys, and no key is too long for an index.
    """
    spelling = spell_one_way(clean(name))
    if len(spelling) <= _KEY_LENGTH:
        return spelling
    digest = sha256(spelling.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
    return f"{spelling[:_KEY_LENGTH]} #{digest}"


def clean(name: str) -> str:
    """Return a name in NFC, with single spaces and without separators at its ends."""
    return " ".join(without_controls(name).split()).strip(_TRIMMED_CHARACTERS)


def folded(name: str) -> str:
    """Return a name, cut to the key length, in lower case without marks."""
    return fold(spell_one_way(clean(name))[:_KEY_LENGTH])


def letter_of(name: str) -> str:
    """Return the letter of the Vietnamese alphabet that a name is listed under."""
    first = next((letter for letter in clean(name).upper() if letter.isalnum()), "")
    bare = "".join(part for part in unicodedata.normalize("NFD", first) if part not in _TONES)
    letter = unicodedata.normalize("NFC", bare)
    if letter in ALPHABET:
        return letter
    return "#" if letter.isdigit() else OTHER_LETTERS


def names_in(field: str, value: object) -> tuple[NameInField, ...]:
    """Return the names in a field, in order; names in one text are separated by semicolons."""
    texts = value if isinstance(value, list) else [value]
    parts = [part for text in texts if isinstance(text, str) for part in text.split(";")]
    pairs = (_with_tail(field, part) for part in parts)
    names_with_tails = [(name, tail) for name, tail in pairs if key_of(name)]
    return tuple(
        NameInField(field, place, name, tail, kind_of_name(field, name))
        for place, (name, tail) in enumerate(names_with_tails)
    )


def names_of(fields: Mapping[str, object]) -> tuple[NameInField, ...]:
    """Return all names in a description, field by field."""
    return tuple(name for field in FIELDS for name in names_in(field, fields.get(field)))


def join_names(names: list[str], as_list: bool) -> str | list[str]:
    """Return names as a field stores them, each once: a list or a text with semicolons."""
    once = list(dict.fromkeys(names))
    return once if as_list else _SEPARATOR.join(once)


def _with_tail(field: str, part: str) -> tuple[str, str]:
    text = " ".join(without_controls(part).split())
    match = _ROLE.search(text) if field in _WITH_ROLES else None
    return (clean(text[: match.start()]), match[0]) if match else (clean(text), "")


def kind_of_name(field: str, name: str) -> AuthorityKind:
    """Return the kind of a name in a field: its beginning may name a body."""
    usual = FIELDS[field]
    if usual is AuthorityKind.PERSON and f"{key_of(name)} ".startswith(_BODY_PREFIXES):
        return AuthorityKind.BODY
    return usual
