"""Commands of the agent; each loads only what it needs, because the service runs all day."""

from __future__ import annotations

import importlib
import sys

from .agent_files import UsageError
from .console_text import say
from .library_line import explain
from .program_version import VERSION

_HELP = """Trợ lý máy công cộng của Địa Chí, bản {version}

  cai-dat [MÃ]   cài cho cả máy; MÃ ở trên phiếu, không có thì hỏi
  kiem-tra       xem tại chỗ từng phần có chạy không
  go-bo          gỡ hết khỏi máy
  chay           chạy dịch vụ (Windows và systemd tự gọi)
  theo-doi       xem máy có người dùng (tự chạy khi đăng nhập)

  --thu-vien ĐỊA_CHỈ   địa chỉ của thư viện, nếu bộ cài không có sẵn
  --chung-chi TỆP      tệp chứng chỉ gốc (PEM) của thư viện, nếu máy không tin
  --nha-mang TÊN       máy chủ của nhà mạng để thử đường truyền, như portal.nhamang.vn
  --ma-tu TỆP          tệp CSV hai cột: tên máy, mã; lấy mã của máy này
  --nha THƯ_MỤC        thư mục của trợ lý
  --khong-tu-chay      chỉ đăng ký, không tạo tác vụ hay dịch vụ"""
_OPTIONS = ("--thu-vien", "--chung-chi", "--nha-mang", "--ma-tu", "--nha")
_WORKERS = {
    "cai-dat": ("installing", "install"),
    "go-bo": ("installing", "remove"),
    "kiem-tra": ("checks", "check"),
    "chay": ("reporter", "serve"),
    "theo-doi": ("input_watch", "watch_session"),
}
"""Module and function of each command."""


def main(arguments: list) -> int:
    """Run one command; print one sentence for whatever fails."""
    try:
        command, values = _read_command(arguments)
        return _run(command, values)
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
    if command not in (*_WORKERS, "--help", "--version"):
        raise UsageError(f"Không có lệnh “{command}”. Gõ --help để xem các lệnh.")
    values["ma"] = " ".join(words[1:])
    return command, values


def _run(command: str, values: dict) -> int:
    if command == "--help":
        say(_HELP.format(version=VERSION))
        return 0
    if command == "--version":
        say(VERSION)
        return 0
    module, function = _WORKERS[command]
    return getattr(importlib.import_module(f".{module}", __package__), function)(values)
