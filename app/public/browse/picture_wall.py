"""Wall of described pictures of all items, of one or of a person, by decade and place."""

from dataclasses import replace

from flask import render_template, request
from sqlalchemy.orm import Session

from app.public.items.access import visible_record
from app.services import profiles, services
from app.web.url_converters import screen_param
from library import clock
from library.catalogue.authorities import authority_records
from library.catalogue.authorities.problems import AuthorityNotFoundError
from library.catalogue.pictures.described_pictures import UNDATED, Wall, WallFilter, wall
from library.database import reading

_SCREEN = 48
_LONGEST_PLACE, _MAX_NUMBER = 200, 2**31 - 1


def show() -> str:
    """Render the pictures that anybody may see; `tai-lieu` and `nguoi` narrow them."""
    chosen, screen = _chosen(), screen_param()
    number = min(request.args.get("nguoi", 0, type=int), _MAX_NUMBER)
    with reading(services().database) as session:
        record = visible_record(session, chosen.item_id) if chosen.item_id else None
        person = authority_records.record(session, number) if number else None
        if person:
            chosen = replace(chosen, person_ids=person.all_ids)
        pictures = open_wall(session, chosen, first=(screen - 1) * _SCREEN, count=_SCREEN)
        if (
            person
            and not pictures.total
            and not authority_records.is_known_to_readers(session, person.id)
        ):
            raise AuthorityNotFoundError
    decade = "" if chosen.decade is None else str(chosen.decade)
    filters = {
        "nguoi": number or "",
        "tai-lieu": chosen.item_id,
        "noi": chosen.place,
        "thap-nien": decade,
    }
    return render_template(
        "public/browse/picture_wall.html",
        record=record,
        person=person,
        wall=pictures,
        chosen=chosen,
        undated=UNDATED,
        screen=screen,
        size=_SCREEN,
        parameters={name: value for name, value in filters.items() if value},
    )


def open_wall(session: Session, chosen: WallFilter, *, first: int, count: int) -> Wall:
    """Return a screen of the pictures that anybody may see today."""
    slugs = [slug for slug, profile in profiles(session).items() if profile.moving_wall is None]
    return wall(session, chosen, slugs, clock.today().isoformat(), first=first, count=count)


def _chosen() -> WallFilter:
    decade = request.args.get("thap-nien", type=int)
    return WallFilter(
        request.args.get("tai-lieu", "")[:20],
        request.args.get("noi", "")[:_LONGEST_PLACE],
        decade if decade is not None and -1 <= decade <= 9999 else None,
    )
