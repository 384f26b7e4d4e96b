"""Page of open data: which interfaces other systems and programs can use, and how."""

from flask import render_template

from app.services import services
from library.catalogue import queries
from library.database import reading


def show() -> str:
    """Render the list of interfaces with a working address of each."""
    with reading(services().database) as session:
        newest = queries.newest(session, 1)
    return render_template("public/open_data.html", example=newest[0] if newest else None)
