"""COUNTER exceptions (remarks in a report), and the error for refused requests."""

from dataclasses import dataclass

from library.errors import LibraryError

MESSAGES = {
    1030: "Insufficient Information to Process Request",
    2010: "Requestor is Not Authorized to Access Usage for Institution",
    2020: "APIKey Invalid",
    3000: "Report Not Supported",
    3020: "Invalid Date Arguments",
    3030: "No Usage Available for Requested Dates",
    3031: "Usage Not Ready for Requested Dates",
    3032: "Usage No Longer Available for Requested Dates",
    3040: "Partial Data Returned",
    3050: "Parameter Not Recognized in this Context",
    3060: "Invalid ReportFilter Value",
    3062: "Invalid ReportAttribute Value",
}
_ADVICE = {
    1030: "Báo cáo COUNTER còn thiếu điều kiện: {0}.",
    2010: "Không có điểm truy nhập “{0}”. Xem các mã ở trang Điểm truy nhập",
    2020: "Khóa lấy báo cáo COUNTER không đúng.",
    3000: "Thư viện không có báo cáo COUNTER “{0}”.",
    3020: "Không lập được báo cáo cho “{0}”. Hãy ghi tháng như 2026-09, tháng đầu đã qua.",
}
_STATUS = {1030: 400, 2010: 403, 2020: 401, 3000: 404, 3020: 400}


@dataclass(frozen=True, slots=True)
class Remark:
    """A COUNTER exception code, with its data."""

    code: int
    data: str = ""

    @property
    def message(self) -> str:
        """The message text prescribed by COUNTER."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" ({self.data})" if self.data else "")

    def as_json(self) -> dict[str, object]:
        """Return the fields of COUNTER's Exception object."""
        fields = {"Code": self.code, "Message": self.message}
        return {**fields, "Data": self.data} if self.data else fields


class CounterRefusedError(LibraryError):
    """A report cannot be made as requested."""

    def __init__(self, remark: Remark) -> None:
        self.message = _ADVICE[remark.code]
        super().__init__(remark.data)
        self.remark = remark
        self.status = _STATUS[remark.code]
