"""Says in sentences who may read an item, from where and from when."""

from library.catalogue.models import Access, Item
from library.catalogue.rights import opens_on

_WHERE = {
    Access.PUBLIC: "Ai cũng đọc và tải về được, ở mọi nơi.",
    Access.LIBRARY: (
        "Ai cũng thấy biểu ghi; trang chỉ đọc trên máy tính của thư viện và các điểm truy nhập, "
        "không tải về được."
    ),
    Access.STAFF: "Chỉ cán bộ thấy: bạn đọc không tìm thấy tài liệu này.",
}


def told(item: Item, today: str, moving_wall: int | None = None) -> tuple[str, ...]:
    """Return who may read an item once it is published, and what keeps it shut until when."""
    sentences = [_WHERE[item.access]]
    opens = opens_on(item, moving_wall)
    if opens is not None and today < opens and item.access is not Access.STAFF:
        day = "/".join(str(int(part)) for part in reversed(opens.split("-")))
        why = "ngày ghi trong biểu ghi" if opens == item.opens else _wall(moving_wall)
        sentences.append(f"Trước ngày {day} bạn đọc chỉ thấy biểu ghi và ngày mở ({why}).")
    if item.licence:
        sentences.append(f"Quyền: {item.licence}.")
    return tuple(sentences)


def _wall(years: int | None) -> str:
    return f"sưu tập mở sau {years} năm tròn"
