"""Proposed sentences on the results of a report: each states one computed fact."""

from collections.abc import Callable

from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import ContentGoal, ReportFigures
from points.programme.reports.sentence_rules import (
    EQUAL,
    Rule,
    count,
    earlier_period,
    is_long,
    is_measured,
    knows,
    moved_by,
    percent,
    with_unit,
)


def _use(figures: ReportFigures) -> str:
    uses, hours = figures.indicator("I1"), figures.indicator("I2")
    if uses.value is None:
        return ""
    return (
        f"{_in_period(figures)}, có {with_unit(uses)} sử dụng máy tính công cộng với "
        f"{with_unit(hours)} sử dụng (số liệu đo bằng máy, độ phủ {uses.coverage})."
    )


def _growth(figures: ReportFigures) -> str:
    growth = figures.indicator("I8")
    period = earlier_period(figures) or "cùng kỳ năm trước"
    if growth.remark:
        _, _, reason = growth.remark.partition(": ")
        return f"Lượt sử dụng chưa so sánh được với {period}: {reason}."
    then = growth.amount("lượt của mọi điểm, năm trước")
    if growth.value is None or not then:
        return ""
    now = growth.amount("lượt của mọi điểm, năm nay")
    if now != figures.indicator("I1").value:
        period = f"{period}, tính các tháng đã hết"
    direction = moved_by(growth.amount("mọi điểm"))
    change = f"từ {number(then)} {'lên' if now > then else 'xuống'} {number(now)} lượt"
    if direction == EQUAL:
        change = f"{number(then)} và {number(now)} lượt"
    if figures.point:
        return f"So với {period}, lượt sử dụng {direction} ({change})."
    points = growth.amount("số điểm so sánh được")
    return (
        f"So với {period}, lượt sử dụng {direction} ({change}); tính riêng {count(points)} điểm so "
        f"sánh được thì {moved_by(growth.value)}."
    )


def _effective(figures: ReportFigures) -> str:
    share = figures.indicator("I7")
    if share.value is None or figures.point or not is_measured(figures):
        return ""
    pass_count, all_points = share.amount("điểm đạt"), share.amount("mọi điểm")
    return (
        f"Có {count(pass_count)} trên {count(all_points)} điểm ({percent(share.value)}) đạt đủ "
        "các điều kiện hoạt động hiệu quả nêu ở Phụ lục “Chỉ số”."
    )


def _missing(figures: ReportFigures) -> str:
    unused_registers = figures.fact("unused-registers")
    subjects = () if unused_registers is None else unused_registers.names
    if figures.indicator("I1").value is None:
        subjects = ("lượt sử dụng máy tính", *subjects)
    return f"Trong kỳ chưa có số liệu về: {', '.join(subjects)}." if subjects else ""


def _working(figures: ReportFigures) -> str:
    working = figures.indicator("I5")
    if not working.value:
        return ""
    return (
        f"Tỷ lệ máy hoạt động đạt {percent(working.value)} số máy trong sổ tài sản"
        f"{_then(figures, 'I5')}."
    )


def _online(figures: ReportFigures) -> str:
    share = figures.indicator("I4").amount("phần thời gian có mạng")
    if share is None:
        return ""
    earlier = figures.year_earlier("I4")
    then = earlier.amount("phần thời gian có mạng") if earlier else None
    comparison = "" if then is None else f" ({earlier_period(figures)} là {percent(then)})"
    return f"Đường truyền Internet thông suốt {percent(share)} thời gian được kiểm tra{comparison}."


def _repairs(figures: ReportFigures) -> str:
    repairs = figures.indicator("I13")
    incidents, took = repairs.amount("sự cố"), repairs.amount("trung vị sửa xong")
    if not incidents:
        return "Trong kỳ không có sự cố nào được báo." if knows(figures, "sự cố") else ""
    waiting = repairs.amount("chưa sửa xong")
    repair_time = (
        "" if took is None else f", {_repaired(incidents, incidents - (waiting or 0), took)}"
    )
    backlog = f"; {count(waiting)} sự cố trong số ấy chưa sửa xong" if waiting else ""
    return f"Có {count(incidents)} sự cố được báo{repair_time}{backlog}."


def _repaired(incidents: float, repair_count: float, days: float) -> str:
    """Return the median repair time in words; of an odd number, the middle one is counted too."""
    within = f"trong vòng {number(days, 'ngày')} ngày" if days else "ngay trong ngày"
    if incidents == 1:
        return f"đã sửa xong {within}"
    half = f"{count((repair_count + 1) / 2)} sự cố" if repair_count % 2 else "một nửa"
    return f"{half} được sửa xong {within}"


def _maintenance(figures: ReportFigures) -> str:
    works = figures.fact("maintenance")
    if works is None:
        return ""
    cost = f", chi phí {number(works.amount)} đồng" if works.amount else ""
    kinds = f"bảo trì: {', '.join(works.names)}"
    if len(works.names) == 1:
        kinds, _, _ = works.names[0].rpartition(" (")
    return f"Đã thực hiện {count(works.value)} lượt {kinds}{cost}."


def _training(figures: ReportFigures) -> str:
    training = figures.indicator("I11")
    if not training.value:
        is_expected = is_long(figures) and knows(figures, "đào tạo cán bộ")
        who = "người của điểm" if figures.point else "người phụ trách điểm nào"
        return f"Trong kỳ chưa có {who} được đào tạo." if is_expected else ""
    hours, share = training.amount("giờ học"), training.amount("điểm có người được học")
    points = f"; {percent(share)} số điểm có người được học" if share and not figures.point else ""
    return f"Có {count(training.value)} người được đào tạo với {number(hours)} giờ học{points}."


def _lessons(figures: ReportFigures) -> str:
    both = figures.indicator("I12")
    lessons = both.amount("buổi hướng dẫn")
    return f"Đã tổ chức {count(lessons)} buổi hướng dẫn người dùng." if lessons else ""


def _help(figures: ReportFigures) -> str:
    both = figures.indicator("I12")
    requests, answers = both.amount("lần nhờ trên máy"), both.amount("lần trợ giúp ghi tay")
    parts = [
        f"{count(times)} lần {words}"
        for times, words in (
            (requests, "bạn đọc bấm nhờ giúp trên máy"),
            (answers, "cán bộ trợ giúp tại quầy"),
        )
        if times
    ]
    return f"Về trợ giúp người dùng, có {' và '.join(parts)}." if parts else ""


def _survey(figures: ReportFigures) -> str:
    poor = figures.indicator("I9")
    if poor.value is None:
        return ""
    rate = poor.amount("tỷ lệ trả lời")
    return (
        f"Trong {number(poor.amount('phiếu có trả lời'))} phiếu tự khai có trả lời (tỷ lệ trả "
        f"lời {percent(rate)}), {percent(poor.value)} thuộc hộ nghèo, cận nghèo."
    )


def _events(figures: ReportFigures) -> str:
    both = figures.indicator("I12")
    events = both.amount("sự kiện, truyền thông")
    if not events:
        return ""
    attendance = f"; cùng các buổi hướng dẫn có {with_unit(both)}" if both.value else ""
    return f"Đã tổ chức {count(events)} sự kiện, hoạt động truyền thông{attendance}."


def _documents(figures: ReportFigures) -> str:
    usage = figures.indicator("I10")
    if not usage.value:
        return ""
    inside, outside = usage.amount("từ máy của điểm"), usage.amount("từ bên ngoài")
    return (
        f"Tài liệu địa phương số có {with_unit(usage)} đọc: {number(inside)} từ máy của các điểm, "
        f"{number(outside)} từ bên ngoài."
    )


def _digitised(figures: ReportFigures) -> str:
    return " ".join(
        f"Đến cuối kỳ {_published(goal)} ({goal.where}); chỉ tiêu đến {goal.until}: "
        f"{number(goal.items)} tài liệu, {number(goal.pages)} trang."
        for goal in figures.content
    )


def _published(goal: ContentGoal) -> str:
    if not goal.items_reached and not goal.pages_reached:
        return "chưa công bố tài liệu nào"
    return (
        f"đã công bố {number(goal.items_reached)} tài liệu, số hóa {number(goal.pages_reached)} "
        "trang"
    )


def _candidates(figures: ReportFigures) -> str:
    names = "; ".join(f"{c.name} ({c.place}), bước {c.step}" for c in figures.candidates)
    return f"Nơi đề xuất mở điểm trong kỳ: {names}." if names else ""


def _inspections(figures: ReportFigures) -> str:
    inspections = figures.inspections
    if not inspections.made:
        return ""
    failures = f", {count(inspections.failed)} lượt có mục chưa đạt" if inspections.failed else ""
    waiting = ""
    if inspections.open:
        late = f", trong đó {count(inspections.late)} quá hạn" if inspections.late else ""
        if inspections.late == inspections.open:
            late = ", đều đã quá hạn" if inspections.open > 1 else ", đã quá hạn"
        waiting = f"; còn {count(inspections.open)} kiến nghị chưa khắc phục xong{late}"
    return f"Đã kiểm tra {count(inspections.made)} lượt{failures}{waiting}."


def _in_period(figures: ReportFigures) -> str:
    period = figures.period_said
    return f"{period[0].upper()}{period[1:]}" if period.startswith("từ") else f"Trong {period}"


def _then(figures: ReportFigures, code: str) -> str:
    """Return the value of the year before in brackets, if it is known."""
    earlier = figures.year_earlier(code)
    if earlier is None or earlier.value is None:
        return ""
    return f" ({earlier_period(figures)} là {percent(earlier.value)})"


_WORDING: tuple[tuple[str, str, Callable[[ReportFigures], str], tuple[str, ...]], ...] = (
    ("use", "overall", _use, ("I1", "I2")),
    ("growth", "overall", _growth, ("I8",)),
    ("effective", "overall", _effective, ("I7",)),
    ("missing", "overall", _missing, ("I1", "unused-registers")),
    ("working", "infrastructure", _working, ("I5",)),
    ("online", "infrastructure", _online, ("I4",)),
    ("repairs", "infrastructure", _repairs, ("I13",)),
    ("maintenance", "infrastructure", _maintenance, ("maintenance",)),
    ("training", "staff", _training, ("I11",)),
    ("lessons", "services", _lessons, ("I12",)),
    ("help", "services", _help, ("I12",)),
    ("survey", "services", _survey, ("I9",)),
    ("events", "outreach", _events, ("I12",)),
    ("documents", "content", _documents, ("I10",)),
    ("digitised", "content", _digitised, ("so-hoa",)),
    ("candidates", "replication", _candidates, ("nhan-rong",)),
    ("inspections", "supervision", _inspections, ("kiem-tra",)),
)
RESULT_RULES = tuple(Rule(*wording) for wording in _WORDING)
