"""Trợ lý máy công cộng của Địa Chí: tells the library when this computer is on, used, and on line.

It needs Python 3.8 or later and nothing else; it says nothing of anybody. Install it with
`python tro-ly.py cai-dat CODE`; what it says is described in docs/public-computers.md.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
import zlib
from pathlib import Path
from urllib.parse import urlsplit

LIBRARY = ""  # the site that hands out this file writes its own address here
TICK, EVERY, PATIENCE, MOST, BATCH = 5, 60, 20, 20000, 200
ON_WINDOWS = os.name == "nt"
USUAL_HOME = (
    Path(os.path.expandvars(r"%ProgramData%")) / "diachi-tro-ly"
    if ON_WINDOWS
    else Path.home() / ".local" / "share" / "diachi-tro-ly"
)


class Queue:
    """What still has to be said: one line for each event, on the disk before anything else."""

    def __init__(self, home: Path) -> None:
        self.file, self.lost = home / "events.jsonl", home / "dropped.json"
        self.dropped = _read_json(self.lost) or 0
        lines = self.file.read_bytes().splitlines() if self.file.exists() else []
        self.events = [event for event in map(_event, lines) if event]
        self._rewrite()  # a line that the power cut tore is gone

    def add(self, event: dict) -> None:
        """Keep an event; when there are too many, the oldest heartbeats go and are counted."""
        with self.file.open("ab") as file:
            file.write(json.dumps(event).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.events.append(event)
        if len(self.events) > MOST:
            beats = [kept["event_id"] for kept in self.events if kept["type"] == "hb"]
            given = beats or [kept["event_id"] for kept in self.events]
            self.dropped += len(given[: MOST // 40])
            self.forget(set(given[: MOST // 40]))

    def forget(self, names: set) -> None:
        """Forget what the library has acknowledged."""
        self.events = [event for event in self.events if event["event_id"] not in names]
        self._rewrite()

    def _rewrite(self) -> None:
        _write_whole(self.file, b"".join(json.dumps(e).encode() + b"\n" for e in self.events))
        _write_whole(self.lost, json.dumps(self.dropped).encode())


class Run:
    """One run of this computer: gives what is said its name, its place and its times."""

    def __init__(self, queue: Queue) -> None:
        self.queue, self.boot, self.said = queue, str(uuid.uuid4()), 0
        self.began, self.walls = time.monotonic(), time.time() - time.monotonic()
        self.say("device.boot")

    def times(self) -> dict:
        """Return the calendar, which may be wrong, and the time since the run began."""
        mono = int((time.monotonic() - self.began) * 1000)
        return {"t_wall": int(max(0, time.time()) * 1000), "t_mono": mono}

    def say(self, kind: str, **told: object) -> None:
        """Put an event in the queue."""
        self.said += 1
        name = {"event_id": _name_by_time(), "boot_id": self.boot, "seq": self.said, "type": kind}
        self.queue.add({**name, **self.times(), **told})

    def slept(self) -> bool:
        """Say whether the two clocks parted: the computer slept, or its calendar was set."""
        return abs(time.time() - time.monotonic() - self.walls) > 2 * EVERY


class Agent:
    """Watches this computer and tells the library."""

    def __init__(self, home: Path, idle_seconds=None) -> None:
        self.home, self.told = home, _read_json(home / "config.json") or {}
        self.idle_seconds = idle_seconds or idle_finder()
        self.queue = Queue(home)
        self.run = Run(self.queue)
        self.active, self.is_up, self.revision, self.rules = 0, None, None, {}

    def work(self) -> None:
        """Go on until somebody ends the process."""
        next_beat = 0.0
        while True:
            idle = self.idle_seconds()
            self.active += TICK if idle is not None and idle < TICK else 0
            if self.run.slept():
                self.run, next_beat = Run(self.queue), 0.0
            if time.monotonic() >= next_beat:
                self.beat()
                next_beat = time.monotonic() + EVERY * random.uniform(0.9, 1.1)
            time.sleep(TICK)

    def beat(self) -> None:
        """Say that the computer is on, whether anybody is at it and the line is up; send all."""
        if self.active:
            self.run.say("input", n=min(self.active, 2 * EVERY))
            self.active = 0
        is_up = self.reaches_out()
        if is_up is not self.is_up:
            self.is_up = is_up
            self.run.say("net.up" if is_up else "net.down")
        self.run.say("hb")
        try:
            while self.queue.events and self.send():
                pass
        except (OSError, ValueError, KeyError) as error:
            _write_whole(self.home / "problem.txt", str(error).encode())

    def send(self) -> bool:
        """Send one batch; say whether there may be more."""
        events, times = self.queue.events[:BATCH], self.run.times()
        sent = {"sent_wall": times["t_wall"], "sent_mono": times["t_mono"], "events": events}
        left = {"dropped": self.queue.dropped, "waiting": len(self.queue.events) - len(events)}
        answer = _ask(self.told, "/api/k/v1/events", {"boot_id": self.run.boot, **sent, **left})
        self.queue.forget({result["event_id"] for result in answer["results"]})
        if answer.get("config_rev") != self.revision:
            self.rules = _ask(self.told, "/api/k/v1/settings")
            self.revision = answer.get("config_rev")
        return len(events) == BATCH

    def reaches_out(self) -> bool:
        """Say whether a line leads out of this room: to where the rules say, else the library."""
        there = self.rules.get("line_probe") or self.told["library"]
        parts = urlsplit(there if "//" in there else f"//{there}")
        port = parts.port or {"http": 80}.get(parts.scheme, 443)
        try:
            socket.create_connection((parts.hostname, port), PATIENCE).close()
        except OSError:
            return False
        return True


def idle_finder():
    """Return what tells since how many seconds nobody touched this computer, or tells nothing."""
    try:
        return _windows_idle() if ON_WINDOWS else _x11_idle()
    except (OSError, AttributeError):
        return lambda: None


def _windows_idle():
    class LastInput(ctypes.Structure):
        _fields_ = [("size", ctypes.c_uint), ("at", ctypes.c_uint)]

    last = LastInput(ctypes.sizeof(LastInput), 0)

    def seconds():
        ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last))
        passed = ctypes.windll.kernel32.GetTickCount() - last.at
        return (passed & 0xFFFFFFFF) / 1000  # the count begins anew after 49 days

    return seconds


def _x11_idle():
    x11, saver = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
    x11.XOpenDisplay.restype = x11.XDefaultRootWindow.restype = ctypes.c_void_p
    saver.XScreenSaverAllocInfo.restype = ctypes.POINTER(ctypes.c_ulong)
    display = x11.XOpenDisplay(None)
    if not display:
        raise OSError("no display")
    display, info = ctypes.c_void_p(display), saver.XScreenSaverAllocInfo()
    root = ctypes.c_void_p(x11.XDefaultRootWindow(display))

    def seconds():
        saver.XScreenSaverQueryInfo(display, root, info)
        return info[3 if ctypes.sizeof(ctypes.c_ulong) == 8 else 4] / 1000  # its fourth field

    return seconds


def install(home: Path, library: str, code: str, authority: str | None) -> None:
    """Exchange the code for a token, and let the agent start whenever somebody signs in."""
    told = {"library": library.rstrip("/"), "authority": authority}
    answer = _ask(told, "/api/k/v1/enrol", {"code": code})
    home.mkdir(parents=True, exist_ok=True)
    _write_whole(home / "config.json", json.dumps({**told, "token": answer["token"]}).encode())
    program = home / "tro-ly.py"
    if Path(__file__).resolve() != program.resolve():
        shutil.copyfile(__file__, str(program))
    _start_with_the_computer(_command(program, home))
    print(f"Đã cài trợ lý cho {answer['label']}, {answer['point']}.")


def _command(program: Path, home: Path) -> list:
    silent = Path(sys.executable).with_name("pythonw.exe")
    python = str(silent) if silent.exists() else sys.executable
    return [python, str(program), "chay", "--nha", str(home)]


def _start_with_the_computer(command: list) -> None:
    line = subprocess.list2cmdline(command)
    if ON_WINDOWS:
        task = ["/Create", "/F", "/TN", "Dia Chi tro ly", "/SC", "ONLOGON", "/TR", line]
        subprocess.run(["schtasks", *task], check=True)
    else:
        entry = Path.home() / ".config" / "autostart" / "diachi-tro-ly.desktop"
        entry.parent.mkdir(parents=True, exist_ok=True)
        lines = ("[Desktop Entry]", "Type=Application", "Name=Địa Chí: trợ lý", f"Exec={line}")
        entry.write_text("\n".join((*lines, "")), encoding="utf-8")
    subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _ask(told: dict, path: str, body: object = None) -> dict:
    headers = {"Content-Type": "application/json"}
    headers["Authorization"] = f"Bearer {told.get('token', '')}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(told["library"] + path, data, headers)
    secure = ssl.create_default_context(cafile=told.get("authority"))
    with urllib.request.urlopen(request, timeout=PATIENCE, context=secure) as answer:
        return json.loads(answer.read().decode())


def _name_by_time() -> str:
    """Return a UUID of version 7."""
    low = random.SystemRandom().getrandbits(62)
    return str(uuid.UUID(int=(int(time.time() * 1000) % (1 << 48)) << 80 | 7 << 76 | 2 << 62 | low))


def _event(line: bytes):
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event_id" in event else None


def _read_json(file: Path):
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_whole(file: Path, content: bytes) -> None:
    half = file.with_name(file.name + ".moi")
    with half.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    half.chmod(0o600)
    half.replace(file)


def _alone(home: Path) -> socket.socket:
    """Hold a door of this computer while this process lives; raise when another has it."""
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 49152 + zlib.crc32(str(home.resolve()).encode()) % 16000))
    return door


def main() -> int:
    """Install, or watch."""
    parser = argparse.ArgumentParser(description="Trợ lý máy công cộng của Địa Chí")
    parser.add_argument("--nha", type=Path, default=USUAL_HOME, help="thư mục của trợ lý")
    parser.add_argument("--thu-vien", default=LIBRARY, help="địa chỉ của thư viện")
    parser.add_argument("--chung-chi", help="tệp chứng chỉ gốc, cho Windows 7 đã cũ")
    parser.add_argument("viec", choices=("cai-dat", "chay"))
    parser.add_argument("ma", nargs="?", default="", help="mã đăng ký do cán bộ cấp")
    told = parser.parse_args()
    try:
        if told.viec == "cai-dat":
            install(told.nha, told.thu_vien, told.ma, told.chung_chi)
            return 0
        with _alone(told.nha):
            Agent(told.nha).work()
    except urllib.error.HTTPError as error:
        said = json.loads(error.read().decode() or "{}")
        print(said.get("error", f"Thư viện trả lời lỗi {error.code}."), file=sys.stderr)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Không làm được: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
