"""Home page, help page and robots.txt."""

from collections.abc import Iterable

from flask import Response, render_template, url_for

from app.public.browse.galleries import GALLERIES
from app.services import profiles, services
from library import clock
from library.catalogue import featured_items, queries
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord
from library.database import reading

_MAX_NEWEST = 8
_MAX_FEATURED = 4
_MAX_ANNIVERSARIES = 4
_MAX_PICTURES = 6
_PICTURE_KINDS = tuple(kind for kinds in GALLERIES.values() for kind in kinds)


def show() -> str:
    """Render the search box, the collections, featured items, anniversaries and newest items."""
    today = clock.today()
    with reading(services().database) as session:
        counts = queries.counts(session)
        cover_ids = featured_items.collection_covers(session, profiles())
        rows = {
            "featured": featured_items.open_records(session, _featured(profiles().values()))[
                :_MAX_FEATURED
            ],
            "pictures": featured_items.newest_pictures(session, _PICTURE_KINDS, _MAX_PICTURES),
            "this_day": featured_items.on_this_day(session, f"{today:%m-%d}", _MAX_ANNIVERSARIES),
            "newest": queries.newest(session, _MAX_NEWEST),
        }
        covers = thumbnails.covers(session, {*cover_ids.values(), *_ids(rows.values())})
    return render_template(
        "public/home.html",
        **rows,
        today=today,
        covers=covers,
        counts=counts,
        items_in_all=sum(items for items, _ in counts.values()),
        pages_in_all=sum(pages for _, pages in counts.values()),
        collection_covers={slug: covers.get(item_id) for slug, item_id in cover_ids.items()},
        collections=[profile for profile in profiles().values() if profile.slug in counts]
        or profiles().values(),
    )


def show_help() -> str:
    """Render the help page."""
    return render_template("public/help.html")


def show_robots_txt() -> Response:
    """Exclude robots from addresses that are useless to them, and name the sitemap."""
    filtered_search = f"{url_for('public.search')}?*&"
    search_addresses = (filtered_search, url_for("public.feed"), url_for("public.suggest"))
    disallowed = (
        "/can-bo",
        "/duyet/tinh-co",
        "/ngon-ngu/",
        "/luong-du-lieu/",
        "/may",
        "/*/tai-ve/",
        "/*/gan",
        "/*/tim",
        "/danh-sach",
        *search_addresses,
    )
    sitemap = f"Sitemap: {url_for('interfaces.sitemap_index', _external=True)}"
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in disallowed), "", sitemap]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _featured(shown: Iterable[Profile]) -> list[str]:
    """Return the featured items of all collections, taking one of each in turn."""
    lists = [list(profile.featured) for profile in shown]
    longest = max(map(len, lists), default=0)
    return [ids[place] for place in range(longest) for ids in lists if place < len(ids)]


def _ids(rows: Iterable[tuple[ItemRecord, ...]]) -> list[str]:
    return [record.id for row in rows for record in row]
