"""Queues of pages for staff: failed, poorly read, and with corrections that lost their place."""

from flask import render_template, request

from app.services import profiles, services
from app.web.url_converters import asked_screen
from library.catalogue.pages import progress, thumbnails
from library.catalogue.text import low_confidence
from library.corrections.page_edits import page_history
from library.database import reading

_SHOWN = 100
SCREEN = 30


def show_failed() -> str:
    """Show the deliveries of which pages failed, each with why and what to do."""
    with reading(services().database) as session:
        found = progress.failed_lately(session, _SHOWN)
    return render_template("office/corrections/failed_pages.html", deliveries=found)


def show_astray() -> str:
    """Show the pages on which corrections found no place in the newest reading."""
    with reading(services().database) as session:
        pages = page_history.astray_pages(session, _SHOWN)
    return render_template("office/corrections/unplaced_corrections.html", pages=pages)


def show_poor() -> str:
    """Show one screen of the queue, of all collections or of one."""
    screen, asked = asked_screen(), request.args.get("bst", "")
    collection = asked if asked in profiles() else None
    with reading(services().database) as session:
        shown = low_confidence.poor_pages(
            session, collection, first=(screen - 1) * SCREEN, count=SCREEN
        )
        small = thumbnails.thumbnails(session, [(page.item_id, page.number) for page in shown])
        total = low_confidence.how_many(session, collection)
    return render_template(
        "office/corrections/low_confidence_pages.html",
        pages=shown,
        thumbnails=small,
        total=total,
        collection=collection,
        screen=screen,
        size=SCREEN,
    )
