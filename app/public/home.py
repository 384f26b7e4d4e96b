"""Welcomes readers and shows them what there is."""

from collections.abc import Iterable

from flask import Response, render_template, url_for

from app.services import profiles, services
from library import clock
from library.catalogue import featured_items, queries
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord
from library.database import reading

_NEWEST = 8
_TREASURES = 4
_ANNIVERSARIES = 4


def show() -> str:
    """Show the way in: the question, the collections, treasures, this day, what came last."""
    today = clock.today()
    with reading(services().database) as session:
        counts = queries.counts(session)
        faces = featured_items.faces(session, profiles())
        rows = {
            "featured": featured_items.featured(session, _featured(profiles().values()))[
                :_TREASURES
            ],
            "this_day": featured_items.on_this_day(session, f"{today:%m-%d}", _ANNIVERSARIES),
            "newest": queries.newest(session, _NEWEST),
        }
        covers = thumbnails.covers(session, {*faces.values(), *_ids(rows.values())})
    return render_template(
        "public/home.html",
        **rows,
        today=today,
        covers=covers,
        counts=counts,
        faces={slug: covers.get(item_id) for slug, item_id in faces.items()},
        shelves=[one for one in profiles().values() if one.slug in counts] or profiles().values(),
    )


def show_help() -> str:
    """Show how to search and read."""
    return render_template("public/help.html")


def tell_robots() -> Response:
    """Ask robots to leave alone what is no use to them."""
    narrowed = f"{url_for('public.search')}?*&"
    searching = (narrowed, url_for("public.feed"), url_for("public.suggest"))
    closed = (
        "/can-bo",
        "/duyet/tinh-co",
        "/ngon-ngu/",
        "/luong-du-lieu/",
        "/may",
        "/*/tai-ve/",
        "/*/gan",
        "/*/tim",
        "/danh-sach",
        *searching,
    )
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _featured(shown: Iterable[Profile]) -> list[str]:
    """Return what collections feature, one of each in turn."""
    lists = [list(profile.featured) for profile in shown]
    longest = max(map(len, lists), default=0)
    return [ids[place] for place in range(longest) for ids in lists if place < len(ids)]


def _ids(rows: Iterable[tuple[ItemRecord, ...]]) -> list[str]:
    return [record.id for row in rows for record in row]
