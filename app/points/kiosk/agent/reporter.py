"""Service of the agent: records heartbeats, input and the line, and sends them to the library."""

from __future__ import annotations

import random
import signal
import sys
import time
from pathlib import Path

from .agent_files import (
    ON_WINDOWS,
    Log,
    UsageError,
    data_folder,
    home_of,
    lock_single_instance,
    read_json,
    write_json,
)
from .event_queue import HEARTBEAT_SECONDS, Queue, Run
from .input_seen import TICK_SECONDS, InputListener
from .library_line import Library, explain
from .line_probe import LineProbe
from .page_door import PageService
from .program_version import VERSION
from .self_update import CHECK_SECONDS, BadReleaseError, confirm, take_update

if ON_WINDOWS:
    import ctypes

BATCH_SIZE = 200
RESTART_STATUS = 75
"""Exit status after which the scheduler or systemd starts the agent again."""

_FIRST_UPDATE_CHECK_SECONDS, _MAX_TICKS_OF_WATCH_START = 120, 3
_PAUSE_SECONDS, _JITTER_SECONDS = 10, 0.5
"""A pause that ends a burst of input, and the inexactness of the time of the last input."""

_CONSOLE_SHUTDOWN, _MAX_SHUTDOWN_SECONDS = 6, 4
"""CTRL_SHUTDOWN_EVENT of Windows, and how long it may be delayed."""


class Agent:
    """Agent that watches this computer and reports to the library."""

    def __init__(
        self, home: Path, listener: InputListener | None = None, launcher: Path | None = None
    ) -> None:
        self.home, self.data, self.launcher = home, data_folder(home), launcher
        self.config = read_json(self.data / "config.json") or {}
        self.library, self.log = Library(self.config), Log(self.data)
        self.input = listener or InputListener()
        self.queue = Queue(self.data)
        self.run = Run(self.queue)
        self.revision, self.rules = None, {}
        self.last_input, self.burst_began = time.monotonic(), None
        provider = self.config.get("provider", "")
        self.line = LineProbe(self.library.address(), provider, self.data / "nha-mang.json")
        self.page = PageService(self)
        self.is_stopping = self.has_stopped = False
        self.next_update = time.monotonic() + _FIRST_UPDATE_CHECK_SECONDS * random.uniform(0.5, 2)
        self.log.write(f"Trợ lý bản {VERSION} bắt đầu chạy.")

    def work(self) -> int:
        """Run until the computer is shut down or an update waits; return the exit status."""
        self.wait_for_watch()
        next_beat, last_tick, status = 0.0, time.monotonic(), 0
        while not self.is_stopping:
            if self.launcher is not None and not self.launcher.exists():
                break  # the agent is being removed
            self.note_input(last_tick)
            last_tick = time.monotonic()
            if self.begin_run_after_sleep():
                next_beat = 0.0
            if time.monotonic() >= next_beat:
                self.beat()
                next_beat = time.monotonic() + HEARTBEAT_SECONDS * random.uniform(0.9, 1.1)
            if time.monotonic() >= self.next_update and self.update():
                status = RESTART_STATUS
                break
            self.input.wait(TICK_SECONDS)
        else:
            self.stop()
        self.has_stopped = True
        return status

    def wait_for_watch(self) -> None:
        """Give the watch of a session, which starts at the same time, some ticks to report."""
        for _ in range(_MAX_TICKS_OF_WATCH_START):
            if self.input.idle_seconds() is not None:
                return
            self.input.wait(TICK_SECONDS)

    def stop_on_shutdown(self) -> None:
        """Say goodbye when systemd or Windows ends this process."""
        if ON_WINDOWS:
            handler = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(self._on_console_event)
            ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, 1)
            self._handler = handler  # Windows calls it later
        else:
            signal.signal(signal.SIGTERM, lambda _number, _frame: self._begin_to_stop())

    def note_input(self, last_tick: float) -> None:
        """Note the input since the last tick, which may be some time ago; record what has paused.

        A burst ends at its last input, so that a sitting does not last until the next heartbeat.
        """
        idle, now = self.input.idle_seconds(), time.monotonic()
        last_input = self.last_input if idle is None else now - idle
        if self.burst_began is not None and last_input - self.last_input > _PAUSE_SECONDS:
            self.record_burst()
        if last_input - self.last_input > _JITTER_SECONDS:
            if self.burst_began is None:
                self.burst_began = min(last_input, max(last_tick, self.last_input))
            self.last_input = last_input
        elif self.burst_began is not None and now - self.last_input > _PAUSE_SECONDS:
            self.record_burst()

    def record_burst(self) -> None:
        """Record the input without a pause until now, as of the moment of its last input."""
        if self.burst_began is not None:
            seconds = int(min(self.last_input - self.burst_began, 2 * HEARTBEAT_SECONDS))
            self.run.record("input", self.last_input, n=seconds)
            self.burst_began = None

    def begin_run_after_sleep(self) -> bool:
        """Begin a new run if the computer slept or its clock was set; return True if so."""
        if not self.run.has_slept():
            return False
        self.record_burst()
        self.run = Run(self.queue)
        return True

    def beat(self) -> None:
        """Record input, heartbeat and state of the line, and send all queued events."""
        self.line.provider = self.config.get("provider") or self.rules.get("line_probe") or ""
        line = self.line.state()
        self.begin_run_after_sleep()  # the look at the line may have taken a while
        is_going_on = self.burst_began is not None
        self.record_burst()
        if is_going_on:
            self.burst_began = self.last_input
        sees_input = self.input.idle_seconds() is not None
        self.run.record("hb", line=line, sees_input=sees_input)
        self.send_all()

    def send_all(self) -> None:
        """Send all queued events; what can't be sent waits."""
        try:
            while self.queue.events and self.send():
                pass
        except (OSError, ValueError, KeyError) as error:
            self.log.write(explain(error))

    def send(self) -> bool:
        """Send one batch of events; return True if there may be more."""
        events, times = self.queue.events[:BATCH_SIZE], self.run.times()
        envelope = {"sent_wall": times["t_wall"], "sent_mono": times["t_mono"], "events": events}
        queue_state = {
            "version": VERSION,
            "dropped": self.queue.dropped,
            "waiting": len(self.queue.events) - len(events),
        }
        answer = self.library.call(
            "/api/k/v1/events", {"boot_id": self.run.boot, **envelope, **queue_state}
        )
        self.queue.forget(_acknowledged(answer, events))
        self._note_delivery()
        if answer.get("config_rev") != self.revision and not self.is_stopping:
            self.rules = self.library.call("/api/k/v1/settings")
            self.revision = answer.get("config_rev")
        return len(events) == BATCH_SIZE

    def update(self) -> bool:
        """Look for a newer program; return True if it waits to be started."""
        self.next_update = time.monotonic() + CHECK_SECONDS * random.uniform(0.8, 1.2)
        try:
            version = take_update(self.library, self.home, self.config.get("update_key"))
        except BadReleaseError as error:
            self.log.write(str(error))
            return False
        except (OSError, ValueError, KeyError) as error:
            self.log.write(f"Chưa cập nhật được. {explain(error)}")
            return False
        if version is None:
            return False
        self.log.write(f"Đã tải bản {version}; chạy lại bằng bản ấy.")
        return True

    def stop(self) -> None:
        """Record that the computer is shut down, and send it if the library answers at once."""
        self.run.record("device.stop")
        self.send_all()
        self.log.write("Trợ lý dừng: máy tắt, hoặc dịch vụ được dừng.")

    def _note_delivery(self) -> None:
        try:
            confirm(self.home)
            write_json(self.data / "da-gui.json", {"at": time.time(), "version": VERSION})
        except OSError as error:
            self.log.write(explain(error))  # a full disk must not keep other events from being sent
        else:
            self.log.write("Thư viện đã nhận sự kiện.")

    def _begin_to_stop(self) -> None:
        self.is_stopping = True
        self.input.wake()

    def _on_console_event(self, event: int) -> int:
        """Delay the shutdown of Windows until the goodbye is sent; a sign-out changes nothing."""
        if event == _CONSOLE_SHUTDOWN:
            self._begin_to_stop()
            until = time.monotonic() + _MAX_SHUTDOWN_SECONDS
            while not self.has_stopped and time.monotonic() < until:
                time.sleep(0.05)
        return 1


def _acknowledged(answer: dict, events: list) -> set:
    """Return the ids of the events that the library has; raise ValueError if it has none.

    Without an acknowledgement the same batch would be sent again at once, without end.
    """
    results = answer.get("results")
    if not isinstance(results, list):
        raise ValueError("no results")
    names = {str(result.get("event_id")) for result in results if isinstance(result, dict)}
    if not names & {event["event_id"] for event in events}:
        raise ValueError("nothing was acknowledged")
    return names


def serve(values: dict) -> int:
    """Run the service until the computer is shut down."""
    home = home_of(values)
    data_folder(home).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = lock_single_instance(data_folder(home))
    except OSError:
        return 0  # it runs already
    with lock:
        if not (data_folder(home) / "config.json").exists():
            raise UsageError("Máy chưa đăng ký: hãy chạy cai-dat.")
        agent = Agent(home, launcher=Path(sys.argv[0]).resolve())
        agent.stop_on_shutdown()
        return agent.work()
