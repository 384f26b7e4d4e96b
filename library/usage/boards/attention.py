"""Says what somebody should look at today, the gravest first: pure, so that it can be checked."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from library.points.opening_hours import HANOI
from library.usage.boards.live_status import ComputerNow, PointNow

_WRONG = timedelta(minutes=5)
_LOOK_BACK = 60
_EACH = 3
_SILENT_DAYS = 2
"""So many days on which the point was open without a word are worth a call."""


class Matter(IntEnum):
    """What can be the matter, the gravest first."""

    CLONED = 1
    SILENT = 2
    UNDELIVERED = 3
    DROPPED = 4
    CLOCK = 5
    NEVER_HEARD = 6
    NOT_ENROLLED = 7
    NO_HOURS = 8


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at."""

    matter: Matter
    sentence: str
    point_code: str
    advice: str


_ADVICE = {
    Matter.CLONED: "Cấp lại mã cho máy thật; máy kia đăng ký riêng.",
    Matter.SILENT: "Gọi điểm: mất điện, đứt mạng, hỏng máy, hay không mở trang?",
    Matter.UNDELIVERED: "Để máy bật khi có mạng: sự kiện tự gửi, không phải làm gì thêm.",
    Matter.DROPPED: "Máy mất mạng quá lâu; số liệu những ngày ấy thiếu, hãy đếm tay bù.",
    Matter.CLOCK: "Số liệu đã được sửa giờ; hãy chỉnh đồng hồ, thay pin CMOS.",
    Matter.NEVER_HEARD: "Mở trang /may trên máy; kiểm tra đường mạng.",
    Matter.NOT_ENROLLED: "Cấp mã mới rồi gõ ở trang /may trên chính máy đó.",
    Matter.NO_HOURS: "Ghi giờ mở cửa: chưa ghi thì không biết ngày nào lẽ ra phải mở.",
}
_MANY = {
    Matter.CLONED: "bị nhân bản: hai máy dùng chung một thẻ",
    Matter.SILENT: f"im, qua ít nhất {_SILENT_DAYS} ngày mở cửa",
    Matter.UNDELIVERED: "còn sự kiện chưa gửi được",
    Matter.DROPPED: "mất mạng lâu đến nỗi không giữ được hết sự kiện",
    Matter.CLOCK: "có đồng hồ sai",
    Matter.NEVER_HEARD: "đã đăng ký nhưng chưa gửi gì",
    Matter.NOT_ENROLLED: "đã ghi tên nhưng chưa đăng ký",
}
"""What is said of more computers of a point than can be named one by one."""


def concerns(
    points: tuple[PointNow, ...], closed: Collection[tuple[int, date]], at: datetime
) -> tuple[Concern, ...]:
    """Return what to look at; `closed` are the points' closed days of the last two months."""
    found = [
        Concern(matter, sentence, there.point.code, _ADVICE[matter])
        for there in points
        if there.point.facts.serving
        for matter, sentence in _at(there, closed, at)
    ]
    return tuple(sorted(found, key=lambda concern: concern.matter))


def _at(
    there: PointNow, closed: Collection[tuple[int, date]], at: datetime
) -> Iterator[tuple[Matter, str]]:
    name = there.point.facts.name
    found: dict[Matter, list[str]] = defaultdict(list)
    silent = {c.id: days for c in there.computers if (days := _silent_days(c, closed, at))}
    for computer in there.computers:
        for matter, sentence in _of(computer, silent):
            found[matter].append(f"{computer.label} ở {name} {sentence}")
    for matter, sentences in found.items():
        if len(sentences) > _EACH:
            yield matter, f"{name}: {len(sentences)}/{len(there.computers)} máy {_MANY[matter]}"
        else:
            yield from ((matter, sentence) for sentence in sentences)
    if there.today is None and there.computers:
        yield Matter.NO_HOURS, f"{name} chưa ghi giờ mở cửa"


def _of(computer: ComputerNow, silent: Mapping[int, int]) -> Iterator[tuple[Matter, str]]:
    if computer.enrolled is None:
        yield Matter.NOT_ENROLLED, _MANY[Matter.NOT_ENROLLED]
    elif computer.heard is None:
        yield Matter.NEVER_HEARD, _MANY[Matter.NEVER_HEARD]
    if computer.id in silent:
        yield Matter.SILENT, f"im {silent[computer.id]} ngày"
    if computer.cloned:
        yield Matter.CLONED, _MANY[Matter.CLONED]
    if computer.waiting and not computer.is_on:
        yield Matter.UNDELIVERED, f"còn {_told(computer.waiting)} sự kiện chưa gửi được"
    if computer.dropped:
        yield Matter.DROPPED, f"không giữ được {_told(computer.dropped)} sự kiện"
    if abs(computer.skew) > _WRONG:
        yield Matter.CLOCK, f"có đồng hồ {_wrong_by(computer.skew)}"


def _silent_days(
    computer: ComputerNow, closed: Collection[tuple[int, date]], at: datetime
) -> int | None:
    """Return since how many days a computer is silent, if its point was open on enough of them."""
    if computer.heard is None:
        return None
    last, today = computer.heard.astimezone(HANOI).date(), at.astimezone(HANOI).date()
    days = (today - last).days
    passed = (today - timedelta(days=step) for step in range(1, min(days, _LOOK_BACK)))
    missed = sum((computer.point_id, day) not in closed for day in passed)
    return days if missed >= _SILENT_DAYS else None


def _wrong_by(skew: timedelta) -> str:
    way = "chậm" if skew > timedelta() else "nhanh"
    wrong = abs(skew)
    if wrong >= timedelta(days=2):
        return f"{way} {wrong.days} ngày"
    hours, minutes = divmod(wrong // timedelta(minutes=1), 60)
    return f"{way} {hours} giờ {minutes} phút" if hours else f"{way} {minutes} phút"


def _told(count: int) -> str:
    return f"{count:,}".replace(",", ".")
