"""Measures shown on boards, with their printed definitions."""

from dataclasses import dataclass

from points.usage.evidence import Method


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, with its unit and definition."""

    code: str
    """Column of `PointDay` (or of `Tally`, when counted by hand)."""
    name: str
    unit: str
    definition: str
    of_an_hour: str | None = None
    """Column of `ComputerHour`; None if there are no hourly figures."""
    method: Method = Method.MEASURED
    in_hours: bool = False
    """True if it is stored in seconds and shown in hours."""


CHARTED = (
    Measure(
        "sessions",
        "Lượt sử dụng máy",
        "lượt",
        "Số phiên đã bắt đầu ở máy công cộng; dài ngắn đều là một lượt, một người đến ba lần là ba "
        "lượt. Wi-Fi bằng máy riêng không tính.",
        of_an_hour="sessions",
    ),
    Measure(
        "session_seconds",
        "Giờ sử dụng",
        "giờ",
        "Từ lúc bấm Bắt đầu đến thao tác cuối cùng; máy để không, máy quên tắt không tính. Việc "
        "làm ở chương trình khác tính khi máy có trợ lý, không thì chỉ tính trên trang của thư "
        "viện.",
        of_an_hour="used_seconds",
        in_hours=True,
    ),
    Measure(
        "machine_seconds",
        "Giờ máy bật",
        "giờ",
        "Thời gian máy có gửi tín hiệu là đang bật, có người hay không. Không phải giờ sử dụng.",
        of_an_hour="machine_seconds",
        in_hours=True,
    ),
    Measure(
        "line_up_seconds",
        "Giờ có mạng",
        "giờ",
        "Thời gian máy bật và báo đường mạng thông. Lúc máy tắt thì không ai biết.",
        of_an_hour="line_up_seconds",
        in_hours=True,
    ),
    Measure(
        "visits",
        "Lượt đến",
        "lượt",
        "Số người bước vào điểm vì bất cứ việc gì, cán bộ đếm tay. Ngày không đếm không phải là 0.",
        method=Method.MANUAL,
    ),
)
"""Measures with a chart."""

LISTED = (
    Measure(
        "active_seconds",
        "Giờ có thao tác",
        "giờ",
        "Thời gian có gõ phím, di chuột: cả máy, nếu máy có trợ lý; không thì chỉ tính trên trang "
        "của thư viện.",
        of_an_hour="active_seconds",
        in_hours=True,
    ),
    Measure(
        "line_down_seconds",
        "Giờ mất mạng",
        "giờ",
        "Thời gian máy bật và báo đường mạng đứt.",
        of_an_hour="line_down_seconds",
        in_hours=True,
    ),
    Measure(
        "doubtful_sessions",
        "Lượt chưa chắc chắn",
        "lượt",
        "Những lượt, đã có trong lượt sử dụng, bị cắt ở giờ đóng cửa hay 6 giờ, mất lúc bắt đầu, "
        "hoặc chỉ ước được giờ.",
    ),
    Measure(
        "apart_sessions",
        "Lượt để riêng",
        "lượt",
        "Những lượt chưa chắc có thật, như ngoài giờ mở cửa hay không có chữ ký của máy, chưa có "
        "trong lượt sử dụng: chờ cán bộ chương trình chấp nhận hoặc loại. Điểm chưa ghi giờ mở cửa "
        "thì không xét được theo giờ.",
    ),
    Measure(
        "uses",
        "Lượt dùng máy đếm tay",
        "lượt",
        "Lượt mà máy không tự ghi, cán bộ đếm tay; không bao giờ cộng vào lượt đo bằng máy.",
        method=Method.MANUAL,
    ),
    Measure("help_requests", "Lần nhờ giúp", "lần", "Số lần bạn đọc bấm Nhờ cán bộ giúp."),
    Measure(
        "outside_seconds",
        "Giờ có thao tác ngoài phiên",
        "giờ",
        "Phần của giờ có thao tác khi không ai bấm Bắt đầu, chỉ biết ở máy có trợ lý: lượt dùng mà "
        "số lượt không đếm được.",
        in_hours=True,
    ),
    Measure(
        "prints",
        "Trang in",
        "trang",
        "Số trang in cho bạn đọc, cán bộ đếm tay; máy không tự đếm.",
        method=Method.MANUAL,
    ),
    Measure(
        "total_requests",
        "Lượt đọc tài liệu",
        "lượt",
        "Lượt mở trang hoặc tải tài liệu của thư viện từ máy của điểm, theo COUNTER 5.1 (bấm lại "
        "trong 30 giây tính một); chưa kiểm toán.",
    ),
)
"""Measures shown in the table only."""

MEASURES = (*CHARTED, *LISTED)
"""All measures, in display order."""

COUNTED_BY_HAND = tuple(m.code for m in MEASURES if m.method is Method.MANUAL)
"""Columns of `Tally`."""
