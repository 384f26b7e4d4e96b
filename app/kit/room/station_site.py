"""Addresses that the site of a station serves, and the line on its pages with their day.

All addresses stay known, so that a page can name any of them; those of the province are refused.
"""

from collections.abc import Callable
from functools import partial

from flask import Flask, g, request

from app.services import services
from kit.station.problems import NotAtStationError
from kit.station.state import served_edition
from library.clock import HANOI
from library.database import reading
from library.settings import Settings

_BLUEPRINTS = frozenset({"public", "kiosk", "room"})
_INTERFACES = frozenset(
    {
        *("interfaces.opensearch", "interfaces.ark", "interfaces.iiif.image"),
        *("interfaces.opds", "interfaces.opds_opensearch", "interfaces.opds_start"),
        *("interfaces.opds_newest", "interfaces.opds_collection", "interfaces.opds_search"),
    }
)
"""Interfaces that phones and reading programs of the room use; the others are of the province."""

_ONLY_AT_THE_PROVINCE = frozenset(
    {
        "public.open_data",
        *("public.help_type", "public.send_line", "public.class_progress", "public.type_line"),
    }
)
"""Public pages whose answers nobody at the station could give or send on."""


def install(app: Flask, settings: Settings) -> None:
    """Refuse what a station does not serve; the province serves all but the station's page."""
    is_served = _is_served_at_station if settings.station else _is_served_at_province
    app.before_request(partial(_refuse_others, is_served))
    app.context_processor(
        lambda: {
            "is_served": is_served,
            "is_station": settings.station,
            "edition_day": _edition_day,
        }
    )


def _is_served_at_station(endpoint: str) -> bool:
    """Return True if the site of a station answers this address."""
    if endpoint in _ONLY_AT_THE_PROVINCE:
        return False
    blueprint, _, name = endpoint.partition(".")
    return not name or blueprint in _BLUEPRINTS or endpoint in _INTERFACES


def _is_served_at_province(endpoint: str) -> bool:
    return not endpoint.startswith("room.")


def _refuse_others(is_served: Callable[[str], bool]) -> None:
    if request.endpoint is not None and not is_served(request.endpoint):
        raise NotAtStationError


def _edition_day() -> str | None:
    """Return the day of the edition; None before the first pack."""
    if "edition_day" not in g:
        with reading(services().database) as session:
            edition = served_edition(session)
        g.edition_day = edition and edition.state_at.astimezone(HANOI).date().isoformat()
    return g.edition_day
