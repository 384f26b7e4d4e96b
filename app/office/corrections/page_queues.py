"""Page queues for staff: failed, low OCR confidence, and with unplaced corrections."""

from flask import render_template, request

from app.services import profiles, services
from app.web.url_converters import screen_param
from library.catalogue.pages import progress, thumbnails
from library.catalogue.text import low_confidence
from library.corrections.page_edits import page_history
from library.database import reading

_SHOWN = 100
SCREEN = 30


def show_failed() -> str:
    """Show the deliveries with failed pages, each with reason and remedy."""
    with reading(services().database) as session:
        deliveries = progress.failed_lately(session, _SHOWN)
    return render_template("office/corrections/failed_pages.html", deliveries=deliveries)


def show_unplaced() -> str:
    """Show the pages with corrections that fit nowhere in the newest OCR text."""
    with reading(services().database) as session:
        pages = page_history.pages_with_unplaced(session, _SHOWN)
    return render_template("office/corrections/unplaced_corrections.html", pages=pages)


def show_low_confidence() -> str:
    """Show one screen of the low-confidence queue, of all collections or one."""
    screen, requested = screen_param(), request.args.get("bst", "")
    collection = requested if requested in profiles() else None
    with reading(services().database) as session:
        shown = low_confidence.low_confidence_pages(
            session, collection, first=(screen - 1) * SCREEN, count=SCREEN
        )
        small = thumbnails.thumbnails(session, [(page.item_id, page.number) for page in shown])
        total = low_confidence.queue_length(session, collection)
    return render_template(
        "office/corrections/low_confidence_pages.html",
        pages=shown,
        thumbnails=small,
        total=total,
        collection=collection,
        screen=screen,
        size=SCREEN,
    )
