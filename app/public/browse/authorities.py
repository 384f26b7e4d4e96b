"""Browsing by persons and corporate bodies, by subjects, and by places in records."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.interfaces.search_engines.structured_data import as_script, name_data
from app.public.browse.picture_wall import open_wall
from app.services import services
from app.web.url_converters import screen_param, text_param
from library.catalogue.authorities import authority_lists, authority_records
from library.catalogue.authorities.authority_lists import AuthorityFilter
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.authorities.problems import AuthorityNotFoundError
from library.catalogue.pages import thumbnails
from library.catalogue.pictures.described_pictures import WallFilter
from library.database import reading
from library.places.edition import current_history
from library.places.lines import lines_named

NAMES_PER_SCREEN = 100
_ITEMS_PER_SCREEN = 24
_PICTURES_SHOWN = 12
KINDS_BY_PATH = {
    "tac-gia": (AuthorityKind.PERSON, AuthorityKind.BODY),
    "de-muc": (AuthorityKind.SUBJECT,),
    "dia-danh": (AuthorityKind.PLACE,),
}
"""Kinds of authority records listed under each last part of an address."""


def show_all(way: str) -> str:
    """Render names in alphabetical order: all of them, or those under one letter."""
    kinds, screen = KINDS_BY_PATH[way], screen_param()
    with reading(services().database) as session:
        letters = services().letters.letters(session, kinds)
        counts = dict(letters)
        letter = text_param("chu") if text_param("chu") in counts else None
        criteria = AuthorityFilter(kinds, letter=letter, name_part=text_param())
        total = None if criteria.name_part else counts[letter] if letter else sum(counts.values())
        first = (screen - 1) * NAMES_PER_SCREEN
        listing = authority_lists.list_records(
            session, criteria, first=first, count=NAMES_PER_SCREEN, total=total
        )
    return render_template(
        "public/browse/authorities.html",
        way=way,
        letters=letters,
        letter=letter,
        name_part=criteria.name_part,
        listing=listing,
        screen=screen,
        size=NAMES_PER_SCREEN,
    )


def show(number: int) -> ResponseReturnValue:
    """Render one authority record with the items linked to it, and the pictures of a person."""
    screen = screen_param()
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        choice = WallFilter(person_ids=record.all_ids)
        pictures = open_wall(session, choice, first=0, count=_PICTURES_SHOWN)
        if not (pictures.total or authority_records.is_known_to_readers(session, record.id)):
            raise AuthorityNotFoundError
        if record.id != number:
            return redirect(url_for("public.authority", number=record.id), code=301)
        item_page = authority_records.items_of(
            session, number, first=(screen - 1) * _ITEMS_PER_SCREEN, count=_ITEMS_PER_SCREEN
        )
        covers = thumbnails.covers_with_parts(session, [item.id for item in item_page.items])
        is_place = record.kind is AuthorityKind.PLACE
        units = lines_named(current_history(session), record.name) if is_place else ()
    structured_data = name_data(record, [line.unit for line in units])
    way = next(way for way, kinds in KINDS_BY_PATH.items() if record.kind in kinds)
    return render_template(
        "public/browse/authority.html",
        record=record,
        way=way,
        item_page=item_page,
        pictures=pictures,
        covers=covers,
        screen=screen,
        size=_ITEMS_PER_SCREEN,
        structured=structured_data and as_script(structured_data),
        units=units,
    )
