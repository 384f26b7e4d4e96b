"""Words for rows, columns and values, by which history and review name what a person changed.

A column without words here is one that the system computes: nobody is shown it.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from library import clock
from library.catalogue.belongings import record_words
from library.catalogue.description.field_registry import LABELS
from library.catalogue.description.state_names import STATES
from library.staff.audit_labels import ACTION_LABELS
from library.staff.audit_log import AuditLine, ValueChange
from library.staff.permissions import ROLES

_ITEM = {
    **LABELS,
    "conditions": "Điều kiện của cộng đồng",
    "collection": "Sưu tập",
    "state": "Trạng thái",
    "part_of": "Thuộc tài liệu",
    "holdings": "Bản giấy",
    "marc": "Biểu ghi MARC",
    "profile.toml": "Hồ sơ sưu tập",
    "role": "Vai trò",
    "classification": "Chỉ số phân loại",
}
"""Words of fields of descriptions, and of what entries of the trail name by themselves."""

_COLUMNS = {
    "name": "Tên",
    "variants": "Tên khác",
    "begins": "Từ",
    "ends": "Đến",
    "note": "Ghi chú",
    "merged_into": "Gộp vào",
    "authority_id": "Tên",
    "title": "Nhan đề",
    "text": "Chữ",
    "lead": "Lời dẫn",
    "caption": "Chú thích",
    "photographer": "Người chụp",
    "day": "Ngày",
    "negative": "Bản âm",
    "back_of": "Mặt sau của",
    "persons": "Người trên ảnh",
    "date": "Ngày chụp",
    "label": "Số in",
    "left_out": "Ẩn",
    "until": "Đến ngày",
    "numbered": "Số in trên trang",
    "passed": "Chấp nhận dù khó đọc",
    "reason": "Lý do",
    "languages": "Ngôn ngữ đọc",
    "remark": "Ghi chú",
    "notice": "Lời báo",
    "cues": "Lời",
    "person": "Người đồng ý",
    "kept": "Được giữ",
    "onsite": "Được đọc tại thư viện",
    "schools": "Được dùng trong trường học",
    "evidence": "Bằng chứng",
    "ended": "Thôi từ",
    "hides_picture": "Che hình",
    "lift_reason": "Lý do thôi giữ",
    "lifted": "Thôi giữ kín",
    "hides_title": "Giấu nhan đề",
    "is_granted": "Đồng ý gỡ",
    "due": "Hạn trả lời",
    "call_number": "Ký hiệu xếp giá",
    "location": "Kho",
    "condition": "Tình trạng",
    "registration": "Số đăng ký cá biệt",
    "barcode": "Mã vạch",
    "shelf": "Giá sách",
    "price": "Giá tiền",
    "acquired": "Ngày vào sổ",
    "source": "Nguồn",
    "serial": "Số máy",
    "cost": "Nguyên giá",
    "life_years": "Số năm sử dụng",
    "used_from": "Dùng từ",
    "since": "Từ ngày",
    "school_class": "Lớp",
    "theme": "Chủ đề",
    "deadline": "Hạn",
    "expected": "Số tài liệu dự kiến",
    "absent": "Không có",
    "scanned": "Đã quét",
    "holder": "Giao cho",
    "folder": "Thư mục",
    "sender": "Người nộp",
    "active": "Đang dùng",
    "name_pattern": "Tên tệp",
    "two_people": "Cần hai người",
    "publish_on": "Ngày công bố",
    "assigned_to": "Giao cho",
    "answer": "Trả lời",
    "public_question": "Câu hỏi đăng",
    "public_answer": "Lời đáp đăng",
    "meant": "Phải là",
    "seen": "Đang ghi",
    "code": "Mã",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "owner": "Chủ quản",
    "hours": "Giờ",
    "reporter": "Nơi báo cáo",
    "serving": "Phục vụ",
    "learners": "Số người học",
    "visits": "Lượt đến",
    "uses": "Lượt dùng",
    "prints": "Lượt in",
    "role": "Vai trò",
    "must_change": "Phải đổi mật khẩu",
    "undone": "Hoàn tác",
    "changes": "Chữ",
    "points": "Điểm",
    "articles": "Bài",
    "left": "Khung",
    "collection": "Sưu tập",
    "instruction.value": "Lệnh",
    "page.place": "Vị trí",
    "picture.place": "Nơi",
    "holding.place": "Thứ tự",
    "content": "Nội dung",
    "kind": "Loại",
    "paused": "Chờ duyệt từ",
    "meaning": "Nghĩa",
    "unit": "Đơn vị",
    "question.published": "Ngày đăng",
    "profile_version.text": "Hồ sơ",
    "introduction": "Lời giới thiệu",
}
"""Words of columns, and of those whose names mean something else in other tables."""

PLACE_LABELS = {
    "unit": "Mã đơn vị",
    "number": "Thời kỳ thứ",
    "kind": "Loại",
    "name": "Tên",
    "parent": "Mã cấp trên",
    "since": "Từ ngày",
    "until": "Đến hết ngày",
    "since_act": "Lập theo văn bản",
    "until_act": "Thôi theo văn bản",
    "code": "Mã danh mục",
    "since_certainty": "Độ chắc của ngày đầu",
    "until_certainty": "Độ chắc của ngày cuối",
    "attested": "Đã có vào ngày",
    "gone_by": "Không còn vào ngày",
    "sources": "Nguồn",
    "note": "Ghi chú",
    "day": "Ngày",
    "act": "Văn bản",
    "issuer": "Cơ quan ban hành",
    "before": "Mã đơn vị trước",
    "after": "Mã đơn vị sau",
    "share": "Phần đất",
    "certainty": "Độ chắc",
    "text": "Tên gọi",
}
"""Labels of the fields of a unit of the province, in its form and in its history."""

_OF_UNITS = ("place_era", "place_event", "place_variant")
_ACTED_ON = {"authority": "authority", "picture": "picture", "place": "place_era"}
"""Tables whose columns an entry of the trail names, by the first word of its action."""

_NUMBERS = {"merged_into", "authority_id"}  # the remark of an entry has the names

_ROW = re.compile(r"([a-z_]+)(?: \S+)?: ([a-z0-9_]+)")
_CODES = re.compile(
    r"(?:(?<=^)|(?<=[:;] ))(?:[a-z_]+(?=: )|[a-z_]+\.[a-z_.-]+$)| \(authority:\d+\)"
)
_CODE = re.compile(r"[a-z0-9_.]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*")
_DAY = re.compile(r"\d{4}-(?:0\d|1[0-2])(?:-\d\d)?")
_VALUES = {
    "True": "có",
    "False": "không",
    "public": "mọi nơi",
    "copy": "bản sao của thư viện",
    "library": "chỉ trên máy của thư viện",
    "staff": "chỉ cán bộ",
    "cover": "bìa",
    "title": "trang nhan đề",
    "contents": "mục lục",
    "plate": "tờ ảnh, bản đồ",
    "person": "người",
    "body": "cơ quan, tổ chức",
    "subject": "đề mục",
    "place": "địa danh",
    **{role: ROLES[role].name for role in ROLES},
    **{state.value: words for state, words in STATES.items()},
}


def column_words(table: str, column: str) -> str:
    """Return the words for a column of a table, or nothing for one that nobody is shown."""
    if table == "item":
        return _ITEM.get(column, "")
    if table in _OF_UNITS and column in PLACE_LABELS:
        return PLACE_LABELS[column]
    return _COLUMNS.get(f"{table}.{column}") or _COLUMNS.get(column, "")


def table_words(table: str) -> str:
    """Return the words for the rows of a table, with a capital letter."""
    words = record_words().get(table, "tên trong biểu ghi")
    return f"{words[0].upper()}{words[1:]}"


def changed_values(line: AuditLine, own: Mapping[str, str]) -> tuple[ValueChange, ...]:
    """Return the values that an entry of the trail changed, in the words of the forms.

    `own` has the labels of fields that a collection has besides those of all.
    """
    shown = (
        ValueChange(label, value_words(change.before), value_words(change.after))
        for change in line.alterations
        if (label := field_words(line.action, change.name, own))
    )
    return tuple(change for change in shown if change.before != change.after)


def field_words(action: str, name: str, own: Mapping[str, str] | None = None) -> str:
    """Return the words for what an entry of the trail calls by a name, or nothing."""
    row = _ROW.fullmatch(name)
    if row and (table := row[1]) in record_words() and row[2] not in _NUMBERS:
        words = column_words(table, row[2])
        shown = words if table == "item" else f"{table_words(table)}: {words}"
        return shown if words else ""
    if _CODE.fullmatch(name) is None:
        return name if row is None else ""
    table = _ACTED_ON.get(action.partition(".")[0], "item")
    return own[name] if own and table == "item" and name in own else column_words(table, name)


def detail_words(line: AuditLine) -> str:
    """Return the remark of an entry, with words for the codes that former versions wrote."""
    return _CODES.sub(_code_in_words, line.detail or "")


def _code_in_words(code: re.Match[str]) -> str:
    name = code[0]
    return "" if name[0] == " " else _ITEM.get(name) or ACTION_LABELS.get(name, name)


def value_words(value: object) -> str:
    """Return a value of a row, or of the trail, as people read it."""
    text = "" if value is None else str(value)
    if isinstance(value, dict) and "fields" in value:  # a MARC record, as it is kept
        lines = (f"{tag} {marks.replace(' ', '#')} {text}" for tag, marks, text in value["fields"])
        return "\n".join(lines).replace("\x1f", "$")
    if isinstance(value, list | tuple | dict):
        return f"{len(value)} mục"
    if _TIME.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone(clock.HANOI):%d/%m/%Y %H:%M}"
    if _DAY.fullmatch(text):
        return "/".join(reversed(text.split("-")))
    if text[:1] in ("[", "{"):
        return "(danh sách)"
    return _VALUES.get(text, text)
