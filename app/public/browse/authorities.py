"""Lets readers look around by persons and bodies, by subjects, by places named in records."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.services import services
from app.web.url_converters import asked, asked_screen
from library.catalogue.authorities import authority_lists, authority_records
from library.catalogue.authorities.authority_lists import Wanted
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.authorities.problems import AuthorityNotFoundError
from library.catalogue.pages import thumbnails
from library.database import reading
from library.places.chronicle import eras_called

SCREEN = 100
_ITEMS = 24
WAYS = {
    "tac-gia": (AuthorityKind.PERSON, AuthorityKind.BODY),
    "de-muc": (AuthorityKind.SUBJECT,),
    "dia-danh": (AuthorityKind.PLACE,),
}
"""The last part of an address, and the kinds of names that are listed there."""


def show_all(way: str) -> str:
    """Show the names in alphabetical order, all of them or those under one letter."""
    kinds, screen = WAYS[way], asked_screen()
    with reading(services().database) as session:
        letters = services().letters.letters(session, kinds)
        known = dict(letters)
        letter = asked("chu") if asked("chu") in known else None
        wanted = Wanted(kinds, letter=letter, sought=asked())
        total = None if wanted.sought else known[letter] if letter else sum(known.values())
        first = (screen - 1) * SCREEN
        listing = authority_lists.listed(session, wanted, first=first, count=SCREEN, total=total)
    return render_template(
        "public/browse/authorities.html",
        way=way,
        letters=letters,
        letter=letter,
        sought=wanted.sought,
        listing=listing,
        screen=screen,
        size=SCREEN,
    )


def show(number: int) -> ResponseReturnValue:
    """Show one person, body, subject or place, with what the library has."""
    screen = asked_screen()
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        if not authority_records.is_known_to_readers(session, record.id):
            raise AuthorityNotFoundError
        if record.id != number:
            return redirect(url_for("public.authority", number=record.id), code=301)
        shelf = authority_records.items_of(
            session, number, first=(screen - 1) * _ITEMS, count=_ITEMS
        )
        covers = thumbnails.covers(session, [item.id for item in shelf.items])
    way = next(way for way, kinds in WAYS.items() if record.kind in kinds)
    return render_template(
        "public/browse/authority.html",
        record=record,
        way=way,
        shelf=shelf,
        covers=covers,
        screen=screen,
        size=_ITEMS,
        eras=eras_called(record.name) if record.kind is AuthorityKind.PLACE else (),
    )
