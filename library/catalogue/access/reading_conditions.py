"""Conditions of a community or a family on reading an item, beside its audience.

They are stored as JSON text in one column of the item, which every door reads. Text that cannot be
read as conditions closes the item to readers.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

_NEVER = "0001"
"""Year of a last day to which nobody agreed."""

_ANY_YEAR = 2001
"""A year without 29 February: a season may not begin or end on a day that most years lack."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions on reading an item; the empty value asks nothing."""

    season: tuple[str, str] | None = None
    """First and last day of each year (such as 12-20 and 02-15) on which readers may read it."""
    attended: bool = False
    """True if it is read only beside a person of the community, whom staff invite."""
    warning: str = ""
    """Words that readers confirm before the item opens."""
    no_download: bool = False
    no_machines: bool = False
    """True if no interface, robot or language model gets its text and images."""
    open_until: str | None = None
    """Last agreed day of reading everywhere; afterwards it is read in the library only."""
    onsite_until: str | None = None
    """Last agreed day of reading in the library; afterwards it is closed to readers."""
    consented: bool = False
    """True if a consent is recorded: copies of it stay in no cache longer than a minute."""
    untitled: bool = False
    """True if the page of the withdrawn item must not show its title."""

    @property
    def hides_cover(self) -> bool:
        """True if no list shows a picture of the item."""
        return bool(self.attended or self.season or self.warning or self.no_machines)


class Conditioned(Protocol):
    """Anything with the conditions of an item: a row, a record, its rights."""

    conditions: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason, in Vietnamese, why conditions keep a reader from the pages."""

    because: str
    opens: str | None = None
    """Day from which a season opens the item again."""


NONE = Conditions()
_UNREADABLE = Conditions(attended=True, no_download=True, no_machines=True, untitled=True)


def conditions_of(item: Conditioned) -> Conditions:
    """Return the conditions of an item; those that close it if they cannot be read."""
    return parse(item.conditions) if item.conditions else NONE


@lru_cache(maxsize=4096)
def parse(text: str | None) -> Conditions:
    """Return conditions from their stored text."""
    if not text:
        return NONE
    try:
        values = json.loads(text)
        season = values.pop("season", None)
        season = season and (month_day(season[0]), month_day(season[1]))
        for name in ("open_until", "onsite_until"):
            date.fromisoformat(values.get(name) or "2001-01-01")
        return Conditions(season=season, **values)
    except (ValueError, TypeError, LookupError, AttributeError):
        return _UNREADABLE


def to_text(conditions: Conditions) -> str | None:
    """Return the text to store; None if nothing is asked."""
    values = {name: value for name, value in asdict(conditions).items() if value}
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else None


def month_day(text: str) -> str:
    """Return a day of the year, such as 12-20; raise ValueError for any other text."""
    month, day = (int(part) for part in text.split("-"))
    return date(_ANY_YEAR, month, day).isoformat()[5:]


def refusal(
    conditions: Conditions, today: str, *, at_library: bool, is_machine: bool
) -> Refusal | None:
    """Return the first condition that keeps a reader from the pages today; None if none does."""
    if conditions.attended:
        return Refusal("chỉ xem cùng người của cộng đồng, hẹn trước với thư viện")
    if is_machine and (conditions.no_machines or conditions.warning):
        return Refusal("không dành cho máy đọc tự động, theo ý của cộng đồng")
    if _is_past(conditions.onsite_until, today):
        return Refusal("đã hết thời hạn được đồng ý cho đọc")
    if _is_past(conditions.open_until, today) and not at_library:
        return Refusal("chỉ đọc trên máy tính của thư viện, vì đã hết thời hạn đồng ý cho đăng")
    if conditions.season and not _is_in_season(conditions.season, today):
        opens = _next_start(conditions.season, today)
        return Refusal("chỉ mở theo mùa, theo ý của cộng đồng", opens)
    return None


def is_onsite_only(conditions: Conditions, today: str) -> bool:
    """Return True if the agreed time of reading outside the library is over."""
    return _is_past(conditions.open_until, today)


def widens(new: str | None, old: str | None) -> bool:
    """Return True if somebody could read, download or be shown more than under the old text."""
    now, was = parse(new), parse(old)
    if was.season is not None and now.season != was.season:
        return True
    flags = ("attended", "warning", "no_download", "no_machines", "untitled")
    if any(getattr(was, name) and not getattr(now, name) for name in flags):
        return True
    return any(
        getattr(was, name) and (getattr(now, name) or "9999") > getattr(was, name)
        for name in ("open_until", "onsite_until")
    )


def strictest(old: Conditions, new: Conditions) -> Conditions:
    """Return conditions that ask everything that either asks."""
    days = ("open_until", "onsite_until")
    ends = {name: (getattr(old, name), getattr(new, name)) for name in days}
    flags = ("attended", "no_download", "no_machines", "consented", "untitled")
    return Conditions(
        season=old.season or new.season,
        warning=new.warning or old.warning,
        **{name: getattr(old, name) or getattr(new, name) for name in flags},
        **{name: min(filter(None, pair), default=None) for name, pair in ends.items()},
    )


def describe_conditions(conditions: Conditions) -> Iterator[str]:
    """Yield a sentence for each condition, for readers and for other systems."""
    if conditions.attended:
        yield "Chỉ xem cùng người của cộng đồng; hẹn trước với thư viện."
    if conditions.season:
        first, last = (_spoken(part) for part in conditions.season)
        yield f"Chỉ mở theo mùa: từ ngày {first} đến ngày {last} hằng năm."
    if conditions.warning:
        yield f"Lời báo trước: {conditions.warning}"
    if conditions.no_download:
        yield "Không tải về, theo ý của cộng đồng."
    if conditions.no_machines:
        yield "Không dành cho máy đọc tự động, không dùng để dạy máy."
    yield from _describe_end("cho đọc ở mọi nơi", conditions.open_until)
    yield from _describe_end("cho đọc tại thư viện", conditions.onsite_until)


def condition_labels(conditions: Conditions) -> tuple[str, ...]:
    """Return short English names of the conditions, by which other systems know them."""
    pairs = (
        ("attended", conditions.attended),
        ("seasonal", conditions.season),
        ("warning", conditions.warning),
        ("no-download", conditions.no_download),
        ("no-machines", conditions.no_machines),
        ("time-limited", conditions.open_until or conditions.onsite_until),
        ("consented", conditions.consented),
    )
    return tuple(name for name, is_set in pairs if is_set)


def _describe_end(use: str, last: str | None) -> Iterator[str]:
    """Yield a sentence on the last day of an agreed use, if it ends."""
    if last and last.startswith(_NEVER):
        yield f"Chưa được đồng ý {use}."
    elif last:
        yield f"Được đồng ý {use} đến hết ngày {_spoken(last)}."


def _is_past(last: str | None, today: str) -> bool:
    """Return True after the last day; an unknown day counts as past."""
    return bool(last) and (not today or today > last)


def _is_in_season(season: tuple[str, str], today: str) -> bool:
    first, last = season
    day = today[5:]
    if not day:
        return False
    return first <= day <= last if first <= last else day >= first or day <= last


def _next_start(season: tuple[str, str], today: str) -> str | None:
    if not today:
        return None
    year = int(today[:4]) + (today[5:] > season[0])
    return f"{year:04}-{season[0]}"


def _spoken(day: str) -> str:
    return "/".join(str(int(part)) for part in reversed(day.split("-")))
