"""Page of one collection."""

from flask import render_template

from app.public.browse.phone_packs import offered_pack
from app.services import profiles, services
from app.web.url_converters import screen_param
from kit.phone.phone_subjects import SubjectKind
from library.catalogue import featured_items
from library.catalogue import queries as catalogue
from library.catalogue.description import serials
from library.catalogue.pages import thumbnails
from library.catalogue.profiles import profile_of
from library.database import reading

ITEMS_PER_SCREEN = 24


def show(collection: str) -> str:
    """Render a collection: its description, and its items in alphabetical order."""
    profile = profile_of(profiles(), collection)
    screen = screen_param()
    with reading(services().database) as session:
        item_page = catalogue.in_collection(
            session, collection, first=(screen - 1) * ITEMS_PER_SCREEN, count=ITEMS_PER_SCREEN
        )
        in_issues = serials.serials_in(session, collection)
        features = featured_items.open_records(session, profile.featured) if screen == 1 else ()
        covers = thumbnails.covers_with_parts(
            session, [record.id for record in (*features, *item_page.items)]
        )
    return render_template(
        "public/browse/collection.html",
        profile=profile,
        item_page=item_page,
        featured=features,
        covers=covers,
        in_issues=in_issues,
        screen=screen,
        size=ITEMS_PER_SCREEN,
        pack=offered_pack(SubjectKind.COLLECTION, collection),
    )
