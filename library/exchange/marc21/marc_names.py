"""Names in MARC 21: persons in X00 and corporate bodies in X10, with their roles."""

import re
from collections.abc import Callable, Iterator, Mapping

from library.catalogue.authorities.extract_names import kind_of_name
from library.catalogue.authorities.models import AuthorityKind
from library.exchange.item_description import several
from library.exchange.marc21.marc_record import RecordField, data_field

_CONTRIBUTOR, _CREATOR = "ctb", "cre"
"""Relator codes of a contributor without a role, and of a body that wrote the work."""

_BODIES = ("110", "710")
_WITH_ROLE = re.compile(r"(.+) \(([^()]+)\)")

Cleaner = Callable[[str], str]
"""A function that removes punctuation from a subfield."""


def name_in_field(field: RecordField, bare: Cleaner) -> tuple[str, str, tuple[str, ...]]:
    """Return the description field of a name, the name, and the codes of its subfields."""
    code, role = field.first("4"), bare(field.first("e"))
    is_body = field.tag in _BODIES
    if code == _CONTRIBUTOR or (field.tag == "700" and role):
        name = bare(field.first("a"))
        return "contributor", f"{name} ({role})" if role else name, ("a", "e")
    if not is_body:
        return "creator", bare(field.first("a")), ("a",)
    name = ". ".join(bare(text) for part in "ab" for text in field.values(part))
    return "creator" if code == _CREATOR else "issuing_body", name, ("a", "b")


def name_fields(cells: Mapping[str, str]) -> Iterator[RecordField]:
    """Yield the names: the first is the main entry, a corporate body in 110 and not in 100."""
    for place, (name, is_body, role) in enumerate(_main_names(cells)):
        tag = ("710" if is_body else "700") if place else ("110" if is_body else "100")
        yield _field(tag, ("a", name), *((("4", role),) if role else ()))
    for text in several(cells.get("contributor")):
        with_role = _WITH_ROLE.fullmatch(text)
        name = with_role[1] if with_role else text
        tag = "710" if _is_body("contributor", name) else "700"
        roles = (("e", with_role[2]),) if with_role else ()
        code = () if with_role and tag == "700" else (("4", _CONTRIBUTOR),)
        yield _field(tag, ("a", name), *roles, *code)


def _main_names(cells: Mapping[str, str]) -> Iterator[tuple[str, bool, str]]:
    for name in several(cells.get("creator")):
        is_body = _is_body("creator", name)
        yield name, is_body, _CREATOR if is_body else ""
    yield from ((name, True, "") for name in several(cells.get("issuing_body")))


def _is_body(field: str, name: str) -> bool:
    return kind_of_name(field, name) is AuthorityKind.BODY


def _field(tag: str, *subfields: tuple[str, str]) -> RecordField:
    return data_field(tag, "2 " if tag in _BODIES else "0 ", subfields)
