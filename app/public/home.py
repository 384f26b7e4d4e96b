"""Home page, help page, notices and robots.txt."""

from collections.abc import Iterable

from flask import Response, render_template, url_for
from sqlalchemy.orm import Session

from app.public.browse.galleries import GALLERIES
from app.public.items.access import read_decision
from app.public.shown_pictures import ShownPicture, fitting_picture
from app.public.stories.stories import pictures_of
from app.services import profiles, services
from library import clock
from library.catalogue import featured_items, queries
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord
from library.corrections.article_lists import NEWSPAPER_KINDS
from library.corrections.line_answers import KEPT_DAYS
from library.database import reading
from library.law.law_register import name_on
from library.stories import story_records
from library.stories.models import StoryKind

_MAX_NEWEST = 8
_MAX_HIGHLIGHTS = 3
_MAX_ANNIVERSARIES = 4
_MAX_PICTURE_BYTES, _MAX_PAGE_BYTES = 32_000, 16_000
"""A heavier highlight shows its thumbnail, so that the home page stays below 120 kB."""

_PICTURE_KINDS = tuple(kind for kinds in GALLERIES.values() for kind in kinds)
_WRITTEN_KINDS = ("Bản thảo", "Gia phả", "Sắc phong", "Văn bia", "Hương ước")


def show() -> str:
    """Render the search box, a story, highlights, anniversaries, collections and newest items."""
    with reading(services().database) as session:
        story = _story(session)
        return render_template(
            "public/home.html",
            **story,
            **_items(session, story["story_picture"]),
            **_collections(session),
            today=clock.today(),
        )


def _story(session: Session) -> dict[str, object]:
    story = story_records.newest(session, StoryKind.STORY)
    pictures = pictures_of(session, (story,)) if story else {}
    return {
        "story": story,
        "story_picture": story and pictures.get(story.id),
        "lesson": story_records.newest(session, StoryKind.LESSON),
    }


def _items(session: Session, story_picture: ShownPicture | None) -> dict[str, object]:
    """Return the items of the home page; a picture of the story is no highlight once more."""
    today = clock.today()
    highlights = featured_items.highlights(
        session,
        _featured(profiles(session).values()),
        (GALLERIES["maps"], GALLERIES["pictures"], _WRITTEN_KINDS),
        _MAX_HIGHLIGHTS,
        shown_id=story_picture and story_picture.record.id,
    )
    this_day = featured_items.on_this_day(session, today, _MAX_ANNIVERSARIES)
    this_month = (
        () if this_day else featured_items.in_this_month(session, today, _MAX_ANNIVERSARIES)
    )
    issue = featured_items.newest_issue(session, NEWSPAPER_KINDS)
    records = (*this_day, *this_month, *((issue,) if issue else ()))
    return {
        "highlights": [(record, _picture(session, record)) for record in highlights],
        "this_day": this_day,
        "this_month": this_month,
        "issue": issue,
        "newest": queries.newest(session, _MAX_NEWEST),
        "covers": thumbnails.covers_with_parts(session, {record.id for record in records}),
    }


def _picture(session: Session, record: ItemRecord) -> ShownPicture | None:
    """Return the picture of a highlight; None if readers may not see the pages."""
    if not read_decision(record).allowed:
        return None
    is_picture = record.kind in _PICTURE_KINDS
    return fitting_picture(
        session, record, max_bytes=_MAX_PICTURE_BYTES if is_picture else _MAX_PAGE_BYTES
    )


def _collections(session: Session) -> dict[str, object]:
    counts = queries.counts(session)
    cover_ids = featured_items.collection_covers(session, profiles(session))
    covers = thumbnails.covers(session, cover_ids.values())
    return {
        "counts": counts,
        "items_in_all": sum(items for items, _ in counts.values()),
        "pages_in_all": sum(pages for _, pages in counts.values()),
        "collection_covers": {slug: covers.get(item_id) for slug, item_id in cover_ids.items()},
        "collections": [profile for profile in profiles(session).values() if profile.slug in counts]
        or profiles(session).values(),
    }


def show_help() -> str:
    """Render the help page."""
    return render_template("public/help.html")


def show_robots_txt() -> Response:
    """Exclude robots from addresses that are useless to them, and name the sitemap.

    Google Scholar reads the whole PDF of an item, which `citation_pdf_url` names.
    """
    filtered_search = f"{url_for('public.search')}?*&"
    search_addresses = (filtered_search, url_for("public.feed"), url_for("public.suggest"))
    paths = (
        "/can-bo",
        "/duyet/tinh-co",
        "/ngon-ngu/",
        "/luong-du-lieu/",
        "/may",
        "/*/tai-ve/",
        "/*/gan",
        "/*/tim",
        "/cung-chep",
        "/hoi-thu-vien",
        "/danh-sach",
        *search_addresses,
    )
    sitemap = f"Sitemap: {url_for('interfaces.sitemap_index', _external=True)}"
    rules = ["Allow: /*/tai-ve/tai-lieu.pdf$", *(f"Disallow: {path}" for path in paths)]
    lines = ["User-agent: *", *rules, "", sitemap]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _featured(shown_profiles: Iterable[Profile]) -> list[str]:
    """Return the featured items of all collections, taking one of each in turn."""
    lists = [list(profile.featured) for profile in shown_profiles]
    longest = max(map(len, lists), default=0)
    return [ids[place] for place in range(longest) for ids in lists if place < len(ids)]


def show_privacy() -> str:
    """Render what is kept of readers, why, how long, and whom to ask."""
    return render_template(
        "public/privacy.html",
        law=name_on("personal-data", clock.today()),
        decree=name_on("personal-data-details", clock.today()),
        help_days=KEPT_DAYS,
        event_months=services().settings.event_months,
        has_accounts=services().settings.reader_accounts != "off",
    )


def show_accessibility() -> str:
    """Render the accessibility statement."""
    return render_template("public/accessibility.html")


def show_open_data() -> str:
    """Render the list of interfaces with a working address of each."""
    with reading(services().database) as session:
        newest = queries.newest(session, 1)
    return render_template("public/open_data.html", example=newest[0] if newest else None)
