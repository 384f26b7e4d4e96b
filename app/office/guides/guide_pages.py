"""Pages of the guides: all of them with a search, one of them, and their pictures."""

from flask import Response, abort, render_template, send_file

from app.office.guides import guide_files
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param

_PICTURE_MAX_AGE_SECONDS = 86_400


def show_all() -> str:
    """Show the list of guides, or the sections that contain the words of a search."""
    words = text_param()
    return render_template(
        "office/guides/guides.html",
        guides=guide_files.guides().values(),
        words=words,
        sections=guide_files.sections_with(words),
    )


def show(name: str) -> str:
    """Show one guide."""
    guide = guide_files.guides().get(name)
    if guide is None:
        abort(404)
    return render_template(
        "office/guides/guide.html", guide=guide, names=frozenset(guide_files.guides())
    )


def send_picture(name: str) -> Response:
    """Send a picture of the guides."""
    path = guide_files.picture(name)
    if path is None:
        abort(404)
    response = send_file(path, mimetype="image/webp", max_age=0)
    return set_policy(response, for_seconds(_PICTURE_MAX_AGE_SECONDS, public=False))
