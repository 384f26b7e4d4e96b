"""Suggests the sentences of a report: each says a computed fact, and nothing else."""

from collections.abc import Mapping

from library.programme.reports.numbers_in_words import number

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
"""What no figure can say: staff write it, or it is left out."""


def suggested(told: Mapping[str, object]) -> dict[str, str]:
    """Return the suggested text of each section, sentences parted by line ends."""
    by_code = {one["code"]: one for one in told["indicators"]}
    return {
        "overall": _lines(_use(by_code, told), _growth(by_code), _effective(by_code, told)),
        "infrastructure": _lines(_alive(by_code), _online(by_code), _repairs(by_code)),
        "staff": _lines(_training(by_code)),
        "services": _lines(_help(by_code), _slips(by_code)),
        "outreach": _lines(_events(by_code)),
        "content": _lines(_documents(by_code), *_digitised(told)),
        "replication": _lines(*_candidates(told)),
        "money": _lines(_money(by_code)),
        "supervision": _lines(_inspections(told)),
        "difficulties": "",
        "proposals": "",
    }


def _use(by_code: Mapping[str, dict], told: Mapping[str, object]) -> str:
    uses, hours = by_code["I1"], by_code["I2"]
    if uses["value"] is None:
        return f"Trong {told['period_said']}, chưa có số liệu đo bằng máy về lượt sử dụng."
    return (
        f"Trong {told['period_said']}, có {_of(uses)} sử dụng máy tính công cộng với "
        f"{_of(hours)} sử dụng (độ phủ số liệu {uses['coverage']})."
    )


def _growth(by_code: Mapping[str, dict]) -> str:
    growth = by_code["I8"]
    if growth["remark"]:
        return f"So với cùng kỳ năm trước: {growth['remark']}."
    if growth["value"] is None:
        return "Chưa có số liệu cùng kỳ năm trước để so sánh."
    alike, all_ = _amount(growth, "số điểm so sánh được"), _amount(growth, "mọi điểm")
    return (
        f"So với cùng kỳ năm trước, lượt sử dụng {_moved(growth['value'])} ở {number(alike)} điểm "
        f"so sánh được; tính mọi điểm thì {_moved(all_)}."
    )


def _effective(by_code: Mapping[str, dict], told: Mapping[str, object]) -> str:
    share = by_code["I7"]
    if share["value"] is None or told["point"]:
        return ""
    passed, all_ = _amount(share, "điểm đạt"), _amount(share, "mọi điểm")
    return (
        f"Có {number(passed)} trên {number(all_)} điểm ({number(share['value'], '%')} %) đạt đủ "
        "các điều kiện hoạt động hiệu quả nêu ở Phụ lục II."
    )


def _alive(by_code: Mapping[str, dict]) -> str:
    alive = by_code["I5"]
    if alive["value"] is None:
        return ""
    return f"Tỷ lệ máy hoạt động là {number(alive['value'], '%')} % số máy trong sổ tài sản."


def _online(by_code: Mapping[str, dict]) -> str:
    share = _amount(by_code["I4"], "phần thời gian có mạng")
    if share is None:
        return ""
    return f"Trong thời gian máy đã thử đường truyền, {number(share, '%')} % là có Internet."


def _repairs(by_code: Mapping[str, dict]) -> str:
    lost = by_code["I13"]
    incidents, took = _amount(lost, "sự cố"), _amount(lost, "trung vị sửa xong")
    waiting = _amount(lost, "chưa sửa xong")
    half = "" if took is None else f", trung vị {number(took, 'ngày')} ngày thì sửa xong"
    return (
        f"Có {number(incidents)} sự cố được báo{half}, {number(waiting)} sự cố chưa sửa xong; "
        f"{number(lost['value'])} ngày máy không sử dụng được."
    )


def _training(by_code: Mapping[str, dict]) -> str:
    taught = by_code["I11"]
    hours, share = _amount(taught, "giờ học"), _amount(taught, "điểm có người được học")
    there = "" if share is None else f"; {number(share, '%')} % số điểm có người được học"
    return f"Có {_of(taught)} được đào tạo với {number(hours, 'giờ')} giờ học{there}."


def _help(by_code: Mapping[str, dict]) -> str:
    both = by_code["I12"]
    return (
        f"Đã tổ chức {number(_amount(both, 'buổi hướng dẫn'))} buổi hướng dẫn người dùng; "
        f"bạn đọc nhờ giúp trên máy {number(_amount(both, 'lần nhờ trên máy'))} lần, cán bộ ghi "
        f"{number(_amount(both, 'lần trợ giúp ghi tay'))} lần trợ giúp."
    )


def _slips(by_code: Mapping[str, dict]) -> str:
    poor = by_code["I9"]
    if poor["value"] is None:
        return ""
    rate = _amount(poor, "tỷ lệ trả lời")
    return (
        f"Trong {number(_amount(poor, 'phiếu có trả lời'))} phiếu tự khai có trả lời (tỷ lệ trả "
        f"lời {number(rate, '%')} %), {number(poor['value'], '%')} % thuộc hộ nghèo, cận nghèo."
    )


def _events(by_code: Mapping[str, dict]) -> str:
    both = by_code["I12"]
    events = number(_amount(both, "sự kiện, truyền thông"))
    return f"Có {events} sự kiện, hoạt động truyền thông; cùng các buổi hướng dẫn có {_of(both)}."


def _documents(by_code: Mapping[str, dict]) -> str:
    read = by_code["I10"]
    return (
        f"Tài liệu địa phương số có {_of(read)} đọc: {number(_amount(read, 'từ máy của điểm'))} "
        f"từ máy của các điểm, {number(_amount(read, 'từ bên ngoài'))} từ bên ngoài."
    )


def _digitised(told: Mapping[str, object]) -> list[str]:
    return [
        f"Đến nay đã công bố {number(goal['items_reached'])} tài liệu, số hóa "
        f"{number(goal['pages_reached'])} trang ({goal['where']}); chỉ tiêu đến {goal['until']}: "
        f"{number(goal['items'])} tài liệu, {number(goal['pages'])} trang."
        for goal in told["content"]
    ]


def _candidates(told: Mapping[str, object]) -> list[str]:
    return [f"{one['name']} ({one['place']}): {one['step']}." for one in told["candidates"]]


def _money(by_code: Mapping[str, dict]) -> str:
    spent = by_code["I14"]
    planned, paid = _amount(spent, "dự toán"), _amount(spent, "thực chi")
    if not planned and not paid:
        return ""
    share = "" if spent["value"] is None else f" ({number(spent['value'], '%')} % dự toán)"
    each = _amount(spent, "chi cho một lượt")
    per = "" if each is None else f"; chi cho một lượt sử dụng là {number(each, 'đồng')} đồng"
    return f"Dự toán {number(planned)} đồng, thực chi {number(paid)} đồng{share}{per}."


def _inspections(told: Mapping[str, object]) -> str:
    found = told["inspections"]
    return (
        f"Đã kiểm tra {number(found['made'])} lượt; {number(found['failed'])} lượt có mục chưa "
        f"đạt, {number(found['open'])} kiến nghị chưa khắc phục xong, trong đó "
        f"{number(found['late'])} quá hạn."
    )


def _of(one: Mapping[str, object]) -> str:
    return f"{number(one['value'], one['unit'])} {one['unit']}"


def _amount(one: Mapping[str, object], label: str) -> float | None:
    return next((a["value"] for a in one["amounts"] if a["label"] == label), None)


def _moved(share: float | None) -> str:
    if share is None:
        return "chưa so sánh được"
    if round(share, 1) == 0:
        return "không thay đổi"
    return f"{'tăng' if share > 0 else 'giảm'} {number(abs(share), '%')} %"


def _lines(*sentences: str) -> str:
    return "\n".join(sentence for sentence in sentences if sentence)
