"""Errors of bulk changes, with messages that name the remedy."""

from library.errors import LibraryError


class NothingChosenError(LibraryError):
    """No item was chosen."""

    message = "Chưa chọn tài liệu nào. Hãy đánh dấu vài dòng, hoặc chọn tất cả."
    status = 400


class TooManyChosenError(LibraryError):
    """More items were chosen than one bulk change allows."""

    message = "Mỗi lần chọn được nhiều nhất {0} tài liệu. Hãy thu hẹp bộ lọc."
    status = 400


class SelectionNotFoundError(LibraryError):
    """The selection has expired."""

    message = "Lần chọn này không còn (chỉ giữ 30 ngày). Hãy chọn lại tài liệu."
    status = 404


class ChangeNotFoundError(LibraryError):
    """No bulk change has this number."""

    message = "Không có lần sửa hàng loạt này; lần xem trước chưa áp dụng chỉ giữ 30 ngày."
    status = 404


class NotAnExportError(LibraryError):
    """A re-imported spreadsheet is not an export of this system."""

    message = (
        "Bảng “{0}” {1}. Hãy xuất bảng từ lần chọn tài liệu, sửa ngay trong bảng ấy rồi nộp lại."
    )
    status = 422


class ChangeNotPlannedError(LibraryError):
    """A change was already applied or undone."""

    message = "Lần sửa này đã được áp dụng hoặc hoàn tác rồi; không có gì thay đổi thêm."
    status = 409


class NothingToApplyError(LibraryError):
    """A change has no effect."""

    message = "Không có dòng nào để áp dụng."
    status = 409


class RefusedLinesError(LibraryError):
    """Some lines of a change cannot be applied, and the user did not choose to skip them."""

    message = (
        "Chưa áp dụng gì: có {0} dòng không nhận được. "
        "Hãy sửa chúng trong bảng rồi nộp lại, hoặc đánh dấu “Bỏ qua những dòng không nhận được”."
    )
    status = 409


class ChangedMeanwhileError(LibraryError):
    """Items were edited after the change was reviewed."""

    message = (
        "Chưa áp dụng gì: từ lúc xem trước, {0} tài liệu đã có người sửa ({1}). Hãy xem trước lại."
    )
    status = 409


class CannotBeAppliedError(LibraryError):
    """The change cannot be applied to one of the items."""

    message = "Chưa áp dụng gì: “{0}”: {1}"
    status = 409


class ChangeNotAppliedError(LibraryError):
    """A change was never applied, or was already undone."""

    message = "Lần sửa này chưa áp dụng, hoặc đã hoàn tác rồi."
    status = 409


class ChangedSinceError(LibraryError):
    """Items were edited after the change to be undone."""

    message = (
        "Chưa hoàn tác gì: {0} tài liệu đã có người sửa tiếp ({1}). Hãy sửa chúng ở trang mô tả, "
        "hoặc đánh dấu “Chỉ hoàn tác những tài liệu chưa ai sửa tiếp”."
    )
    status = 409


class CannotMoveError(LibraryError):
    """An item may not move to another collection in its current state."""

    message = "Không chuyển được: {0}."
    status = 409


class BadValueError(LibraryError):
    """A value is not valid for its field."""

    message = "Chưa làm gì: {0}."
    status = 400


class CannotBeUndoneError(LibraryError):
    """One item cannot be restored."""

    message = "Chưa hoàn tác gì: “{0}”: {1}"
    status = 409


class BadMappingError(LibraryError):
    """A column mapping has no usable heading."""

    message = "“{0}” không phải tên cột hay trường con. Hãy ghi như “Từ khóa” hoặc 911$a."
    status = 422


class AccessInRecordError(LibraryError):
    """A MARC record would change who may read the item."""

    message = (
        "Nơi đọc và ngày mở (trường 506) chỉ sửa ở trang mô tả. Hãy để trường 506 như cũ rồi lưu."
    )
    status = 422


class RecordValueRefusedError(LibraryError):
    """A collection does not allow a value of a MARC record."""

    message = "Chưa lưu: {0}: {1}. Hãy sửa trường ấy rồi lưu lại."
    status = 422
