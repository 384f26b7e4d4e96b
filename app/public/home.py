"""Welcomes readers and shows them what there is."""

from flask import Response, render_template, url_for

from app.house import house, profiles
from library.catalogue import pictures, shelves
from library.database import reading

_NEWEST = 8


def show() -> str:
    """Show the way in: the question, the collections, what came last."""
    with reading(house().database) as session:
        newest = shelves.newest(session, _NEWEST)
        covers = pictures.covers(session, [record.id for record in newest])
        counts = shelves.counts(session)
    return render_template(
        "public/home.html", newest=newest, covers=covers, counts=counts, shelves=profiles().values()
    )


def show_help() -> str:
    """Show how to search and read."""
    return render_template("public/help.html")


def tell_robots() -> Response:
    """Ask robots to leave alone what is no use to them."""
    searching = (url_for("public.search"), url_for("public.suggest"))
    closed = (
        "/can-bo",
        "/duyet/tinh-co",
        "/ngon-ngu/",
        "/luong-du-lieu/",
        "/may",
        "/*/tai-ve/",
        *searching,
    )
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
