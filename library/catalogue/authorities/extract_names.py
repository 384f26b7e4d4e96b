"""Reads the names out of a description: which field holds whose, and what makes two the same."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from library.catalogue.authorities.models import AuthorityKind
from library.vietnamese.letters import compose, fold, spell_one_way

_LONGEST = 200
"""Letters of a name that are kept to compare it; of a longer one a mark of the whole follows."""

_MARK = 16

ALPHABET = "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ"
"""The letters by which names are listed, with those that only foreign names begin with."""

OTHERS = "…"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SEPARATOR = "; "
_AROUND = " .,;:"
_ROLE = re.compile(r"\s*\([^()]{1,60}\)$")

COLUMNS = {
    "creator": AuthorityKind.PERSON,
    "issuing_body": AuthorityKind.BODY,
    "place": AuthorityKind.PLACE,
}
"""Fields of the description that hold names, and whose they mostly are."""

OTHER = {
    "contributor": AuthorityKind.PERSON,
    "nguoi_ky": AuthorityKind.PERSON,
    "signer": AuthorityKind.PERSON,
    "publisher": AuthorityKind.BODY,
    "subject": AuthorityKind.SUBJECT,
    "de_muc": AuthorityKind.SUBJECT,
    "tu_khoa": AuthorityKind.SUBJECT,
    "coverage": AuthorityKind.PLACE,
    "dia_danh": AuthorityKind.PLACE,
}
"""The same of what is kept beside the description."""

FIELDS = COLUMNS | OTHER
_WITH_ROLES = frozenset({"contributor"})

_SURELY_BODIES = tuple(
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
"""How names of bodies begin; persons are hardly ever called so."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name an item holds: where it stands, what follows it, and whose it mostly would be."""

    field: str
    place: int
    name: str
    tail: str
    kind: AuthorityKind


def key_of(name: str) -> str:
    """Return a name as names are compared: spelt one way, in small letters, its marks kept.

    Two long names that begin alike have two keys, and no key is too long for an index.
    """
    whole = spell_one_way(clean(name))
    if len(whole) <= _LONGEST:
        return whole
    mark = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]
    return f"{whole[:_LONGEST]} #{mark}"


def clean(name: str) -> str:
    """Return a name composed, with single spaces and nothing that separates it from others."""
    return " ".join(compose(name).replace("\0", " ").split()).strip(_AROUND)


def folded(name: str) -> str:
    """Return a name, or the beginning of a long one, without its marks."""
    return fold(spell_one_way(clean(name))[:_LONGEST])


def letter_of(name: str) -> str:
    """Return the letter of the Vietnamese alphabet under which a name stands in a list."""
    first = next((letter for letter in clean(name).upper() if letter.isalnum()), "")
    bare = "".join(part for part in unicodedata.normalize("NFD", first) if part not in _TONES)
    letter = unicodedata.normalize("NFC", bare)
    if letter in ALPHABET:
        return letter
    return "#" if letter.isdigit() else OTHERS


def names_in(field: str, value: object) -> tuple[Named, ...]:
    """Return the names a field holds, in order; texts are told apart by semicolons."""
    texts = value if isinstance(value, list) else [value]
    written = [part for text in texts if isinstance(text, str) for part in text.split(";")]
    parted = (_with_tail(field, part) for part in written)
    named = [(name, tail) for name, tail in parted if key_of(name)]
    return tuple(
        Named(field, place, name, tail, _kind(field, name))
        for place, (name, tail) in enumerate(named)
    )


def names_of(told: Mapping[str, object]) -> tuple[Named, ...]:
    """Return all names in a description, field by field."""
    return tuple(named for field in FIELDS for named in names_in(field, told.get(field)))


def written(names: list[str], as_list: bool) -> str | list[str]:
    """Return names as a field holds them, each once."""
    once = list(dict.fromkeys(names))
    return once if as_list else _SEPARATOR.join(once)


def _with_tail(field: str, part: str) -> tuple[str, str]:
    whole = " ".join(compose(part).replace("\0", " ").split())
    found = _ROLE.search(whole) if field in _WITH_ROLES else None
    return (clean(whole[: found.start()]), found[0]) if found else (clean(whole), "")


def _kind(field: str, name: str) -> AuthorityKind:
    usual = FIELDS[field]
    if usual is AuthorityKind.PERSON and f"{key_of(name)} ".startswith(_SURELY_BODIES):
        return AuthorityKind.BODY
    return usual
