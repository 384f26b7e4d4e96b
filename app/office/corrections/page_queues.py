"""Page queues for staff: failed, low OCR confidence, and with unplaced corrections."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.office.lists.list_form import Choice, ListForm, read_list
from app.services import profiles, services
from library.catalogue.pages import progress, thumbnails
from library.catalogue.text import low_confidence
from library.corrections.page_edits import page_history
from library.database import reading

SCREEN = 30
_ITEM_WORDS = "Chữ trong nhan đề, số hiệu, tác giả của tài liệu. Không cần gõ dấu."


def show_failed() -> str:
    """Show the deliveries with failed pages, each with reason and remedy."""
    search_help = "Số lần nhập, tên tệp hoặc thư mục, người nhập. Không cần gõ dấu."
    with reading(services().database) as session:
        form = ListForm("office.failed_pages", search_help=search_help, size=SCREEN)
        listing = read_list(session, form)
        deliveries = progress.failed_lately(
            session, listing.count, first=listing.first, words=listing.words
        )
        total = progress.count_failed(session, listing.words)
    return render_template(
        "office/corrections/failed_pages.html",
        deliveries=deliveries,
        listing=listing.counted(total),
    )


def show_unplaced() -> str:
    """Show the pages with corrections that fit nowhere in the newest OCR text."""
    with reading(services().database) as session:
        form = ListForm("office.astray", search_help=_ITEM_WORDS, size=SCREEN)
        listing = read_list(session, form)
        pages = page_history.pages_with_unplaced(
            session, listing.count, first=listing.first, words=listing.words
        )
        total = page_history.count_unplaced(session, listing.words)
    return render_template(
        "office/corrections/unplaced_corrections.html", pages=pages, listing=listing.counted(total)
    )


def show_low_confidence() -> str:
    """Show one screen of the low-confidence queue, of all collections or one."""
    titles = {slug: profile.title for slug, profile in profiles().items()}
    form = ListForm(
        "office.poor_pages",
        choices=(Choice("bst", "Sưu tập", titles),),
        search_help=_ITEM_WORDS,
        size=SCREEN,
    )
    with reading(services().database) as session:
        listing = read_list(session, form)
        collection = listing.chosen.get("bst")
        pages = low_confidence.low_confidence_pages(
            session, collection, first=listing.first, count=listing.count, words=listing.words
        )
        small = thumbnails.thumbnails(session, [(page.item_id, page.number) for page in pages])
        total = low_confidence.queue_length(session, collection, listing.words)
    return render_template(
        "office/corrections/low_confidence_pages.html",
        pages=pages,
        thumbnails=small,
        listing=listing.counted(total),
    )


def open_next() -> ResponseReturnValue:
    """Open the page after the given one in the low-confidence queue."""
    item_id, number = request.args.get("tu", ""), request.args.get("trang", 0, type=int)
    with reading(services().database) as session:
        following = low_confidence.next_page(session, item_id, number)
    if following is None:
        flash("Hết việc: không còn trang khó đọc nào khác.", "good")
        return redirect(url_for("office.poor_pages"), code=303)
    return redirect(url_for("office.correct", item_id=following[0], number=following[1]), code=303)
