"""Errors in entries about points, equipment and computers."""

from library.errors import LibraryError


class PointNotFoundError(LibraryError):
    """No access point has this code."""

    message = "Không có điểm truy nhập “{0}”. Xem các mã: diachi point list"
    status = 404


class PointCodeTakenError(LibraryError):
    """An access point already has this code."""

    message = "Đã có điểm truy nhập mang mã “{0}”. Hãy chọn mã khác."
    status = 409


class OpeningHoursError(LibraryError):
    """The text is not a list of opening hours, or the intervals overlap."""

    message = (
        "“{0}” không phải giờ mở cửa. Hãy ghi như: 7:30-11:30, 13:30-17:00; đóng cửa thì để trống."
    )
    status = 400


class BadNetworkError(LibraryError):
    """The text is not a network address, or the network is too wide or one too many."""

    message = (
        "“{0}” không phải địa chỉ mạng của một điểm. Hãy ghi mỗi dòng một địa chỉ, như 203.0.113.8 "
        "hoặc 203.0.113.0/28."
    )
    status = 400


class RoomRefusedError(LibraryError):
    """Another browser than the one that enrolled the computer asks for its pass."""

    message = "Trình duyệt này không phải trình duyệt đã đăng ký máy. Hãy xin cán bộ mã mới."
    status = 403


class NoComputerWaitsError(LibraryError):
    """All computers of the point are enrolled."""

    message = "Mọi máy của điểm đã đăng ký. Cần mã cho một máy thì dùng “Cấp mã mới cho một máy”."
    status = 409


class LabelsTwiceError(LibraryError):
    """A list of names has one twice."""

    message = "Danh sách có hai máy cùng tên “{0}”. Hãy đặt mỗi máy một tên."
    status = 400


class AssetNotFoundError(LibraryError):
    """The inventory has no asset with this number."""

    message = "Sổ tài sản không có số “{0}”."
    status = 404


class AssetNumberTakenError(LibraryError):
    """The inventory already has an asset with this number."""

    message = "Sổ tài sản đã có số “{0}”. Hãy kiểm tra nhãn."
    status = 409


class DeviceNotFoundError(LibraryError):
    """No public computer has this number."""

    message = "Không có máy số {0}. Xem các máy: diachi device list"
    status = 404


class UnknownTokenError(LibraryError):
    """No computer in service has this token."""

    message = "Máy chưa đăng ký hoặc thẻ đã bị thu hồi. Hãy xin cán bộ mã đăng ký mới."
    status = 401


class UnknownCodeError(LibraryError):
    """No computer has this code pending."""

    message = "Mã không đúng, đã dùng hoặc quá hạn. Hãy xem phiếu và gõ lại, hoặc xin mã mới."
    status = 400


class TooManyCodesError(LibraryError):
    """Too many wrong codes were typed at an address."""

    message = (
        "Ở địa chỉ mạng này đã gõ sai mã nhiều lần. Hãy đợi {0} phút rồi gõ lại; "
        "trong lúc đợi, mã đúng cũng chưa được nhận."
    )
    status = 429


class MissingFieldError(LibraryError):
    """A required field is empty."""

    message = "Chưa ghi {0}. Hãy ghi rồi gửi lại."
    status = 400


class BadPointCodeError(LibraryError):
    """The text cannot be the code of a point."""

    message = (
        "“{0}” không dùng làm mã được. Hãy dùng chữ thường không dấu, số và dấu nối: loc-binh."
    )
    status = 400


class BadCoordinatesError(LibraryError):
    """The values are not degrees, or they are outside the country."""

    message = "“{0}” không phải vĩ độ, kinh độ. Hãy ghi độ thập phân, như 21,85 và 106,76."
    status = 400


class InvalidDateError(LibraryError):
    """The text is not a date."""

    message = "“{0}” không phải một ngày. Hãy chọn lại ngày."
    status = 400


class InvalidNumberError(LibraryError):
    """The text is not a whole number."""

    message = "“{0}” không phải số. Hãy ghi số nguyên, không biết thì để trống."
    status = 400


class BadLinkError(LibraryError):
    """The line contains no link, or there are too many links."""

    message = "“{0}” không dùng được. Mỗi dòng ghi: Tên | https://địa-chỉ; nhiều nhất {1} dòng."
    status = 400


class BadLessonError(LibraryError):
    """The class has no computers, no valid number of learners or no duration."""

    message = "Hãy chọn ít nhất một máy, ghi số người học từ 1 đến {0} và số phút."
    status = 400


class TooManyComputersError(LibraryError):
    """More enrolment codes were requested than can be used within half an hour."""

    message = "Mỗi lần cấp được từ 1 đến {0} mã."
    status = 400


class InvalidYearError(LibraryError):
    """The text is not a plausible year of first use."""

    message = "“{0}” không phải năm đưa vào sử dụng. Hãy ghi bốn chữ số, như 2013."
    status = 400
