"""Public pages of the access points: where, when and what for."""

from flask import render_template

from app.public.items.access import is_open_to_all
from app.services import services
from library import clock
from library.catalogue import queries
from library.catalogue.pages import thumbnails
from library.database import reading
from points.access_points import inventory
from points.access_points.point_names import is_named
from points.access_points.problems import PointNotFoundError
from points.access_points.reform_2025 import place_today
from points.programme.overviews.public_profile import public_profile


def show_all() -> str:
    """Render the access points in service that have a name, and count those without one."""
    with reading(services().database) as session:
        points = inventory.points_on(session, clock.today())
    serving = [point for point in points if point.facts.serving]
    named_points = [point for point in serving if is_named(point)]
    return render_template(
        "public/browse/access_points.html",
        points=named_points,
        unnamed_count=len(serving) - len(named_points),
        place_today=place_today,
    )


def show(code: str) -> str:
    """Render one access point."""
    today = clock.today()
    with reading(services().database) as session:
        profile = public_profile(session, code, today)
        if not is_named(profile.point):
            raise PointNotFoundError(code)
        picture_records = queries.records(session, profile.pictures)
        covers = thumbnails.covers(session, picture_records)
    return render_template(
        "public/browse/access_point.html",
        face=profile,
        facts=profile.point.facts,
        place_today=place_today,
        today=today,
        shown={name: record for name, record in picture_records.items() if is_open_to_all(record)},
        covers=covers,
    )
