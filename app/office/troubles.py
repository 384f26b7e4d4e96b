"""Shows staff the pages that could not be made, and the corrections that lost their place."""

from flask import render_template

from app.house import house
from library.catalogue import progress
from library.corrections import history
from library.database import reading

_SHOWN = 100


def show_failed() -> str:
    """Show the deliveries of which pages failed, each with why and what to do."""
    with reading(house().database) as session:
        found = progress.failed_lately(session, _SHOWN)
    return render_template("office/failed_pages.html", deliveries=found)


def show_astray() -> str:
    """Show the pages on which corrections found no place in the newest reading."""
    with reading(house().database) as session:
        pages = history.astray_pages(session, _SHOWN)
    return render_template("office/astray.html", pages=pages)
