"""Shows staff the pages that were read poorly, the worst first."""

from flask import render_template, request

from app.addresses import asked_screen
from app.house import house, profiles
from library.catalogue import pictures, poor_pages
from library.database import reading

SCREEN = 30


def show_poor() -> str:
    """Show one screen of the queue, of all collections or of one."""
    screen, asked = asked_screen(), request.args.get("bst", "")
    collection = asked if asked in profiles() else None
    with reading(house().database) as session:
        shown = poor_pages.poor_pages(
            session, collection, first=(screen - 1) * SCREEN, count=SCREEN
        )
        thumbnails = pictures.thumbnails(session, [(page.item_id, page.number) for page in shown])
        total = poor_pages.how_many(session, collection)
    return render_template(
        "office/poor_pages.html",
        pages=shown,
        thumbnails=thumbnails,
        total=total,
        collection=collection,
        screen=screen,
        size=SCREEN,
    )
