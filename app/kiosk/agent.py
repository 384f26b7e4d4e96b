"""Agent of a public computer (Trợ lý máy công cộng): reports when it is on, in use, online.

It needs Python 3.8 or later and nothing else, and sends no personal data. Install it with
`python tro-ly.py cai-dat CODE`; the events are described in docs/public-computers.md.
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

VERSION = "2.0"
LIBRARY = ""  # the site that serves this file writes its own address here
TICK_SECONDS, HEARTBEAT_SECONDS, TIMEOUT_SECONDS, MAX_EVENTS, BATCH_SIZE = 5, 60, 20, 20000, 200
ON_WINDOWS = os.name == "nt"
DEFAULT_HOME = (
    Path(os.path.expandvars(r"%ProgramData%")) / "diachi-tro-ly"
    if ON_WINDOWS
    else Path.home() / ".local" / "share" / "diachi-tro-ly"
)


class Queue:
    """Queue of events to send: one line per event, written to disk first."""

    def __init__(self, home: Path) -> None:
        self.file, self.dropped_file = home / "events.jsonl", home / "dropped.json"
        self.dropped = _read_json(self.dropped_file) or 0
        lines = self.file.read_bytes().splitlines() if self.file.exists() else []
        self.events = [event for event in map(_event, lines) if event]
        self._rewrite()  # lines torn by a power cut are dropped

    def add(self, event: dict) -> None:
        """Add an event; when there are too many, drop the oldest heartbeats and count them."""
        with self.file.open("ab") as file:
            file.write(json.dumps(event).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.events.append(event)
        if len(self.events) > MAX_EVENTS:
            beats = [queued["event_id"] for queued in self.events if queued["type"] == "hb"]
            droppable = beats or [queued["event_id"] for queued in self.events]
            self.dropped += len(droppable[: MAX_EVENTS // 40])
            self.forget(set(droppable[: MAX_EVENTS // 40]))

    def forget(self, names: set) -> None:
        """Remove events acknowledged by the library."""
        self.events = [event for event in self.events if event["event_id"] not in names]
        self._rewrite()

    def _rewrite(self) -> None:
        _write_atomically(self.file, b"".join(json.dumps(e).encode() + b"\n" for e in self.events))
        _write_atomically(self.dropped_file, json.dumps(self.dropped).encode())


class Run:
    """Run of this computer, which numbers its events and times them."""

    def __init__(self, queue: Queue) -> None:
        self.queue, self.boot, self.sequence = queue, str(uuid.uuid4()), 0
        self.began, self.clock_offset = time.monotonic(), time.time() - time.monotonic()
        self.record("device.boot")

    def times(self) -> dict:
        """Return the wall-clock time, which may be wrong, and the time since the start in ms."""
        mono = int((time.monotonic() - self.began) * 1000)
        return {"t_wall": int(max(0, time.time()) * 1000), "t_mono": mono}

    def record(self, kind: str, **fields: object) -> None:
        """Add an event to the queue."""
        self.sequence += 1
        header = {"event_id": _uuid7(), "boot_id": self.boot, "seq": self.sequence, "type": kind}
        self.queue.add({**header, **self.times(), **fields})

    def has_slept(self) -> bool:
        """Return True if the clocks diverged: the computer slept or its clock was set."""
        return abs(time.time() - time.monotonic() - self.clock_offset) > 2 * HEARTBEAT_SECONDS


class Agent:
    """Agent that watches this computer and reports to the library."""

    def __init__(self, home: Path, idle_seconds=None) -> None:
        self.home, self.config = home, _read_json(home / "config.json") or {}
        self.idle_seconds = idle_seconds or idle_finder()
        self.queue = Queue(home)
        self.run = Run(self.queue)
        self.active, self.revision, self.rules = 0, None, {}

    def work(self) -> None:
        """Run until the process is ended."""
        next_beat, last_tick = 0.0, time.monotonic()
        while True:
            self.active += self.input_since(last_tick)
            last_tick = time.monotonic()
            if self.begin_run_after_sleep():
                next_beat = 0.0
            if time.monotonic() >= next_beat:
                self.beat()
                next_beat = time.monotonic() + HEARTBEAT_SECONDS * random.uniform(0.9, 1.1)
            time.sleep(TICK_SECONDS)

    def input_since(self, last_tick: float) -> float:
        """Return the seconds of input since the last tick, which may be some time ago."""
        idle = self.idle_seconds()
        if idle is None:
            return 0
        of_this_tick = TICK_SECONDS if idle < TICK_SECONDS else 0
        return max(of_this_tick, time.monotonic() - last_tick - idle)

    def begin_run_after_sleep(self) -> bool:
        """Begin a new run if the computer slept or its clock was set; return True if so."""
        if not self.run.has_slept():
            return False
        self.run, self.active = Run(self.queue), 0
        return True

    def beat(self) -> None:
        """Record input, heartbeat and state of the line, and send all queued events."""
        line = "up" if self.is_online() else "down"  # which may take a while
        self.begin_run_after_sleep()
        if self.active >= 1:
            self.run.record("input", n=int(min(self.active, 2 * HEARTBEAT_SECONDS)))
            self.active = 0
        self.run.record("hb", line=line, sees_input=self.idle_seconds() is not None)
        try:
            while self.queue.events and self.send():
                pass
        except (OSError, ValueError, KeyError) as error:
            _write_atomically(self.home / "problem.txt", str(error).encode())

    def send(self) -> bool:
        """Send one batch of events; return True if there may be more."""
        events, times = self.queue.events[:BATCH_SIZE], self.run.times()
        envelope = {"sent_wall": times["t_wall"], "sent_mono": times["t_mono"], "events": events}
        queue_state = {
            "version": VERSION,
            "dropped": self.queue.dropped,
            "waiting": len(self.queue.events) - len(events),
        }
        answer = _call_library(
            self.config, "/api/k/v1/events", {"boot_id": self.run.boot, **envelope, **queue_state}
        )
        self.queue.forget({result["event_id"] for result in answer["results"]})
        if answer.get("config_rev") != self.revision:
            self.rules = _call_library(self.config, "/api/k/v1/settings")
            self.revision = answer.get("config_rev")
        return len(events) == BATCH_SIZE

    def is_online(self) -> bool:
        """Return True if the network is reachable: the configured probe, else the library."""
        probe = self.rules.get("line_probe") or self.config["library"]
        parts = urlsplit(probe if "//" in probe else f"//{probe}")
        port = parts.port or {"http": 80}.get(parts.scheme, 443)
        try:
            socket.create_connection((parts.hostname, port), TIMEOUT_SECONDS).close()
        except OSError:
            return False
        return True


def idle_finder():
    """Return a function for the idle seconds of this computer; None where unknown."""
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
        return (passed & 0xFFFFFFFF) / 1000  # the counter wraps after 49 days

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
    """Exchange the code for a token, and start the agent at every sign-in."""
    config = {"library": library.rstrip("/"), "authority": authority}
    answer = _call_library(config, "/api/k/v1/enrol", {"code": code})
    home.mkdir(parents=True, exist_ok=True)
    _write_atomically(
        home / "config.json", json.dumps({**config, "token": answer["token"]}).encode()
    )
    program = home / "tro-ly.py"
    if Path(__file__).resolve() != program.resolve():
        shutil.copyfile(__file__, str(program))
    _start_at_sign_in(_command(program, home))
    print(f"Đã cài trợ lý cho {answer['label']}, {answer['point']}.")


def _command(program: Path, home: Path) -> list:
    silent = Path(sys.executable).with_name("pythonw.exe")
    python = str(silent) if silent.exists() else sys.executable
    return [python, str(program), "chay", "--nha", str(home)]


def _start_at_sign_in(command: list) -> None:
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


def _call_library(config: dict, path: str, body: object = None) -> dict:
    headers = {"Content-Type": "application/json"}
    headers["Authorization"] = f"Bearer {config.get('token', '')}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(config["library"] + path, data, headers)
    secure = ssl.create_default_context(cafile=config.get("authority"))
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=secure) as answer:
        return json.loads(answer.read().decode())


def _uuid7() -> str:
    """Return a UUID of version 7, which contains the time."""
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


def _write_atomically(file: Path, content: bytes) -> None:
    temporary = file.with_name(file.name + ".moi")
    with temporary.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    temporary.chmod(0o600)
    temporary.replace(file)


def _lock_single_instance(home: Path) -> socket.socket:
    """Bind a local UDP port while this process lives; raises OSError if it is in use."""
    lock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    lock.bind(("127.0.0.1", 49152 + zlib.crc32(str(home.resolve()).encode()) % 16000))
    return lock


def main() -> int:
    """Install or run the agent."""
    parser = argparse.ArgumentParser(description="Trợ lý máy công cộng của Địa Chí")
    parser.add_argument("--nha", type=Path, default=DEFAULT_HOME, help="thư mục của trợ lý")
    parser.add_argument("--thu-vien", default=LIBRARY, help="địa chỉ của thư viện")
    parser.add_argument("--chung-chi", help="tệp chứng chỉ gốc, cho Windows 7 đã cũ")
    parser.add_argument("viec", choices=("cai-dat", "chay"))
    parser.add_argument("ma", nargs="?", default="", help="mã đăng ký do cán bộ cấp")
    args = parser.parse_args()
    try:
        if args.viec == "cai-dat":
            install(args.nha, args.thu_vien, args.ma, args.chung_chi)
            return 0
        with _lock_single_instance(args.nha):
            Agent(args.nha).work()
    except urllib.error.HTTPError as error:
        answer = json.loads(error.read().decode() or "{}")
        print(answer.get("error", f"Thư viện trả lời lỗi {error.code}."), file=sys.stderr)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"Không làm được: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
