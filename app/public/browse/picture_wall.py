"""Wall of described pictures of all items or of one, by decade and place."""

from flask import render_template, request

from app.public.items.access import visible_record
from app.services import profiles, services
from app.web.url_converters import screen_param
from library import clock
from library.catalogue.pictures.described_pictures import UNDATED, WallFilter, wall
from library.database import reading

_SCREEN = 48
_LONGEST_PLACE = 200


def show() -> str:
    """Render the pictures that anybody may see; one item's with `tai-lieu`."""
    chosen, screen = _chosen(), screen_param()
    with reading(services().database) as session:
        record = visible_record(session, chosen.item_id) if chosen.item_id else None
        slugs = [slug for slug, profile in profiles(session).items() if profile.moving_wall is None]
        today = clock.today().isoformat()
        first = (screen - 1) * _SCREEN
        pictures = wall(session, chosen, slugs, today, first=first, count=_SCREEN)
    decade = "" if chosen.decade is None else str(chosen.decade)
    filters = {"tai-lieu": chosen.item_id, "noi": chosen.place, "thap-nien": decade}
    return render_template(
        "public/browse/picture_wall.html",
        record=record,
        wall=pictures,
        chosen=chosen,
        undated=UNDATED,
        screen=screen,
        size=_SCREEN,
        parameters={name: value for name, value in filters.items() if value},
    )


def _chosen() -> WallFilter:
    decade = request.args.get("thap-nien", type=int)
    return WallFilter(
        request.args.get("tai-lieu", "")[:20],
        request.args.get("noi", "")[:_LONGEST_PLACE],
        decade if decade is not None and -1 <= decade <= 9999 else None,
    )
