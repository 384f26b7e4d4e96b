"""URLs of harvests, each with the permission that it requires."""

from dataclasses import dataclass, replace

from flask import abort, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import collection_titles
from app.office.harvest import harvest_pages, harvested_changes
from app.services import profiles, services
from app.web.actions import action
from library import clock
from library.catalogue.models import Access
from library.database import reading
from library.exchange.item_description import Description, Original
from library.exchange.marc21.record_lines import RecordLine, marc_lines
from library.exchange.other_libraries.oai_client import (
    OaiClient,
    Part,
    RefusedError,
    SourceRecord,
)
from library.exchange.other_libraries.web_fetch import NoAnswerError
from library.harvest import harvests
from library.harvest.first_records import PreviewedRecord, preview
from library.harvest.harvests import HarvestChoice
from library.staff.permissions import Permission
from library.untrusted.deadline import Deadline
from library.xml_io import local_name

_SECONDS = 60.0
"""Time for all sets, or for the first records."""

_MAX_BYTES = 8_000_000
"""Largest answer that the site reads; parsed XML takes up to thirty times as much memory."""

_SHOWN = 10
_FORMATS = {"marc": "MARC 21", "dc": "Dublin Core"}


@dataclass(frozen=True, slots=True)
class Offer:
    """The sets and formats of a source."""

    sets: dict[str, str]
    formats: dict[str, str]
    """Prefixes at the source, by our names of the formats."""


def show() -> str:
    """Show the form of a source; with a collection chosen, the first records as well."""
    name, address = _source(request.args.get("nguon", -1, type=int))
    offer, part, problem = Offer({}, {}), None, ""
    choice = _choice(address)
    try:
        offer = services().partners.answer(address, "offer", lambda: _offer(address))
        if choice is not None and choice.prefix in offer.formats.values():
            part = services().partners.answer(
                address,
                (choice.prefix, choice.set_code),
                lambda: _first_part(address, choice.prefix, choice.set_code),
            )
    except (NoAnswerError, RefusedError) as error:
        problem = str(error)
    return render_template(
        "office/harvest/choose_harvest.html",
        source=name,
        offer=offer,
        formats={
            offer.formats[key]: label for key, label in _FORMATS.items() if key in offer.formats
        },
        titles=collection_titles(),
        accesses=tuple(Access),
        choice=choice,
        without_access="bst" in request.args and choice is None,
        problem=problem,
        part=part,
        records=_previewed(choice, part) if choice and part else (),
    )


@action()
def begin(session: Session) -> tuple[str, str]:
    """Order the harvest that was previewed."""
    _, address = _source(request.form.get("nguon", -1, type=int))
    choice = _choice(address)
    if choice is None:
        abort(400)
    harvest = harvests.begin(session, choice, current_user.name)
    return "", url_for("office.harvest", harvest_id=harvest.id)


def _source(place: int) -> tuple[str, str]:
    sources = services().settings.oai_sources
    if not 0 <= place < len(sources):
        abort(404)
    return sources[place]


def _client(address: str) -> OaiClient:
    return OaiClient(address, max_bytes=_MAX_BYTES, deadline=Deadline(_SECONDS))


def _offer(address: str) -> Offer:
    client = _client(address)
    return Offer(client.sets(), client.formats())


def _first_part(address: str, prefix: str, set_code: str) -> Part:
    """Return the first part with the records that are shown, and their number if known."""
    part = _client(address).first_part(prefix, set_code)
    is_whole = part.total is None and not part.token
    total = len(part.records) if is_whole else part.total
    return replace(part, records=part.records[:_SHOWN], total=total)


def _choice(address: str) -> HarvestChoice | None:
    """Return the choice that a request makes; None while something is missing."""
    values = request.values
    access, collection = values.get("noi-doc", ""), values.get("bst", "")
    if access not in tuple(Access) or collection not in profiles() or not values.get("dang"):
        return None
    return HarvestChoice(
        source=address,
        prefix=values["dang"][:100],
        collection=collection,
        access=Access(access),
        set_code=values.get("bo", "")[:300],
        set_name=values.get("ten-bo", "")[:300],
        is_daily="hang-ngay" in values,
    )


def _previewed(
    choice: HarvestChoice, part: Part
) -> list[tuple[PreviewedRecord, list[tuple[str, str]]]]:
    """Return the first records, each with the lines of its source."""
    with reading(services().database) as session:
        previews = preview(
            session, choice, profiles(session)[choice.collection], part.records[:_SHOWN]
        )
    return [(record, _lines(record)) for record in previews]


def _lines(preview_record: PreviewedRecord) -> list[tuple[str, str]]:
    """Return the fields of a record as its source sends them."""
    if preview_record.marc is not None:
        original = Original(preview_record.marc, {})
        lines = marc_lines(Description("", clock.now(), None, {}, original))
        return [(f"{line.name} {line.marks}", _text(line)) for line in lines]
    return _elements(preview_record.record)


def _text(line: RecordLine) -> str:
    return " ".join(f"${code} {text}" if code else text for code, text in line.parts)


def _elements(record: SourceRecord) -> list[tuple[str, str]]:
    if record.metadata is None:
        return []
    return [(local_name(str(part.tag)), (part.text or "").strip()) for part in record.metadata]


_READ, _WRITE = ("GET",), ("POST",)
_HARVESTS = "/thu-hoach"
_HARVEST = f"{_HARVESTS}/<int:harvest_id>"
_RECORD = f"{_HARVESTS}/bieu-ghi/<int:record_id>"
ADDRESSES = (
    (_HARVESTS, "harvests", Permission.CATALOGUE, harvest_pages.show_all, _READ),
    (_HARVESTS, "begin_harvest", Permission.CATALOGUE, begin, _WRITE),
    (f"{_HARVESTS}/chon", "choose_harvest", Permission.CATALOGUE, show, _READ),
    (_HARVEST, "harvest", Permission.CATALOGUE, harvest_pages.show, _READ),
    (_HARVEST, "change_harvest", Permission.CATALOGUE, harvest_pages.change, _WRITE),
    (_RECORD, "harvested_change", Permission.CATALOGUE, harvested_changes.show, _READ),
    (_RECORD, "keep_own_record", Permission.CATALOGUE, harvested_changes.keep, _WRITE),
)
