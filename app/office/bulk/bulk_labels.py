"""Vietnamese labels for the pages of bulk work."""

from library.bulk.find_items import GAPS as _GAPS
from library.bulk.models import ChangeKind, ChangeState, Verdict
from library.catalogue.description.field_registry import LABELS
from library.catalogue.models import Access
from library.incoming.matches import Rule

ACCESSES = {
    Access.PUBLIC.value: "mọi nơi",
    Access.LIBRARY.value: "chỉ trên máy tính của thư viện",
    Access.COPY.value: "bản sao của thư viện",
    Access.STAFF.value: "chỉ cán bộ",
}
GAPS = {name: LABELS[name] for name in _GAPS}
KINDS = {
    ChangeKind.SHEET: "Bảng tính nộp lại",
    ChangeKind.FIELD: "Đổi một ô",
    ChangeKind.MOVE: "Chuyển sưu tập",
    ChangeKind.SEND: "Gửi duyệt",
    ChangeKind.PUBLISH: "Công bố",
    ChangeKind.WITHDRAW: "Gỡ",
    ChangeKind.RECORDS: "Nhập biểu ghi",
}
STATES = {
    ChangeState.PLANNED.value: "chưa áp dụng",
    ChangeState.APPLIED.value: "đã áp dụng",
    ChangeState.UNDONE.value: "đã hoàn tác",
}
VERDICTS = {
    Verdict.CHANGE: "sẽ đổi",
    Verdict.NEW: "sẽ thêm",
    Verdict.CLASH: "đụng nhau",
    Verdict.REFUSED: "không nhận được",
}
RULES = {
    Rule.COPIES: "thêm bản giấy mới",
    Rule.FILL: "thêm bản, điền ô còn trống",
    Rule.REPLACE: "thêm bản, thay nội dung cũ",
    Rule.SKIP: "bỏ qua",
}
