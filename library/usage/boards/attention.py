"""Problems of points and computers that need attention, most serious first."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from library.points.opening_hours import HANOI
from library.usage.boards.live_status import ComputerNow, PointNow

MAX_CLOCK_SKEW = timedelta(minutes=5)
_LOOK_BACK_DAYS = 60
_MAX_NAMED_COMPUTERS = 3
_SILENT_DAYS = 2
"""Open days without any event after which a computer is reported as silent."""


class Matter(IntEnum):
    """Kind of problem; a lower value is more serious."""

    CLONED = 1
    SILENT = 2
    LOST = 3
    UNDELIVERED = 4
    DROPPED = 5
    UNDATED = 6
    INPUT_UNSEEN = 7
    CLOCK = 8
    NEVER_HEARD = 9
    NOT_ENROLLED = 10
    NO_HOURS = 11


@dataclass(frozen=True, slots=True)
class Concern:
    """A problem to look at, with advice."""

    matter: Matter
    sentence: str
    point_code: str
    advice: str


_ADVICE = {
    Matter.CLONED: "Cấp lại mã cho máy thật; máy kia đăng ký riêng.",
    Matter.SILENT: "Gọi điểm: mất điện, đứt mạng, hỏng máy, hay không mở trang?",
    Matter.LOST: "Gọi điểm: mất điện, đứt mạng, máy bị tắt ngang, hay trang bị đóng?",
    Matter.UNDELIVERED: "Để máy bật khi có mạng: sự kiện tự gửi, không phải làm gì thêm.",
    Matter.DROPPED: "Máy mất mạng quá lâu; số liệu những ngày ấy thiếu, hãy đếm tay bù.",
    Matter.UNDATED: "Không tính được vào ngày nào: hãy đếm tay bù, chỉnh đồng hồ, thay pin CMOS.",
    Matter.INPUT_UNSEEN: "Cho bạn đọc đăng nhập lại vào máy; vẫn thế thì chạy kiem-tra.cmd.",
    Matter.CLOCK: "Số liệu đã được sửa giờ; hãy chỉnh đồng hồ, thay pin CMOS.",
    Matter.NEVER_HEARD: "Mở trang /may trên máy; kiểm tra đường mạng.",
    Matter.NOT_ENROLLED: "Cấp mã mới rồi gõ ở trang /may trên chính máy đó.",
    Matter.NO_HOURS: "Ghi giờ mở cửa: chưa ghi thì không biết ngày nào lẽ ra phải mở.",
}
_PLURALS = {
    Matter.CLONED: "bị nhân bản: hai máy dùng chung một thẻ",
    Matter.SILENT: f"không gửi số liệu, qua ít nhất {_SILENT_DAYS} ngày mở cửa",
    Matter.LOST: "mất liên lạc trong giờ mở cửa",
    Matter.UNDELIVERED: "còn sự kiện chưa gửi được",
    Matter.DROPPED: "mất mạng lâu đến nỗi không giữ được hết sự kiện",
    Matter.UNDATED: "có những lần chạy không rõ ngày",
    Matter.INPUT_UNSEEN: "có trợ lý mà không thấy thao tác",
    Matter.CLOCK: "có đồng hồ sai",
    Matter.NEVER_HEARD: "đã đăng ký nhưng chưa gửi gì",
    Matter.NOT_ENROLLED: "đã ghi tên nhưng chưa đăng ký",
}
"""Predicates used when a problem affects more than `_MAX_NAMED_COMPUTERS` at a point."""


def concerns(
    points: tuple[PointNow, ...], closed: Collection[tuple[int, date]], at: datetime
) -> tuple[Concern, ...]:
    """Return the problems, most serious first; `closed` has two months of closed days."""
    result = [
        Concern(matter, sentence, point_now.point.code, _ADVICE[matter])
        for point_now in points
        if point_now.point.facts.serving
        for matter, sentence in _point_concerns(point_now, closed, at)
    ]
    return tuple(sorted(result, key=lambda concern: concern.matter))


def _point_concerns(
    point: PointNow, closed: Collection[tuple[int, date]], at: datetime
) -> Iterator[tuple[Matter, str]]:
    name = point.point.facts.name
    sentences_by_matter: dict[Matter, list[str]] = defaultdict(list)
    silent = {c.id: days for c in point.computers if (days := _silent_days(c, closed, at))}
    for computer in point.computers:
        for matter, sentence in _computer_concerns(computer, silent):
            sentences_by_matter[matter].append(f"{computer.label} ở {name} {sentence}")
    for computer in point.lost:
        since = f"mất liên lạc từ {computer.heard.astimezone(HANOI):%H:%M}"
        sentences_by_matter[Matter.LOST].append(f"{computer.label} ở {name} {since}")
    for matter, sentences in sentences_by_matter.items():
        if len(sentences) > _MAX_NAMED_COMPUTERS:
            yield matter, f"{name}: {len(sentences)}/{len(point.computers)} máy {_PLURALS[matter]}"
        else:
            yield from ((matter, sentence) for sentence in sentences)
    if point.today is None and point.computers:
        yield Matter.NO_HOURS, f"{name} chưa ghi giờ mở cửa"


def _computer_concerns(
    computer: ComputerNow, silent: Mapping[int, int]
) -> Iterator[tuple[Matter, str]]:
    if computer.enrolled is None:
        yield Matter.NOT_ENROLLED, _PLURALS[Matter.NOT_ENROLLED]
    elif computer.heard is None:
        yield Matter.NEVER_HEARD, _PLURALS[Matter.NEVER_HEARD]
    yield from _data_concerns(computer)
    if computer.id in silent:
        yield Matter.SILENT, f"không gửi số liệu đã {silent[computer.id]} ngày"
    if computer.cloned:
        yield Matter.CLONED, _PLURALS[Matter.CLONED]
    if computer.sees_input is False:
        yield Matter.INPUT_UNSEEN, _PLURALS[Matter.INPUT_UNSEEN]
    if abs(computer.skew) > MAX_CLOCK_SKEW:
        yield Matter.CLOCK, f"có đồng hồ {_skew_text(computer.skew)}"


def _data_concerns(computer: ComputerNow) -> Iterator[tuple[Matter, str]]:
    """Yield the reasons why some use of a computer is not in the figures, or not yet."""
    if computer.waiting and not computer.is_on:
        yield Matter.UNDELIVERED, f"còn {_with_thousands(computer.waiting)} sự kiện chưa gửi được"
    if computer.dropped:
        yield Matter.DROPPED, f"không giữ được {_with_thousands(computer.dropped)} sự kiện"
    if computer.undated:
        yield Matter.UNDATED, f"có {computer.undated} lần chạy không rõ ngày, không tính được"


def _silent_days(
    computer: ComputerNow, closed: Collection[tuple[int, date]], at: datetime
) -> int | None:
    """Return the days of silence, or None if its point was open on too few of them."""
    if computer.heard is None:
        return None
    last, today = computer.heard.astimezone(HANOI).date(), at.astimezone(HANOI).date()
    days = (today - last).days
    passed = (today - timedelta(days=step) for step in range(1, min(days, _LOOK_BACK_DAYS)))
    missed = sum((computer.point_id, day) not in closed for day in passed)
    return days if missed >= _SILENT_DAYS else None


def _skew_text(skew: timedelta) -> str:
    way = "chậm" if skew > timedelta() else "nhanh"
    size = abs(skew)
    if size >= timedelta(days=2):
        return f"{way} {size.days} ngày"
    hours, minutes = divmod(size // timedelta(minutes=1), 60)
    return f"{way} {hours} giờ {minutes} phút" if hours else f"{way} {minutes} phút"


def _with_thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")
