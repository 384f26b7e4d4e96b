"""Notices of the library to its readers: privacy and accessibility."""

from flask import render_template

from app.services import services
from library.readers import data_rights


def show_privacy() -> str:
    """Render what is kept of readers, why, how long, and whom to ask."""
    return render_template(
        "public/privacy.html",
        rights=data_rights,
        event_months=services().settings.event_months,
        has_accounts=services().settings.reader_accounts != "off",
    )


def show_accessibility() -> str:
    """Render the accessibility statement."""
    return render_template("public/accessibility.html")
