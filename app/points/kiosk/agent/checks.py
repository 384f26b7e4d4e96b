"""Check of an installed agent on the spot: one line for each part, with the next thing to do."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .agent_files import ON_WINDOWS, data_folder, home_of, read_json
from .console_text import one_line, say
from .input_watch import idle_finder
from .library_line import Library, LibraryRefusedError, explain
from .program_version import VERSION
from .setup_linux import installed_parts as linux_parts
from .setup_windows import installed_parts as windows_parts

_MAX_SKEW_SECONDS = 300
_MAX_SILENCE_SECONDS = 300
_MIN_FREE_BYTES = 20 << 20
_REINSTALL = "cài lại bằng bộ cài" if ON_WINDOWS else "chạy lại sudo diachi-tro-ly cai-dat"


def check(values: dict) -> int:
    """Print the state of each part; return 1 if something has to be done."""
    home = home_of(values)
    results = [*_parts_checked(home), *_library_checked(home), _delivery_checked(home)]
    say(f"Trợ lý máy công cộng, bản {VERSION}")
    for sentence, is_good, advice in results:
        mark = "được" if is_good else "CHƯA ĐƯỢC"
        say(f"  [{mark}] {sentence}" + ("" if is_good else f": {advice}"))
    return 0 if all(is_good for _, is_good, _ in results) else 1


def _parts_checked(home: Path) -> list:
    parts = windows_parts() if ON_WINDOWS else linux_parts()
    findings = [(sentence, is_there, _REINSTALL) for sentence, is_there in parts]
    seconds = idle_finder()
    sees = seconds is not None and seconds() >= 0
    advice = "chạy lệnh này trong phiên của người dùng, có màn hình (trên Linux: X11)"
    has_room = shutil.disk_usage(str(_existing(home))).free >= _MIN_FREE_BYTES
    findings.append(("Đĩa còn chỗ", has_room, "dọn đĩa: trợ lý không ghi được hàng chờ"))
    return [*findings, ("Thấy được thao tác bàn phím, chuột", sees, advice)]


def _existing(folder: Path) -> Path:
    """Return a folder, or the one above it that exists."""
    return folder if folder.exists() else _existing(folder.parent)


def _library_checked(home: Path) -> list:
    config = read_json(data_folder(home) / "config.json")
    if not isinstance(config, dict):
        advice = "cài bằng mã trên phiếu, hoặc chạy lại lệnh này bằng quyền quản trị"
        return [("Đọc được thẻ của máy", False, advice)]
    library = Library(config)
    address = f"Nối được tới {config['library']}"
    try:
        rules = library.call("/api/k/v1/settings")
    except LibraryRefusedError as error:
        is_token_bad = error.status == 401
        refusal = (f"Thẻ của máy được nhận ({error.status})", False, explain(error))
        return (
            [(address, True, ""), refusal] if is_token_bad else [(address, False, explain(error))]
        )
    except (OSError, ValueError, KeyError) as error:
        return [(address, False, explain(error))]
    skew = time.time() - rules.get("server_time", 0) / 1000
    name = f"{one_line(rules.get('label', ''))}, {one_line(rules.get('point', ''))}"
    is_right = abs(skew) <= _MAX_SKEW_SECONDS
    return [
        (address, True, ""),
        (f"Thẻ của máy được nhận: {name}", True, ""),
        (f"Đồng hồ lệch {skew:+.0f} giây", is_right, "chỉnh ngày giờ, thay pin CMOS"),
        ("Có khóa để ký lượt dùng", bool(config.get("key")), "cài lại với mã mới trên phiếu"),
        ("Có khóa để tự cập nhật", bool(config.get("update_key")), "cài lại bằng bộ cài mới"),
    ]


def _delivery_checked(home: Path) -> tuple:
    delivery = read_json(data_folder(home) / "da-gui.json")
    log = data_folder(home) / "nhat-ky.txt"
    if not isinstance(delivery, dict):
        return ("Đã gửi được sự kiện", False, f"đợi hai phút; vẫn thế thì mở {log}")
    silence = max(0, int(time.time() - delivery["at"]))
    sentence = f"Lần gửi cuối cách đây {silence} giây, bản {delivery['version']}"
    return (sentence, silence <= _MAX_SILENCE_SECONDS, f"mở {log}")
