"""Writes numbers, sizes, dates and texts as Vietnamese readers expect them."""

import re
from datetime import datetime, timedelta, timezone
from typing import Protocol

from flask import Flask
from flask_babel import format_decimal

from app.web.language import chosen
from library import clock
from library.catalogue.authorities.lifetimes import told_time
from library.catalogue.queries import ItemRecord
from library.catalogue.text.passages import language_of
from library.jobs.throughput import span
from library.programme.reports.numbers_in_words import number as amount
from library.settings import Settings
from library.usage.boards.board import Headline
from library.usage.boards.comparison import change, why_not
from library.usage.boards.measures import Measure
from library.usage.evidence import METHOD_NAMES
from library.usage.privacy.small_counts import MISSING
from library.xml_io import allowed


class Dated(Protocol):
    """What begins and ends at some time."""

    begins: str | None
    ends: str | None


_HANOI = timezone(timedelta(hours=7))
_HOUR = 3600
_MANY_HOURS = 100
_UNITS = ("byte", "KB", "MB", "GB", "TB")
_BLANK_LINE = re.compile(r"\n\s*\n")


def install(app: Flask, _settings: Settings) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        number=number,
        size=size,
        day=day,
        dated=dated,
        moment=moment,
        age=age,
        timestamp=timestamp,
        span=span,
        paragraphs=paragraphs,
        xml=allowed,
        figure=figure,
        lived=lived,
        from_iso=datetime.fromisoformat,
        growth=growth,
        method=METHOD_NAMES.__getitem__,
        amount=amount,
        language_of=language_of,
    )
    app.jinja_env.tests["web_address"] = is_web_address


def number(value: float) -> str:
    """Return 12.345 in Vietnamese, 12,345 in English."""
    return format_decimal(value)


def size(count: int) -> str:
    """Return a number of bytes as 640 byte, 12 KB, 3,4 MB."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{format_decimal(round(value, 1 if unit > 1 else 0))} {_UNITS[unit]}"


def day(date: str | None) -> str:
    """Return a date as far as it is known: 22/8/2017, 8/2017, 1886; English keeps 2017-08-22."""
    if not date or chosen() == "en":
        return date or ""
    return "/".join(str(int(part)) for part in reversed(date.split("-")))


def dated(record: ItemRecord) -> str:
    """Return the date of an item: as it was written when that says more."""
    return record.date_text or day(record.date)


def moment(when: datetime | None) -> str:
    """Return a moment in the time of Hà Nội: 08:30 24/11/2026."""
    return "" if when is None else f"{when.astimezone(_HANOI):%H:%M %d/%m/%Y}"


def age(when: datetime) -> str:
    """Return for how long something waits, in days."""
    days = (clock.now() - when).days
    return f"{days} ngày" if days else "từ hôm nay"


def timestamp(when: datetime) -> str:
    """Return a moment as machines read it."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text that are parted by empty lines."""
    return [part.strip() for part in _BLANK_LINE.split(text) if part.strip()]


def figure(value: int | None, measure: Measure) -> str:
    """Return a figure as it is read: 1.234 lượt, 56,5 giờ; … when nobody knows it."""
    if value is None:
        return MISSING
    if not measure.in_hours:
        return format_decimal(value)
    hours = value / _HOUR
    return format_decimal(round(hours, 1) if hours < _MANY_HOURS else round(hours))


def lived(record: Dated) -> str:
    """Return when somebody lived or something was there: 1911–1969, khoảng 1442 –, – 1886."""
    begins, ends = told_time(record.begins), told_time(record.ends)
    return f"{begins} – {ends}".strip() if begins or ends else ""


def growth(line: Headline) -> str:
    """Return how much a figure grew in a year, or why that cannot be told."""
    grown = change(line.now, line.before)
    if grown is None:
        return why_not(line.now, line.before)
    return f"{'+' if grown > 0 else ''}{format_decimal(round(grown, 1))} %"


def is_web_address(text: str | None) -> bool:
    """Say whether a text may be made a link: never a javascript: or data: one."""
    return bool(text) and text.lower().startswith(("https://", "http://"))
