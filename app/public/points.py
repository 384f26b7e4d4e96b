"""Shows the access points to readers: where, when, what for."""

from flask import render_template

from app.house import house
from app.public.doors import is_open_to_all
from library import clock
from library.catalogue import pictures, shelves
from library.database import reading
from library.points import inventory
from library.programme.faces import face


def show_all() -> str:
    """Show every point that serves."""
    with reading(house().database) as session:
        points = inventory.all_on(session, clock.today())
    serving = [point for point in points if point.facts.serving]
    return render_template("public/points.html", points=serving)


def show(code: str) -> str:
    """Show one point."""
    today = clock.today()
    with reading(house().database) as session:
        found = face(session, code, today)
        shown = shelves.records(session, found.pictures)
        covers = pictures.covers(session, shown)
    return render_template(
        "public/point.html",
        face=found,
        facts=found.point.facts,
        today=today,
        shown={name: one for name, one in shown.items() if is_open_to_all(one)},
        covers=covers,
    )
