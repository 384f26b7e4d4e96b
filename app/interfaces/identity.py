"""Names by which other systems know this library: domain, identifiers, addresses, times."""

import re
from datetime import UTC, datetime

from flask import request, url_for

from app.services import services

_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
_MAIL = re.compile(r"\S+@(\S+\.)+\S+")
_NO_DOMAIN = "diachi.invalid"
"""Domain of an installation without a public name, such as one on a developer's machine."""


def domain() -> str:
    """Return the public domain name of the library, as in `oai:DOMAIN:ID`."""
    public = services().settings.hosts
    name = (public[0] if public else request.host).partition(":")[0]
    return name if _DOMAIN.fullmatch(name) else _NO_DOMAIN


def admin_mail() -> str:
    """Return the mail address of the people who run the library's server."""
    settings = services().settings
    addresses = (*settings.mail_to, settings.mail_from)
    return next(filter(_MAIL.fullmatch, addresses), f"admin@{domain()}")


def oai_identifier(item_id: str) -> str:
    """Return the identifier of an item in OAI-PMH."""
    return f"oai:{domain()}:{item_id}"


def item_address(item_id: str) -> str:
    """Return the full address of an item's page."""
    return url_for("public.item", item_id=item_id, _external=True)


def unit_address(unit: str) -> str:
    """Return the full address of the page of a unit of the province."""
    return url_for("public.place", slug=unit, _external=True)


def utc_seconds(moment: datetime) -> str:
    """Return a time as `2026-11-27T22:30:00Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
