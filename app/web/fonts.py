"""Sends letters of the site's own to those who can afford them, the rare ones where they stand."""

import re

from flask import Flask, Response, url_for

from app.web.data_saver import Budget, budget
from library.settings import Settings

_RARE = re.compile(rb"\xe3[\x90-\xbf]|\xe4[\x80-\xb6]|\xf0[\xa0-\xb3]")
"""How letters of Hán and Nôm begin, in UTF-8, that computers often lack: Extension A and beyond."""

_END_OF_HEAD = b"</head>"


def install(app: Flask, _settings: Settings) -> None:
    """Look at each page once it is written."""
    app.after_request(_add_rare_letters)


def _add_rare_letters(response: Response) -> Response:
    """Name the style that brings Hán-Nôm on a page that has such a letter, and on no other."""
    if response.mimetype != "text/html" or response.is_streamed or budget() is Budget.LITTLE:
        return response
    page = response.get_data()
    if _RARE.search(page):
        style = url_for("static", filename="css/nom.css")
        link = f'<link rel="stylesheet" href="{style}">\n'.encode()
        response.set_data(page.replace(_END_OF_HEAD, link + _END_OF_HEAD, 1))
    return response
