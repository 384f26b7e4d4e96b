"""Names what can be wrong with work on many items, and says what to do about it."""

from library.errors import LibraryError


class NothingChosenError(LibraryError):
    """No item was chosen."""

    message = "Chưa chọn tài liệu nào. Hãy đánh dấu vài dòng, hoặc chọn tất cả."
    status = 400


class TooManyChosenError(LibraryError):
    """More items were chosen than are changed at once."""

    message = "Mỗi lần chọn được nhiều nhất {0} tài liệu. Hãy thu hẹp bộ lọc."
    status = 400


class SelectionNotFoundError(LibraryError):
    """What was chosen is not kept any more."""

    message = "Lần chọn này không còn (chỉ giữ 30 ngày). Hãy chọn lại tài liệu."
    status = 404


class ChangeNotFoundError(LibraryError):
    """No change of many items has this number."""

    message = "Không có lần sửa hàng loạt này; lần xem trước chưa áp dụng chỉ giữ 30 ngày."
    status = 404


class NotOurSheetError(LibraryError):
    """A spreadsheet that came back is not one that went out."""

    message = (
        "Bảng “{0}” {1}. Hãy xuất bảng từ lần chọn tài liệu, sửa ngay trong bảng ấy rồi nộp lại."
    )
    status = 422


class NotToBeAppliedError(LibraryError):
    """A change was applied already, or undone."""

    message = "Lần sửa này đã được áp dụng hoặc hoàn tác rồi; không có gì thay đổi thêm."
    status = 409


class NothingToApplyError(LibraryError):
    """A change would change nothing."""

    message = "Không có dòng nào để áp dụng."
    status = 409


class LinesLeftError(LibraryError):
    """Some lines of a change cannot be applied, and nobody said to go on without them."""

    message = (
        "Chưa áp dụng gì: có {0} dòng không nhận được. "
        "Hãy sửa chúng trong bảng rồi nộp lại, hoặc đánh dấu “Bỏ qua những dòng không nhận được”."
    )
    status = 409


class ChangedMeanwhileError(LibraryError):
    """Items are no longer as they were when the change was looked over."""

    message = (
        "Chưa áp dụng gì: từ lúc xem trước, {0} tài liệu đã có người sửa ({1}). Hãy xem trước lại."
    )
    status = 409


class CannotBeAppliedError(LibraryError):
    """One item refuses what was to be done to all."""

    message = "Chưa áp dụng gì: “{0}”: {1}"
    status = 409


class NotToBeUndoneError(LibraryError):
    """A change was never applied, or undone already."""

    message = "Lần sửa này chưa áp dụng, hoặc đã hoàn tác rồi."
    status = 409


class ChangedSinceError(LibraryError):
    """Items were changed after the change that is to be undone."""

    message = (
        "Chưa hoàn tác gì: {0} tài liệu đã có người sửa tiếp ({1}). Hãy sửa chúng ở trang mô tả, "
        "hoặc đánh dấu “Chỉ hoàn tác những tài liệu chưa ai sửa tiếp”."
    )
    status = 409


class CannotMoveError(LibraryError):
    """An item may not stand in another collection as it is."""

    message = "Không chuyển được: {0}."
    status = 409


class BadValueError(LibraryError):
    """What is to be written into a field cannot stand in it."""

    message = "Chưa làm gì: {0}."
    status = 400


class CannotBeUndoneError(LibraryError):
    """One item cannot be put back as it was."""

    message = "Chưa hoàn tác gì: “{0}”: {1}"
    status = 409
