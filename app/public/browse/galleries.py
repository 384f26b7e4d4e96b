"""Newspapers of all collections; maps and pictures as walls of thumbnails."""

from dataclasses import dataclass

from flask import render_template

from app.services import profiles, services
from app.web.url_converters import screen_param
from library.catalogue import queries
from library.catalogue.description import serials
from library.catalogue.description.serials import Serial
from library.catalogue.models import PageKind
from library.catalogue.pages import thumbnails
from library.catalogue.picture_kinds import MAPS, PICTURES, is_picture_kind
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord, PageDetails
from library.database import reading

ITEMS_PER_SCREEN = 24
GALLERIES = {"maps": MAPS, "pictures": PICTURES}
"""Kinds of items shown in each gallery."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Serials of one collection."""

    profile: Profile
    serials: tuple[Serial, ...]


def is_picture(record: ItemRecord, page: PageDetails) -> bool:
    """Return True if a page is catalogued as a picture or a map."""
    profile = profiles().get(record.collection)
    is_in_pictures = profile is not None and profile.holds_pictures
    return is_in_pictures or page.kind is PageKind.PLATE or is_picture_kind(record.kind)


def show_newspapers() -> str:
    """Render the newspapers, journals and series of all collections, with their newest covers."""
    with reading(services().database) as session:
        shelves = tuple(
            Shelf(profile, in_issues)
            for slug, profile in profiles(session).items()
            if (in_issues := serials.serials_in(session, slug))
        )
        newest = {
            (shelf.profile.slug, serial.name): serials.newest_with_cover(
                session, shelf.profile.slug, serial.name
            )
            for shelf in shelves
            for serial in shelf.serials
        }
        covers = thumbnails.covers(session, filter(None, newest.values()))
    return render_template(
        "public/browse/newspapers.html", shelves=shelves, newest=newest, covers=covers
    )


def show_maps() -> str:
    """Render the map sheets."""
    return _show("maps")


def show_pictures() -> str:
    """Render the photographs and other pictures."""
    return _show("pictures")


def _show(gallery: str) -> str:
    screen = screen_param()
    first = (screen - 1) * ITEMS_PER_SCREEN
    with reading(services().database) as session:
        item_page = queries.of_kinds(
            session, GALLERIES[gallery], first=first, count=ITEMS_PER_SCREEN
        )
        covers = thumbnails.covers(session, [record.id for record in item_page.items])
    return render_template(
        "public/browse/gallery.html",
        gallery=gallery,
        item_page=item_page,
        covers=covers,
        screen=screen,
        size=ITEMS_PER_SCREEN,
    )
