"""Readers of the kinds of entries at the province: each stores what the line would have stored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from kit.models import Station
from kit.outbox import clock_marks, day_uses, enrolment_reports, room_clocks, room_events
from kit.outbox.entry_times import AGREEMENT, Dating
from kit.outbox.problems import (
    ForeignComputerError,
    ForeignPointError,
    ForgottenDaysError,
    MalformedEntryError,
    PlaceMismatchError,
    UndatedEntryError,
    WithdrawnComputerError,
)
from library.clock import HANOI
from library.consents import withdrawals
from library.corrections import description_reports, text_reports
from library.installation import secret_key
from library.jobs import early_reading
from library.readers import reader_questions
from library.settings import Settings
from library.storage.stores import derivative_store
from points.access_points import device_life
from points.access_points.enrolment import placements_of, point_of
from points.access_points.models import Device
from points.past_searches import remember, remember_missed
from points.programme.registers import incidents
from points.usage import demographics
from points.usage.events import intake
from points.usage.events.intake import Delivery
from points.usage.events.protocol import Batch, read_batch
from points.usage.events.timeline import moment
from points.usage.item_counts import ItemCounts
from points.usage.rollups.per_item import MIN_MACHINES

_NOON = time(12)
_SEARCH_LETTERS = 200
_TOO_MANY = 1_000_000
"""Uses of a day or a month that no room can have; sums of such numbers leave the database."""

_TOTALS = {"searches", *ItemCounts.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry of a letter, opened."""

    settings: Settings
    station: Station
    content: dict[str, object]
    dating: Dating
    accepts: Callable[[datetime], bool]
    """Return True for a time at which it can have happened."""
    stated_time: datetime
    """Its time by the station's clock."""
    now: datetime

    @property
    def at(self) -> datetime | None:
        """Return its time by the province's clock; None if nobody knows."""
        return self.dating.at

    @property
    def device(self) -> int:
        """Id of the computer that it is about."""
        return _whole_number(self.content["device"])

    def day(self, subject: str) -> date:
        """Return the day on which it happened; raise UndatedEntryError."""
        if self.at is None:
            raise UndatedEntryError(subject)
        return self.at.astimezone(HANOI).date()


def _take_batch(session: Session, arrival: Arrival) -> None:
    content = arrival.content
    network, batch = content["network"], read_batch(content["batch"])
    device_id = _own_computer(session, arrival)
    dated_at = _arrival_at_station(session, arrival, batch)
    delivery = Delivery(
        by_agent=content["agent"] is True,
        signed=content["signed"] if content["signed"] is None else content["signed"] is True,
        network=network if network is None else str(network)[:16],
        dated=dated_at is not None,
    )
    at = dated_at or arrival.now
    forgotten = session.get_one(Device, device_id).forgotten_before
    if forgotten is not None and at.astimezone(HANOI).date() < forgotten:
        raise ForgottenDaysError(f"{forgotten:%d/%m/%Y}")
    receipt = intake.receive(session, device_id, batch, at, delivery)
    incidents.enter(session, device_id, receipt.faults, at)


def _arrival_at_station(session: Session, arrival: Arrival, batch: Batch) -> datetime | None:
    """Return the time of a batch; where only the room knows it, by the sender's own clock.

    That clock is off as it was when it was last known, unless the others of the room disagree.
    """
    if not arrival.dating.is_of_room:
        return arrival.at
    skew_ms = room_clocks.last_skews(session, {"": {arrival.device: ()}}).get(arrival.device, 0)
    for own in (moment(batch.sent_wall + skew_ms), moment(batch.sent_wall)):
        if arrival.at is None and arrival.accepts(own):
            return own
        if arrival.at is not None and abs(own - arrival.at) <= AGREEMENT:
            return own
    return arrival.at


def _take_computer(session: Session, arrival: Arrival) -> None:
    if point_of(session, arrival.device, arrival.now) != arrival.station.point_id:
        raise ForeignComputerError(arrival.device)  # it may have left the room with newer keys
    if device_life.left_service_after(session, arrival.device, arrival.at):
        raise WithdrawnComputerError(arrival.device)  # the letter was long on its way
    enrolment_reports.take_over(session, arrival.device, arrival.content, arrival.at or arrival.now)


def _take_answers(session: Session, arrival: Arrival) -> None:
    day, device_id = arrival.day("một phiếu hỏi"), _own_computer(session, arrival)
    point_id = point_of(session, device_id, arrival.at)
    demographics.add(session, point_id, day, dict(arrival.content["answers"]))


def _take_search(session: Session, arrival: Arrival) -> None:
    query, secret = str(arrival.content["query"])[:_SEARCH_LETTERS], secret_key(arrival.settings)
    day = (arrival.at or arrival.now).date()
    (remember if arrival.content["has_hits"] is True else remember_missed)(
        session, query, day, secret
    )


def _take_day(session: Session, arrival: Arrival) -> None:
    """Add the uses of a day of the station."""
    content, own_point = arrival.content, arrival.station.point_id
    points = [(point_id, dict(totals)) for point_id, totals in content["points"]]
    items = [
        (str(name), is_inside is True, *counts) for name, is_inside, *counts in content["items"]
    ]
    if any(point_id not in (None, own_point) for point_id, _ in points):
        raise ForeignPointError
    if any(totals.keys() - _TOTALS for _, totals in points):
        raise MalformedEntryError
    _check_counts(count for _, totals in points for count in totals.values())
    _check_counts(count for _, _, *counts in items for count in counts)
    total = sum(totals.get("total_investigations", 0) for _, totals in points)
    subject = f"{total} lượt xem tài liệu"
    day = _corrected_day(arrival, content["day"], subject)
    first_day = arrival.station.created.astimezone(HANOI).date()
    if not first_day <= day <= arrival.day(subject):
        raise UndatedEntryError(subject)  # the clock was wrong then, and set right since
    machines = _whole_number(content["machines"])
    if 0 < machines < MIN_MACHINES:
        machines += day_uses.machines_elsewhere(session, day, own_point)
    day_uses.add_day(session, day, points, items, are_told=machines >= MIN_MACHINES)


def _take_places(session: Session, arrival: Arrival) -> str | None:
    """Give the titles of a month their point; return a sentence about those that do not match."""
    mismatched = 0
    month = _corrected_day(arrival, arrival.content["month"], "nơi đọc").replace(day=1)
    for item_id, point_id, *counts, days in arrival.content["items"]:
        if point_id != arrival.station.point_id:
            raise ForeignPointError
        _check_counts((*counts, days))
        mismatched += not day_uses.move_to_point(
            session, month, str(item_id), point_id, counts, days
        )
    return str(PlaceMismatchError(mismatched)) if mismatched else None


def _take_misreading(session: Session, arrival: Arrival) -> None:
    page = text_reports.reported_page(
        session, str(arrival.content["item"]), _whole_number(arrival.content["page"])
    )
    misreading, correction = str(arrival.content["read"]), str(arrival.content["meant"])
    text_reports.report(session, derivative_store(arrival.settings), page, misreading, correction)


def _take_mistake(session: Session, arrival: Arrival) -> None:
    fields = (str(arrival.content[name]) for name in ("item", "field", "text"))
    description_reports.report(session, *fields)


def _take_withdrawal(session: Session, arrival: Arrival) -> None:
    item_id, text, contact = (str(arrival.content[name]) for name in ("item", "text", "contact"))
    hides_title = bool(arrival.content["hides"])
    withdrawals.ask(session, item_id, text, contact, hides_title=hides_title)


def _take_request(session: Session, arrival: Arrival) -> None:
    early_reading.request_early_reading(session, str(arrival.content["item"]))


def _take_question(session: Session, arrival: Arrival) -> None:
    text, token, place = (str(arrival.content[name]) for name in ("text", "token", "place"))
    item_id = arrival.content["item"]
    reader_questions.ask(session, text, token=token, place=place, item_id=item_id and str(item_id))


def _take_nothing(_session: Session, _arrival: Arrival) -> None:
    """Pass over a note about the clock: the header of the letter has them all."""


KINDS: dict[str, Callable[[Session, Arrival], str | None]] = {
    room_events.BATCH_KIND: _take_batch,
    enrolment_reports.KIND: _take_computer,
    room_events.ANSWERS_KIND: _take_answers,
    room_events.SEARCH_KIND: _take_search,
    day_uses.DAY_KIND: _take_day,
    day_uses.MONTH_KIND: _take_places,
    "misreading": _take_misreading,
    "mistake": _take_mistake,
    "request": _take_request,
    "withdrawal": _take_withdrawal,
    "question": _take_question,
    clock_marks.KIND: _take_nothing,
}
"""Readers of entries, by kind; they return a sentence about what could not be taken in."""


def _own_computer(session: Session, arrival: Arrival) -> int:
    """Return the computer of an entry; a station speaks only for its own room."""
    placements = placements_of(session, arrival.device)
    if arrival.station.point_id not in {point_id for _, point_id in placements}:
        raise ForeignComputerError(arrival.device)
    return arrival.device


def _corrected_day(arrival: Arrival, text: str, subject: str) -> date:
    """Return a day of the station's clock, moved as far as the clock was wrong when it was over."""
    if arrival.at is None:
        raise UndatedEntryError(subject)
    noon = datetime.combine(date.fromisoformat(text), _NOON, HANOI)
    return (noon + (arrival.at - arrival.stated_time)).astimezone(HANOI).date()


def _check_counts(counts: Iterable[object]) -> None:
    if not all(0 <= _whole_number(count) < _TOO_MANY for count in counts):
        raise MalformedEntryError


def _whole_number(value: object) -> int:
    if type(value) is not int:
        raise MalformedEntryError
    return value
