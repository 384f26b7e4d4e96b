"""Page of a place name: its history as an administrative unit, and items about it."""

from flask import render_template

from app.public.browse.commune import commune_of
from app.services import services
from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.problems import AuthorityNotFoundError
from library.database import reading
from library.places.chronicle import eras_by_slug
from search_index.query.query_syntax import query_about_place


def show(slug: str) -> str:
    """Render all present and former units of this name, by period."""
    eras = eras_by_slug(slug)
    if not eras:
        raise AuthorityNotFoundError
    names = tuple(dict.fromkeys(era.unit for era in eras))
    bare = tuple(name.partition(" ")[2] for name in names)
    with reading(services().database) as session:
        place_records = authority_lists.places_called(session, (*names, *bare))
    return render_template(
        "public/browse/place.html",
        name=names[0],
        names=names,
        eras=eras,
        named=place_records,
        commune=commune_of(eras),
        query_of=query_about_place,
    )
