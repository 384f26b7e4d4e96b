"""Names what can be wrong with what is told to the programme office."""

from library.errors import LibraryError


class PlanNotFoundError(LibraryError):
    """No plan has this code."""

    message = "Không có kế hoạch “{0}”. Xem các kế hoạch: diachi programme plans"
    status = 404


class BadPlanError(LibraryError):
    """What was handed in is no plan."""

    message = "Tệp kế hoạch có lỗi: {0}. Hãy sửa theo mẫu của kế hoạch 149 rồi nộp lại."
    status = 400


class PlanUnchangedError(LibraryError):
    """The newest version of the plan says the same."""

    message = "Kế hoạch {0} không có gì khác với phiên bản đang dùng."
    status = 409
