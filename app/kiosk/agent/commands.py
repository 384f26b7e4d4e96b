"""Commands of the agent: install, run, watch a session, check, remove."""

from __future__ import annotations

import csv
import socket
import sys
import time
from pathlib import Path

from . import setup_linux, setup_windows
from .agent_files import (
    ON_WINDOWS,
    data_folder,
    default_home,
    lock_single_instance,
    read_json,
    write_json,
)
from .checks import check
from .console_text import say
from .input_seen import watch_session
from .library_line import Library, explain
from .program_version import VERSION
from .reporter import Agent

PROGRAM = Path(__file__).resolve().parents[1]
"""The file that contains this module."""

_STARTED = Path(sys.argv[0]).resolve()
"""The launcher; what belongs to the kit lies beside it."""

_FIRST_DELIVERY_SECONDS = 90
_HELP = """Trợ lý máy công cộng của Địa Chí, bản {version}

  cai-dat [MÃ]   cài cho cả máy; MÃ ở trên phiếu, không có thì hỏi
  kiem-tra       xem tại chỗ từng phần có chạy không
  go-bo          gỡ hết khỏi máy
  chay           chạy dịch vụ (Windows và systemd tự gọi)
  theo-doi       xem máy có người dùng (tự chạy khi đăng nhập)

  --thu-vien ĐỊA_CHỈ   địa chỉ của thư viện, nếu bộ cài không có sẵn
  --chung-chi TỆP      tệp chứng chỉ gốc (PEM) của thư viện, nếu máy không tin
  --ma-tu TỆP          tệp CSV hai cột: tên máy, mã; lấy mã của máy này
  --nha THƯ_MỤC        thư mục của trợ lý
  --khong-tu-chay      chỉ đăng ký, không tạo tác vụ hay dịch vụ"""
_OPTIONS = ("--thu-vien", "--chung-chi", "--ma-tu", "--nha")
_NEEDS_ADMINISTRATOR = (
    "Cần quyền quản trị: bấm chuột phải vào tệp .cmd, chọn “Run as administrator”."
    if ON_WINDOWS
    else "Cần quyền quản trị: chạy lại lệnh này với sudo."
)
_SETUP = setup_windows if ON_WINDOWS else setup_linux


class UsageError(ValueError):
    """A command line that can't be understood; the sentence is for the person who typed it."""


def main(arguments: list) -> int:
    """Run one command; print one sentence for whatever fails."""
    try:
        command, values = _read_command(arguments)
        return _COMMANDS[command](values)
    except UsageError as error:
        say(str(error), sys.stderr)
        return 2
    except (OSError, ValueError, KeyError) as error:
        say(explain(error), sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Đã dừng.", sys.stderr)
        return 1


def _read_command(arguments: list) -> tuple:
    """Return the command and its values by option; the rest are codes."""
    if not arguments or {"--help", "-h", "/?"} & set(arguments):
        return "--help", {}
    values, words, waiting = {}, [], list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word in _OPTIONS and waiting:
            values[word] = waiting.pop(0)
        elif word == "--khong-tu-chay":
            values[word] = "1"
        elif word.startswith("-") and word != "--version":
            raise UsageError(f"Không hiểu “{word}”. Gõ --help để xem các lệnh.")
        else:
            words.append(word)
    command = words[0] if words else "--help"
    if command not in _COMMANDS:
        raise UsageError(f"Không có lệnh “{command}”. Gõ --help để xem các lệnh.")
    values["ma"] = " ".join(words[1:])
    return command, values


def install(values: dict) -> int:
    """Enrol this computer with the code of its voucher, and start the agent for every user."""
    home, kit = _home(values), _STARTED.parent
    if "--khong-tu-chay" not in values and not _SETUP.is_administrator():
        raise UsageError(
            "Cần quyền quản trị: bấm chuột phải vào cai-dat.cmd, Run as administrator."
        )
    data = data_folder(home)
    installed = read_json(data / "config.json")
    config = _library_settings(values, kit, installed if isinstance(installed, dict) else {})
    code = values["ma"] or _code_of_this_computer(values) or _ask_code("token" in config)
    answer = _enrol(config, code) if code else {}
    if ON_WINDOWS:
        setup_windows.install_files(kit.parent, PROGRAM, home)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_json(data / "config.json", {**config, **_stored_values(home, config, answer)})
    if "--khong-tu-chay" not in values:
        _SETUP.start(home)
    _report(home, config, answer, values)
    return 0


def _stored_values(home: Path, config: dict, answer: dict) -> dict:
    """Return the values of an enrolment to store; the key of the kit outranks the library's."""
    stored = {name: answer[name] for name in ("token", "update_key") if answer.get(name)}
    if config.get("update_key"):
        stored["update_key"] = config["update_key"]
    if config.get("authority"):
        authority = home / "chung-chi.pem"
        authority.write_bytes(Path(config["authority"]).read_bytes())
        stored["authority"] = str(authority)
    return stored


def _enrol(config: dict, code: str) -> dict:
    say("Đang đăng ký với thư viện…")
    return Library(config).call("/api/k/v1/enrol", {"code": code, "page": True})


def _report(home: Path, config: dict, answer: dict, values: dict) -> None:
    if answer.get("label"):
        say(f"Đã đăng ký: {answer['label']}, {answer['point']}.")
    if answer.get("page_token"):
        url = f"{config['library']}/may#d={answer['page_token']}"
        if ON_WINDOWS and "--khong-tu-chay" not in values:
            name = _SETUP.write_shortcut(url).name
            say(f"Đã để lối tắt “{name}” ở màn hình: trang của máy công cộng.")
        else:
            say(f"Mở trang này một lần trên trình duyệt của máy: {url}")
    if "--khong-tu-chay" in values:
        return
    say("Đợi tín hiệu đầu tiên tới thư viện…")
    began = time.time()
    while time.time() - began < _FIRST_DELIVERY_SECONDS:
        sent = read_json(data_folder(home) / "da-gui.json")
        if isinstance(sent, dict) and sent["at"] >= began - 1:
            say("Xong: thư viện đã nhận tín hiệu của máy.")
            return
        time.sleep(1)
    say("Đã cài, nhưng thư viện chưa nhận được gì: hãy chạy kiem-tra.cmd.")


def _library_settings(values: dict, kit: Path, installed: dict) -> dict:
    """Return the address, certificate and key: typed, else of the kit, else as installed."""
    of_kit = read_json(kit / "thu-vien.json")
    config = {**installed, **(of_kit if isinstance(of_kit, dict) else {})}
    if (kit / "chung-chi.pem").exists():
        config["authority"] = str(kit / "chung-chi.pem")
    if "--chung-chi" in values:
        config["authority"] = values["--chung-chi"]
    if "--thu-vien" in values:
        config["library"] = values["--thu-vien"].rstrip("/")
    if not str(config.get("library", "")).startswith(("https://", "http://")):
        raise UsageError("Chưa biết địa chỉ thư viện: thêm --thu-vien https://…")
    return config


def _code_of_this_computer(values: dict) -> str:
    if "--ma-tu" not in values:
        return ""
    name = socket.gethostname().lower()
    with Path(values["--ma-tu"]).open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.reader(opened):
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


def serve(values: dict) -> int:
    """Run the service until the computer is shut down."""
    home = _home(values)
    data_folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = lock_single_instance(data_folder(home))
    except OSError:
        return 0  # it runs already
    with lock:
        if not (data_folder(home) / "config.json").exists():
            raise UsageError("Máy chưa đăng ký: hãy chạy cai-dat.")
        agent = Agent(home, launcher=_STARTED)
        agent.stop_on_shutdown()
        return agent.work()


def remove(values: dict) -> int:
    """Remove the agent from this computer."""
    if not _SETUP.is_administrator():
        raise UsageError(_NEEDS_ADMINISTRATOR)
    _SETUP.remove(_home(values))
    say(
        "Đã gỡ trợ lý khỏi máy."
        if ON_WINDOWS
        else "Đã xóa dữ liệu. Gỡ gói: apt purge diachi-tro-ly"
    )
    return 0


def _home(values: dict) -> Path:
    return Path(values["--nha"]) if "--nha" in values else default_home()


def _show_help(_values: dict) -> int:
    say(_HELP.format(version=VERSION))
    return 0


def _show_version(_values: dict) -> int:
    say(VERSION)
    return 0


_COMMANDS = {
    "cai-dat": install,
    "chay": serve,
    "theo-doi": lambda _values: watch_session(_STARTED),
    "kiem-tra": lambda values: check(_home(values)),
    "go-bo": remove,
    "--help": _show_help,
    "--version": _show_version,
}
