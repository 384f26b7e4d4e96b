"""Errors in entries of the programme office."""

from library.errors import LibraryError


class PlanNotFoundError(LibraryError):
    """No plan has this code."""

    message = "Không có kế hoạch “{0}”. Xem các kế hoạch: diachi programme plans"
    status = 404


class BadPlanError(LibraryError):
    """The submitted file is not a valid plan."""

    message = "Tệp kế hoạch có lỗi: {0}. Hãy sửa theo mẫu của kế hoạch 149 rồi nộp lại."
    status = 400


class PlanUnchangedError(LibraryError):
    """The submitted plan equals its newest version."""

    message = "Kế hoạch {0} không có gì khác với phiên bản đang dùng."
    status = 409


class RegisterNotFoundError(LibraryError):
    """No register has this code."""

    message = "Không có sổ “{0}”."
    status = 404


class EntryNotFoundError(LibraryError):
    """The register has no entry with this number."""

    message = "Sổ không có mục số {0}."
    status = 404


class EntryChangedError(LibraryError):
    """Another person changed the entry in the meantime."""

    message = "Mục này vừa được người khác sửa. Hãy mở lại để xem bản mới rồi sửa tiếp."
    status = 409


class EntryWithoutPointError(LibraryError):
    """An entry of this register needs a point."""

    message = "Mỗi mục của sổ “{0}” thuộc một điểm truy nhập. Hãy chọn điểm."
    status = 400


class BadEntryError(LibraryError):
    """The values of a register entry are invalid."""

    message = "{0}"
    status = 400


class NotYourPointError(LibraryError):
    """The account does not manage the point it tries to see or edit."""

    message = "Tài khoản của bạn không phụ trách điểm này. Xin cán bộ chương trình giao điểm."
    status = 403


class BadPeriodError(LibraryError):
    """The text is not a period."""

    message = (
        "“{0}” không phải một kỳ. Hãy ghi như 2025, 2025-h1, 2025-q3, 2025-07 hoặc "
        "2022-01..2025-12."
    )
    status = 400


class MonthNotOverError(LibraryError):
    """The month has not ended and cannot be closed."""

    message = "Tháng {0} chưa hết, chưa chốt được."
    status = 409


class IndicatorNotFoundError(LibraryError):
    """No indicator has this code."""

    message = "Không có chỉ số “{0}”. Các chỉ số: {1}."
    status = 404


class MonthNotOfComputersError(LibraryError):
    """The indicator is not computed from days of computers."""

    message = "Chỉ số {0} không tính từ ngày của từng máy."
    status = 404


class ReportNotFoundError(LibraryError):
    """No report has this number."""

    message = "Không có báo cáo số {0} trong sổ."
    status = 404


class BadAnnexError(LibraryError):
    """The pasted rows are not rows of a plan's annex."""

    message = "Chưa ghi dòng nào: {0}."
    status = 400


class TemplateNotFoundError(LibraryError):
    """No report template has this code."""

    message = "Không có mẫu báo cáo “{0}”. Hãy chọn lại mẫu."
    status = 400


class TemplateNotInForceError(LibraryError):
    """The template is not used for this period, kind of report or level of point."""

    message = "Mẫu “{0}” không dùng cho kỳ và nơi đã chọn. Hãy chọn một mẫu trong danh sách."
    status = 400


class HeadIncompleteError(LibraryError):
    """The letterhead still has names that staff must enter."""

    message = "Chưa ký được: ô “{0}” còn chỗ chưa ghi. Hãy ghi, lưu bản thảo rồi ký."
    status = 409


class SignerMissingError(LibraryError):
    """A report without the name of its signer cannot be signed."""

    message = (
        "Chưa ký được: chưa có họ tên người ký. Hãy ghi vào ô “Họ tên người ký” ở phần Thể thức "
        "của báo cáo, rồi ký lại."
    )
    status = 409


class TextTooLongError(LibraryError):
    """A text of a report is longer than the limit."""

    message = "Ô “{0}” dài quá {1} chữ; chưa lưu gì. Hãy bớt rồi lưu lại."
    status = 400


class ReportChangedError(LibraryError):
    """Somebody else saved the draft meanwhile."""

    message = (
        "Bản thảo vừa được người khác lưu; chưa ghi đè gì. Những gì bạn gõ còn ở dưới: "
        "xem lại rồi lưu lần nữa."
    )
    status = 409


class ReportSignedError(LibraryError):
    """The report is signed and cannot be changed."""

    message = "Báo cáo đã ký, không sửa được nữa. Cần khác thì lập báo cáo mới."
    status = 409


class ReportUnsignedError(LibraryError):
    """The report is not signed, or it already has a number."""

    message = "Chỉ đăng ký báo cáo đã ký và chưa có số."
    status = 409


class ReportNumberError(LibraryError):
    """The text is not a valid document number."""

    message = "“{0}” không phải số văn bản. Hãy ghi số từ 1 trong sổ công văn đi."
    status = 400


class TooManyComputersError(LibraryError):
    """The number of computers of a new point is out of range."""

    message = "Mỗi lần mở điểm ghi được từ 0 đến {0} máy. Hãy ghi lại số máy."
    status = 400


class FormNotFoundError(LibraryError):
    """No form has this code."""

    message = "Không có biểu thống kê “{0}”."
    status = 404


class BadFormError(LibraryError):
    """The submitted file is not a valid form."""

    message = "Mẫu biểu có lỗi: {0}. Hãy tải mẫu đang dùng về, sửa rồi nộp lại."
    status = 400


class MailUnsetError(LibraryError):
    """No mail server is configured."""

    message = "Chưa chọn máy chủ thư. Hãy đặt DIACHI_MAIL_SERVER, DIACHI_MAIL_FROM, DIACHI_MAIL_TO."
    status = 409


class NoHeadingsError(LibraryError):
    """No sheet of an uploaded file has the headings of the book."""

    message = (
        "Tệp “{0}” không có dòng tên cột nào của sổ “{1}”. "
        "Hãy tải bảng mẫu về, chép số liệu vào đúng cột rồi nộp lại."
    )
    status = 422


class NoFileError(LibraryError):
    """No file was chosen."""

    message = "Hãy chọn một tệp .xlsx hoặc .csv."
    status = 400


class ImportNotFoundError(LibraryError):
    """No import has this number."""

    message = "Không có lần nhập sổ này; lần xem trước chưa nhập chỉ giữ 30 ngày."
    status = 404


class ImportStateError(LibraryError):
    """The import was already applied, undone or dropped."""

    message = "Lần nhập này đã được nhập hoặc hoàn tác rồi; không có gì thay đổi thêm."
    status = 409


class NothingToImportError(LibraryError):
    """No row of the import is new or to be updated."""

    message = "Không có dòng nào để nhập."
    status = 409
