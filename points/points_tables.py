"""The modules with the database tables of the public computers, and what becomes of their rows."""

from importlib import import_module

from library.catalogue.belongings import Belonging, made_again

_MODULES = (
    *("access_points.kiosk_notices", "access_points.models", "access_points.networks"),
    *("programme.models", "usage.demographics", "usage.events.help_calls", "usage.manual_counts"),
    *("usage.models", "usage.rollups.models"),
)
MODEL_MODULES = tuple(import_module(f"points.{name}") for name in _MODULES)

BELONGINGS = (
    Belonging("access_point", "điểm truy nhập", "id", records="point", ships="id code"),
    Belonging(
        "point_record",
        "thông tin của điểm",
        "point_id",
        ships="id point_id since recorded name level place address latitude longitude serving"
        " phone | recorded_by reason owner reporter",
    ),
    Belonging(
        "opening_week",
        "giờ mở cửa",
        "point_id",
        ships="id point_id since recorded days | recorded_by",
    ),
    Belonging(
        "opening_exception",
        "ngày mở cửa khác thường",
        "point_id",
        ships="id point_id day recorded hours reason | recorded_by",
    ),
    Belonging(
        "point_links",
        "liên kết của điểm",
        "point_id",
        records="computers",
        ships="id point_id recorded links | recorded_by",
    ),
    Belonging(
        "device",
        "máy công cộng",
        "id",
        records="computers",
        ships="id label token_hash room_key agent_hash agent_key signed_from judged_from |"
        " asset_id code_hash code_expires cloned agent_boot speaking_boot forgotten_before",
    ),
    Belonging(
        "device_placement",
        "chỗ đặt máy",
        "point_id",
        records="computers",
        ships="id device_id point_id since | placed_by",
    ),
    # networks stay: at a station the computers of a point come from addresses of the room
    Belonging("point_networks", "địa chỉ mạng của điểm"),
    Belonging("point_keeper", "việc giao điểm cho cán bộ"),
    Belonging("lesson", "buổi học"),
    Belonging("asset", "tài sản"),
    Belonging("asset_record", "thông tin của tài sản"),
    Belonging("device_change", "lần đăng ký, thu hồi, thay máy công cộng"),
    Belonging("device_event", "sự kiện của máy công cộng"),
    Belonging("help_call", "lần gọi người giúp"),
    Belonging("use_day", "số lượt dùng tài liệu theo ngày"),
    Belonging("item_month", "số lượt dùng của tài liệu theo tháng"),
    Belonging("tally", "số đếm tay"),
    Belonging("use_ruling", "quyết định về lượt để riêng"),
    Belonging("apart_use", "lượt để riêng"),
    Belonging("demographic_tally", "câu trả lời tự nguyện của bạn đọc"),
    Belonging("past_search", "câu hay tìm"),
    Belonging("register_entry", "dòng sổ của chương trình"),
    Belonging("plan_version", "bản kế hoạch"),
    Belonging("form_version", "bản mẫu biểu"),
    Belonging("closed_month", "tháng đã chốt"),
    Belonging("restatement", "số liệu chốt rồi sửa lại"),
    Belonging("report", "báo cáo"),
    Belonging("item_use", made_again=True, is_private=True),
    Belonging("visit_salt", made_again=True, is_private=True),
    *made_again("computer_day computer_hour counted_day device_boot open_use_day point_day"),
    *made_again("point_month point_wait tally_month usage_due"),
)
"""Tables of the public computers; the first of `computers` is the record of a station's point."""
