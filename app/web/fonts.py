"""Web font for rare Hán-Nôm characters, loaded only on pages that need it."""

import re

from flask import Flask, Response, url_for

from app.web.data_saver import DataBudget, current_budget
from library.settings import Settings

_RARE_HAN = re.compile(rb"\xe3[\x90-\xbf]|\xe4[\x80-\xb6]|\xf0[\xa0-\xb3]")
"""UTF-8 beginnings of rare Hán-Nôm characters (Extension A and later) that computers lack."""

_END_OF_HEAD = b"</head>"


def install(app: Flask, _settings: Settings) -> None:
    """Check every page after it is rendered."""
    app.after_request(_add_font_style)


def _add_font_style(response: Response) -> Response:
    """Add the Hán-Nôm stylesheet to a page with rare characters."""
    if (
        response.mimetype != "text/html"
        or response.is_streamed
        or response.direct_passthrough  # a file, sent as it is
        or current_budget() is DataBudget.LITTLE
    ):
        return response
    page = response.get_data()
    if _RARE_HAN.search(page):
        style = url_for("static", filename="css/nom.css")
        link = f'<link rel="stylesheet" href="{style}">\n'.encode()
        response.set_data(page.replace(_END_OF_HEAD, link + _END_OF_HEAD, 1))
    return response
