"""Shows the access points to readers: where, when, what for."""

from flask import render_template

from app.public.items.access import is_open_to_all
from app.services import services
from library import clock
from library.catalogue import queries
from library.catalogue.pages import thumbnails
from library.database import reading
from library.points import inventory
from library.programme.overviews.public_profile import face


def show_all() -> str:
    """Show every point that serves."""
    with reading(services().database) as session:
        points = inventory.all_on(session, clock.today())
    serving = [point for point in points if point.facts.serving]
    return render_template("public/browse/access_points.html", points=serving)


def show(code: str) -> str:
    """Show one point."""
    today = clock.today()
    with reading(services().database) as session:
        found = face(session, code, today)
        shown = queries.records(session, found.pictures)
        covers = thumbnails.covers(session, shown)
    return render_template(
        "public/browse/access_point.html",
        face=found,
        facts=found.point.facts,
        today=today,
        shown={name: one for name, one in shown.items() if is_open_to_all(one)},
        covers=covers,
    )
