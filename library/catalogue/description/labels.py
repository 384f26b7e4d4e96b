"""Names the fields and the states of a description in Vietnamese, on forms as in lists."""

from library.catalogue.models import ItemState

LABELS = {
    "title": "Nhan đề",
    "kind": "Loại tài liệu",
    "number": "Số, ký hiệu",
    "series": "Báo, tạp chí, bộ sách",
    "issuing_body": "Cơ quan ban hành",
    "creator": "Tác giả",
    "date": "Ngày, tháng hoặc năm",
    "place": "Nơi ban hành, xuất bản",
    "language": "Ngôn ngữ",
    "description": "Mô tả, tóm tắt",
    "url": "Địa chỉ nguồn",
    "licence": "Giấy phép, quyền",
    "access": "Nơi đọc",
    "opens": "Mở từ ngày",
    "subject": "Đề mục, từ khóa",
    "coverage": "Địa danh",
    "contributor": "Người cộng tác, người ký",
    "publisher": "Nhà xuất bản",
    "extent": "Số trang, khổ",
    "note": "Ghi chú",
    "relation": "Liên quan",
    "source": "Nguồn",
}
"""Our field → its heading; those after `opens` are kept beside the description."""

BESIDE = ("subject", "coverage", "contributor", "publisher", "extent", "note", "relation", "source")
"""What a list may tell that is no field of the description."""

STATES = {
    ItemState.DRAFT: "bản nháp",
    ItemState.REVIEW: "chờ duyệt",
    ItemState.PUBLISHED: "đã công bố",
    ItemState.WITHDRAWN: "đã gỡ",
}
