"""Offers names that the catalogue knows while a description is typed."""

from collections.abc import Iterable

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.services import services
from app.web.url_converters import asked
from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.authorities.models import FAMILIES, AuthorityKind
from library.catalogue.profiles import FieldRule
from library.database import reading

_MOST = 40
"""Names that stand in the page itself, for whoever has no scripts."""

_OFFERED = 12


def offer() -> ResponseReturnValue:
    """Answer the names that may be meant by what is typed (`q`) into a field (`o`)."""
    field = request.args.get("o", "")
    if field not in FIELDS:
        return jsonify([])
    with reading(services().database) as session:
        found = authority_lists.offered(session, _kinds(field), asked(), _OFFERED)
    return jsonify([{"name": one.name, "met": one.met} for one in found])


def names_for(session: Session, rules: Iterable[FieldRule]) -> dict[str, tuple[str, ...]]:
    """Return the names that are used most, by field."""
    wanted = [rule.name for rule in rules if rule.name in FIELDS and not rule.closed]
    known = {
        kinds: authority_lists.used_most(session, kinds, _MOST)
        for kinds in dict.fromkeys(map(_kinds, wanted))
    }
    return {field: known[_kinds(field)] for field in wanted}


def _kinds(field: str) -> tuple[AuthorityKind, ...]:
    family = FAMILIES[FIELDS[field]]
    return tuple(kind for kind in AuthorityKind if FAMILIES[kind] is family)
