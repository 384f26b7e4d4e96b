"""Installation and removal of the agent, and the enrolment of this computer."""

from __future__ import annotations

import csv
import socket
import sys
import time
from pathlib import Path

from . import setup_linux, setup_windows
from .agent_files import (
    ON_WINDOWS,
    UsageError,
    data_folder,
    home_of,
    read_json,
    write_atomically,
    write_json,
)
from .console_text import one_line, say
from .library_line import Library, LibraryRefusedError, explain
from .machine_key import new_key, public_key

PROGRAM = Path(__file__).resolve().parents[1]
"""The file that contains this module."""

_STARTED = Path(sys.argv[0]).resolve()
"""The launcher; what belongs to the kit lies beside it."""

_FIRST_DELIVERY_SECONDS, _UNKNOWN_CODE = 90, 400
_CHECK = "kiem-tra.cmd" if ON_WINDOWS else "sudo diachi-tro-ly kiem-tra"
_NEEDS_ADMINISTRATOR = (
    "Cần quyền quản trị: bấm chuột phải vào tệp .cmd, chọn “Run as administrator”."
    if ON_WINDOWS
    else "Cần quyền quản trị: chạy lại lệnh này với sudo."
)
_SETUP = setup_windows if ON_WINDOWS else setup_linux


def install(values: dict) -> int:
    """Enrol this computer with the code of its voucher, and start the agent for every user."""
    home, kit = home_of(values), _STARTED.parent
    if "--khong-tu-chay" not in values and not _SETUP.is_administrator():
        raise UsageError(_NEEDS_ADMINISTRATOR)
    data = data_folder(home)
    previous = read_json(data / "config.json")
    config = _library_settings(values, kit, previous if isinstance(previous, dict) else {})
    code = values["ma"] or _code_of_this_computer(values)
    answer = _enrol(config, code) if code else _enrol_as_typed(config)
    if ON_WINDOWS:
        setup_windows.install_files(kit.parent, PROGRAM, home)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_json(data / "config.json", {**config, **_stored_values(home, config, answer)})
    _report_enrolment(config, answer, values)
    if "--khong-tu-chay" not in values:
        began = time.time()
        _SETUP.start(home)
        _wait_for_delivery(home, began)
    return 0


def _stored_values(home: Path, config: dict, answer: dict) -> dict:
    """Return the values of an enrolment to store; the key of the kit outranks the library's."""
    stored_values = {
        name: answer[name] for name in ("token", "key", "update_key") if answer.get(name)
    }
    if config.get("update_key"):
        stored_values["update_key"] = config["update_key"]
    if config.get("authority"):
        authority = home / "chung-chi.pem"
        write_atomically(authority, Path(config["authority"]).read_bytes(), 0o644)
        stored_values["authority"] = str(authority)
    return stored_values


def _enrol_as_typed(config: dict) -> dict:
    """Enrol with a code that is typed; a mistyped one may be typed again, twice."""
    for tries_left in (2, 1, 0):
        code = _ask_code("token" in config)
        if not code:
            break
        try:
            return _enrol(config, code)
        except LibraryRefusedError as error:
            if error.status != _UNKNOWN_CODE or not tries_left:
                raise
            say(explain(error))
    return {}


def _enrol(config: dict, code: str) -> dict:
    say("Đang đăng ký với thư viện…")
    key = new_key()
    fields = {"code": code, "page": True, "key": public_key(key)}
    answer = Library({**config, "key": ""}).call("/api/k/v1/enrol", fields)
    if not _is_word(answer.get("token")):
        raise ValueError("no token")
    if answer.get("page_token") is not None:  # an older library keeps no key
        raise ValueError("no key")
    if not isinstance(answer.get("update_key"), (str, type(None))):
        raise ValueError("no key")
    return {**answer, "key": key}


def _is_word(token: object) -> bool:
    """Return True for a token that a file of Windows can hold: nothing but letters and digits."""
    word = token.replace("-", "").replace("_", "") if isinstance(token, str) else ""
    return word.isascii() and word.isalnum()


def _report_enrolment(config: dict, answer: dict, values: dict) -> None:
    if answer.get("label"):
        say(f"Đã đăng ký: {one_line(answer['label'])}, {one_line(answer.get('point', ''))}.")
    if answer.get("key"):
        url = f"{config['library']}/may"
        if ON_WINDOWS and "--khong-tu-chay" not in values:
            name = _SETUP.write_shortcut(url).name
            say(f"Đã để lối tắt “{name}” ở màn hình: trang của máy công cộng.")
        else:
            say(f"Mở trang này trên trình duyệt của máy: {url}")


def _wait_for_delivery(home: Path, began: float) -> None:
    say("Đợi tín hiệu đầu tiên tới thư viện…")
    while time.time() - began < _FIRST_DELIVERY_SECONDS:
        delivery = read_json(data_folder(home) / "da-gui.json")
        if isinstance(delivery, dict) and delivery["at"] >= began - 1:
            say("Xong: thư viện đã nhận tín hiệu của máy.")
            return
        time.sleep(1)
    say(f"Đã cài, nhưng thư viện chưa nhận được gì: hãy chạy {_CHECK}.")


def _library_settings(values: dict, kit: Path, previous: dict) -> dict:
    """Return the address, certificate and key: typed, else of the kit, else as installed."""
    of_kit = read_json(kit / "thu-vien.json")
    config = {**previous, **{name: value for name, value in (of_kit or {}).items() if value}}
    if (kit / "chung-chi.pem").exists():
        config["authority"] = str(kit / "chung-chi.pem")
    if "--chung-chi" in values:
        config["authority"] = values["--chung-chi"]
    if "--thu-vien" in values:
        config["library"] = values["--thu-vien"].rstrip("/")
    if "--nha-mang" in values:
        config["provider"] = values["--nha-mang"]
    if not str(config.get("library", "")).startswith(("https://", "http://")):
        raise UsageError("Chưa biết địa chỉ thư viện: thêm --thu-vien https://…")
    return config


def _code_of_this_computer(values: dict) -> str:
    if "--ma-tu" not in values:
        return ""
    name = socket.gethostname().lower()
    with Path(values["--ma-tu"]).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if len(row) > 1 and row[0].strip().lower() == name:
                return row[1].strip()
    raise UsageError(f"Tệp {values['--ma-tu']} không có dòng nào cho máy {name}.")


def _ask_code(is_enrolled: bool) -> str:
    say("Máy đã đăng ký. Bấm Enter để giữ, hoặc gõ mã mới:" if is_enrolled else "Gõ mã trên phiếu:")
    try:
        code = input().strip()
    except EOFError:
        code = ""
    if not code and not is_enrolled:
        raise UsageError("Chưa có mã: lấy phiếu mã ở trang của điểm trong văn phòng của thư viện.")
    return code


def remove(values: dict) -> int:
    """Remove the agent from this computer."""
    if not _SETUP.is_administrator():
        raise UsageError(_NEEDS_ADMINISTRATOR)
    _SETUP.remove(home_of(values))
    say(
        "Đã gỡ trợ lý khỏi máy."
        if ON_WINDOWS
        else "Đã xóa dữ liệu. Gỡ gói: apt purge diachi-tro-ly"
    )
    return 0
