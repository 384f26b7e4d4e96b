"""Authority name suggestions for the description form."""

from collections.abc import Iterable

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.services import services
from app.web.url_converters import text_param
from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.authorities.models import FAMILIES, AuthorityKind
from library.catalogue.profiles import FieldRule
from library.database import reading

_MAX_NAMES_IN_PAGE = 40
"""Names embedded in the page, for browsers without scripts."""

_MAX_SUGGESTIONS = 12


def offer() -> ResponseReturnValue:
    """Return the names that match a text (`q`) in a field (`o`) as JSON."""
    field = request.args.get("o", "")
    if field not in FIELDS:
        return jsonify([])
    with reading(services().database) as session:
        matches = authority_lists.suggest(session, _kinds(field), text_param(), _MAX_SUGGESTIONS)
    return jsonify([{"name": match.name, "met": match.met} for match in matches])


def names_for(session: Session, rules: Iterable[FieldRule]) -> dict[str, tuple[str, ...]]:
    """Return the most used names by field."""
    field_names = [rule.name for rule in rules if rule.name in FIELDS and not rule.closed]
    names_by_kinds = {
        kinds: authority_lists.used_most(session, kinds, _MAX_NAMES_IN_PAGE)
        for kinds in dict.fromkeys(map(_kinds, field_names))
    }
    return {field: names_by_kinds[_kinds(field)] for field in field_names}


def _kinds(field: str) -> tuple[AuthorityKind, ...]:
    family = FAMILIES[FIELDS[field]]
    return tuple(kind for kind in AuthorityKind if FAMILIES[kind] is family)
