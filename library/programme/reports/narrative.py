"""Suggested sentences of a report: each states one computed fact."""

from library.programme.reports.numbers_in_words import number
from library.programme.reports.report_figures import IndicatorFigure, ReportFigures

SECTIONS = {
    "overall": "Kết quả chung",
    "infrastructure": "Hạ tầng công nghệ thông tin",
    "staff": "Đội ngũ cán bộ",
    "services": "Dịch vụ và hỗ trợ người dùng",
    "outreach": "Truyền thông, tiếp cận cộng đồng",
    "content": "Nội dung số",
    "replication": "Nhân rộng mô hình",
    "money": "Kinh phí",
    "supervision": "Kiểm tra, giám sát",
    "difficulties": "Khó khăn, nguyên nhân",
    "proposals": "Kiến nghị, đề xuất",
}
TYPED_ONLY = ("difficulties", "proposals")
"""Sections without a suggestion: staff write them, or they are left out."""


def suggested(figures: ReportFigures) -> dict[str, str]:
    """Return the suggested text of each section, one sentence a line."""
    sentences = {
        "overall": (_use(figures), _growth(figures), _effective(figures)),
        "infrastructure": (_working(figures), _online(figures), _repairs(figures)),
        "staff": (_training(figures),),
        "services": (_help(figures), _survey(figures)),
        "outreach": (_events(figures),),
        "content": (_documents(figures), *_digitised(figures)),
        "replication": tuple(_candidates(figures)),
        "money": (_money(figures),),
        "supervision": (_inspections(figures),),
    }
    return {name: "\n".join(filter(None, sentences.get(name, ()))) for name in SECTIONS}


def _use(figures: ReportFigures) -> str:
    uses, hours = figures.indicator("I1"), figures.indicator("I2")
    if uses.value is None:
        return f"Trong {figures.period_said}, chưa có số liệu đo bằng máy về lượt sử dụng."
    return (
        f"Trong {figures.period_said}, có {_of(uses)} sử dụng máy tính công cộng với "
        f"{_of(hours)} sử dụng (độ phủ số liệu {uses.coverage})."
    )


def _growth(figures: ReportFigures) -> str:
    growth = figures.indicator("I8")
    if growth.remark:
        return f"So với cùng kỳ năm trước: {growth.remark}."
    if growth.value is None:
        return "Chưa có số liệu cùng kỳ năm trước để so sánh."
    comparable, all_points = growth.amount("số điểm so sánh được"), growth.amount("mọi điểm")
    return (
        f"So với cùng kỳ năm trước, lượt sử dụng {_moved(growth.value)} ở "
        f"{number(comparable)} điểm so sánh được; tính mọi điểm thì {_moved(all_points)}."
    )


def _effective(figures: ReportFigures) -> str:
    share = figures.indicator("I7")
    if share.value is None or figures.point:
        return ""
    passed, all_points = share.amount("điểm đạt"), share.amount("mọi điểm")
    return (
        f"Có {number(passed)} trên {number(all_points)} điểm ({number(share.value, '%')} %) đạt đủ "
        "các điều kiện hoạt động hiệu quả nêu ở Phụ lục II."
    )


def _working(figures: ReportFigures) -> str:
    working = figures.indicator("I5")
    if working.value is None:
        return ""
    return f"Tỷ lệ máy hoạt động là {number(working.value, '%')} % số máy trong sổ tài sản."


def _online(figures: ReportFigures) -> str:
    share = figures.indicator("I4").amount("phần thời gian có mạng")
    if share is None:
        return ""
    return f"Đường truyền Internet thông suốt {number(share, '%')} % thời gian được kiểm tra."


def _repairs(figures: ReportFigures) -> str:
    lost = figures.indicator("I13")
    incidents, took = lost.amount("sự cố"), lost.amount("trung vị sửa xong")
    waiting = lost.amount("chưa sửa xong")
    repair_time = (
        "" if took is None else f", một nửa được sửa xong trong vòng {number(took, 'ngày')} ngày"
    )
    return (
        f"Có {number(incidents)} sự cố được báo{repair_time}, "
        f"{number(waiting)} sự cố chưa sửa xong; {number(lost.value)} ngày máy không sử dụng được."
    )


def _training(figures: ReportFigures) -> str:
    taught = figures.indicator("I11")
    hours, share = taught.amount("giờ học"), taught.amount("điểm có người được học")
    trained_points = "" if share is None else f"; {number(share, '%')} % số điểm có người được học"
    return f"Có {_of(taught)} được đào tạo với {number(hours, 'giờ')} giờ học{trained_points}."


def _help(figures: ReportFigures) -> str:
    both = figures.indicator("I12")
    return (
        f"Đã tổ chức {number(both.amount('buổi hướng dẫn'))} buổi hướng dẫn người dùng; "
        f"bạn đọc nhờ giúp trên máy {number(both.amount('lần nhờ trên máy'))} lần, cán bộ ghi "
        f"{number(both.amount('lần trợ giúp ghi tay'))} lần trợ giúp."
    )


def _survey(figures: ReportFigures) -> str:
    poor = figures.indicator("I9")
    if poor.value is None:
        return ""
    rate = poor.amount("tỷ lệ trả lời")
    return (
        f"Trong {number(poor.amount('phiếu có trả lời'))} phiếu tự khai có trả lời (tỷ lệ trả "
        f"lời {number(rate, '%')} %), {number(poor.value, '%')} % thuộc hộ nghèo, cận nghèo."
    )


def _events(figures: ReportFigures) -> str:
    both = figures.indicator("I12")
    events = number(both.amount("sự kiện, truyền thông"))
    return f"Có {events} sự kiện, hoạt động truyền thông; cùng các buổi hướng dẫn có {_of(both)}."


def _documents(figures: ReportFigures) -> str:
    read = figures.indicator("I10")
    return (
        f"Tài liệu địa phương số có {_of(read)} đọc: {number(read.amount('từ máy của điểm'))} "
        f"từ máy của các điểm, {number(read.amount('từ bên ngoài'))} từ bên ngoài."
    )


def _digitised(figures: ReportFigures) -> list[str]:
    return [
        f"Đến nay đã công bố {number(goal.items_reached)} tài liệu, số hóa "
        f"{number(goal.pages_reached)} trang ({goal.where}); chỉ tiêu đến {goal.until}: "
        f"{number(goal.items)} tài liệu, {number(goal.pages)} trang."
        for goal in figures.content
    ]


def _candidates(figures: ReportFigures) -> list[str]:
    return [f"{place.name} ({place.place}): {place.step}." for place in figures.candidates]


def _money(figures: ReportFigures) -> str:
    spent = figures.indicator("I14")
    planned, paid = spent.amount("dự toán"), spent.amount("thực chi")
    if not planned and not paid:
        return ""
    share = "" if spent.value is None else f" ({number(spent.value, '%')} % dự toán)"
    each = spent.amount("chi cho một lượt")
    per = "" if each is None else f"; chi cho một lượt sử dụng là {number(each, 'đồng')} đồng"
    return f"Dự toán {number(planned)} đồng, thực chi {number(paid)} đồng{share}{per}."


def _inspections(figures: ReportFigures) -> str:
    inspections = figures.inspections
    return (
        f"Đã kiểm tra {number(inspections.made)} lượt; {number(inspections.failed)} lượt có mục "
        f"chưa đạt, {number(inspections.open)} kiến nghị chưa khắc phục xong, trong đó "
        f"{number(inspections.late)} quá hạn."
    )


def _of(figure: IndicatorFigure) -> str:
    return f"{number(figure.value, figure.unit)} {figure.unit}"


def _moved(share: float | None) -> str:
    if share is None:
        return "chưa so sánh được"
    if round(share, 1) == 0:
        return "không thay đổi"
    return f"{'tăng' if share > 0 else 'giảm'} {number(abs(share), '%')} %"
