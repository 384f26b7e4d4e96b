"""Notices of the library to its readers: privacy, accessibility, open data."""

from flask import render_template

from app.services import services
from library import clock
from library.catalogue import queries
from library.corrections.line_answers import KEPT_DAYS
from library.database import reading
from library.law.law_register import name_on


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
