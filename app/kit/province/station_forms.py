"""Forms about a station: its space, images, collections and line."""

from collections.abc import Mapping

from app.office.field_problems import at_field
from app.services import profiles
from kit.contact.line_hours import read_line_hours
from kit.contact.problems import UnknownImageTierError, WrongStationNumberError
from kit.contact.stations import StationSettings
from kit.packs.tiers import TIER_NAMES

MB_PER_GB = 1000
_MIN_GB, _MAX_GB = 1, 4000
_MIN_KBIT, _MAX_KBIT = 16, 1_000_000
_DEFAULT_GB = 20
NEW = StationSettings(_DEFAULT_GB * MB_PER_GB, "small", (), "", None)
"""Settings that the form of a new station begins with."""


def read_settings_form(form: Mapping[str, str]) -> StationSettings:
    """Return the settings of a submitted form; raise an error noted at its field."""
    gigabytes = _number(form, "cho", "Chỗ dành cho gói (GB)", _MIN_GB, _MAX_GB)
    kbit = None
    if form.get("toc-do", "").strip():
        kbit = _number(form, "toc-do", "Tốc độ (kbit/s)", _MIN_KBIT, _MAX_KBIT)
    with at_field("gio"):
        hours = read_line_hours(form.get("gio", ""))
    with at_field("anh"):
        if form.get("anh") not in TIER_NAMES:
            raise UnknownImageTierError(form.get("anh", ""))
    return StationSettings(
        size_limit_mb=gigabytes * MB_PER_GB,
        images=form["anh"],
        collections=_first_collections(form),
        line_hours=hours,
        line_kbit=kbit,
    )


def form_values(settings: StationSettings) -> dict[str, object]:
    """Return the values of the form's fields."""
    places = {f"truoc-{slug}": place for place, slug in enumerate(settings.collections, start=1)}
    return {
        "cho": settings.size_limit_mb // MB_PER_GB,
        "anh": settings.images,
        "gio": settings.line_hours,
        "toc-do": settings.line_kbit or "",
        **places,
    }


def _first_collections(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the collections with a place in the order, the first one first."""
    places = {slug: form.get(f"truoc-{slug}", "").strip() for slug in profiles()}
    numbered = [(int(place), slug) for slug, place in places.items() if _is_place(place)]
    return tuple(slug for _, slug in sorted(numbered))


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) > 0


def _number(form: Mapping[str, str], name: str, label: str, least: int, most: int) -> int:
    text = form.get(name, "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        with at_field(name):
            raise WrongStationNumberError(label, least, most)
    return int(text)
