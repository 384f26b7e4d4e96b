"""Problems of points and computers that need attention, most serious first."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from types import MappingProxyType

from points.access_points.opening_hours import HANOI
from points.usage.boards.live_status import ComputerNow, PointNow

MAX_CLOCK_SKEW = timedelta(minutes=5)
_LOOK_BACK_DAYS = 60
_NOTHING: Mapping[int, int] = MappingProxyType({})
_MAX_NAMED_COMPUTERS = 3
_MAX_NAMED_POINTS = 3
_SILENT_DAYS = 2
"""Open days without any event after which a computer is reported as silent."""


class Matter(IntEnum):
    """Kind of problem; a lower value is more serious."""

    CLONED = 1
    SET_APART = 2
    SILENT = 3
    LOST = 4
    UNDELIVERED = 5
    DROPPED = 6
    UNDATED = 7
    INPUT_UNSEEN = 8
    CLOCK = 9
    NEVER_HEARD = 10
    NOT_ENROLLED = 11
    NO_HOURS = 12


@dataclass(frozen=True, slots=True)
class Concern:
    """A problem to look at, with advice."""

    matter: Matter
    sentence: str
    point_code: str | None
    """Point concerned; None if there are several."""
    advice: str


_ADVICE = {
    Matter.CLONED: "Cấp lại mã cho máy thật; máy kia đăng ký riêng.",
    Matter.SET_APART: "Chưa tính vào số liệu: hỏi điểm rồi chấp nhận hoặc loại.",
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
    Matter.SILENT: f"không gửi số liệu đã ít nhất {_SILENT_DAYS} ngày mở cửa",
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
    points: tuple[PointNow, ...],
    closed_days: Collection[tuple[int, date]],
    at: datetime,
    apart: Mapping[int, int] = _NOTHING,
) -> tuple[Concern, ...]:
    """Return the problems, most serious first; `closed_days` has two months of closed days.

    `apart` has the number of uses that are set apart by point id, also of points out of service.
    Each computer is named once, with its most serious problem first; a problem of many points is
    one concern.
    """
    findings: dict[Matter, list[_Affected]] = defaultdict(list)
    for point in points:
        if apart.get(point.point.id):
            sentence = f"{apart[point.point.id]} lượt để riêng ở {point.point.facts.name}"
            findings[Matter.SET_APART].append(_Affected(point, (sentence,), apart[point.point.id]))
        if point.point.facts.serving:
            for matter, sentences in _sentences(point, closed_days, at).items():
                findings[matter].append(_Affected(point, tuple(sentences)))
    return tuple(
        concern for matter in sorted(findings) for concern in _concerns(matter, findings[matter])
    )


@dataclass(frozen=True, slots=True)
class _Affected:
    """A point with a problem, and a sentence for each computer that has it."""

    point: PointNow
    sentences: tuple[str, ...]
    uses: int = 0
    """Number of uses that are set apart."""

    @property
    def name(self) -> str:
        return self.point.point.facts.name


def _concerns(matter: Matter, affected_points: list[_Affected]) -> Iterator[Concern]:
    advice = _ADVICE[matter]
    if len(affected_points) > _MAX_NAMED_POINTS:
        yield Concern(matter, _sentence_for_points(matter, affected_points), None, advice)
        return
    for entry in affected_points:
        for sentence in _sentences_for_point(matter, entry):
            yield Concern(matter, sentence, entry.point.point.code, advice)


def _sentence_for_points(matter: Matter, affected_points: list[_Affected]) -> str:
    names = ", ".join(entry.name for entry in affected_points[:_MAX_NAMED_POINTS])
    places = f"{names} và {len(affected_points) - _MAX_NAMED_POINTS} điểm nữa"
    if matter is Matter.NO_HOURS:
        return f"{len(affected_points)} điểm chưa ghi giờ mở cửa: {places}"
    if matter is Matter.SET_APART:
        uses = sum(entry.uses for entry in affected_points)
        return f"{uses} lượt để riêng ở {len(affected_points)} điểm: {places}"
    computers = sum(len(entry.sentences) for entry in affected_points)
    return f"{computers} máy ở {len(affected_points)} điểm {_PLURALS[matter]}: {places}"


def _sentences_for_point(matter: Matter, entry: _Affected) -> tuple[str, ...]:
    if len(entry.sentences) <= _MAX_NAMED_COMPUTERS:
        return entry.sentences
    share = f"{len(entry.sentences)}/{len(entry.point.computers)} máy"
    return (f"{entry.name}: {share} {_PLURALS[matter]}",)


def _sentences(
    point: PointNow, closed_days: Collection[tuple[int, date]], at: datetime
) -> dict[Matter, list[str]]:
    """Return a sentence for each computer with a problem, by its most serious problem."""
    sentences: dict[Matter, list[str]] = defaultdict(list)
    name, lost_ids = point.point.facts.name, {computer.id for computer in point.lost}
    for computer in point.computers:
        problems = dict(_problems(computer, _silent_days(computer, closed_days, at)))
        if computer.id in lost_ids:
            problems[Matter.LOST] = f"mất liên lạc từ {computer.heard.astimezone(HANOI):%H:%M}"
        if problems.keys() & {Matter.SILENT, Matter.LOST}:
            problems.pop(Matter.UNDELIVERED, None)  # what is waiting arrives with the computer
        if problems:
            worst = min(problems)
            texts = (text for _, text in sorted(problems.items()))
            sentences[worst].append(f"{computer.label} ở {name} {'; '.join(texts)}")
    if point.today is None and point.computers:
        sentences[Matter.NO_HOURS].append(f"{name} chưa ghi giờ mở cửa")
    return sentences


def _problems(computer: ComputerNow, silent_days: int | None) -> Iterator[tuple[Matter, str]]:
    if not computer.is_enrolled:
        yield Matter.NOT_ENROLLED, _PLURALS[Matter.NOT_ENROLLED]
    elif computer.heard is None:
        yield Matter.NEVER_HEARD, _PLURALS[Matter.NEVER_HEARD]
    yield from _data_concerns(computer)
    if silent_days is not None:
        yield Matter.SILENT, f"không gửi số liệu đã {silent_days} ngày"
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
    computer: ComputerNow, closed_days: Collection[tuple[int, date]], at: datetime
) -> int | None:
    """Return the days of silence, or None if its point was open on too few of them."""
    if computer.heard is None:
        return None
    last, today = computer.heard.astimezone(HANOI).date(), at.astimezone(HANOI).date()
    days = (today - last).days
    past_days = (today - timedelta(days=step) for step in range(1, min(days, _LOOK_BACK_DAYS)))
    missed_days = sum((computer.point_id, day) not in closed_days for day in past_days)
    return days if missed_days >= _SILENT_DAYS else None


def _skew_text(skew: timedelta) -> str:
    way = "chậm" if skew > timedelta() else "nhanh"
    size = abs(skew)
    if size >= timedelta(days=2):
        return f"{way} {size.days} ngày"
    hours, minutes = divmod(size // timedelta(minutes=1), 60)
    parts = ((hours, "giờ"), (minutes, "phút"))
    return " ".join((way, *(f"{count} {unit}" for count, unit in parts if count)))


def _with_thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")
