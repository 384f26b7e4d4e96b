"""Queue of events to send, and the run of this computer that numbers and times them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from .agent_files import read_json, write_atomically

HEARTBEAT_SECONDS, MAX_EVENTS = 60, 20000


class Queue:
    """Queue of events to send, on disk: one line per event; on a full disk, in memory."""

    def __init__(self, data: Path) -> None:
        self.file, self.dropped_file = data / "events.jsonl", data / "dropped.json"
        self.dropped, self.is_on_disk = read_json(self.dropped_file) or 0, True
        lines = self.file.read_bytes().splitlines() if self.file.exists() else []
        self.events = [event for event in map(_event, lines) if event]
        self._rewrite()  # lines torn by a power cut are dropped

    def add(self, event: dict) -> None:
        """Add an event; when there are too many, drop the oldest heartbeats and count them."""
        self.events.append(event)
        if self.is_on_disk:
            self._append(event)
        else:
            self._rewrite()
        if len(self.events) > MAX_EVENTS:
            beats = [entry["event_id"] for entry in self.events if entry["type"] == "hb"]
            droppable = beats or [entry["event_id"] for entry in self.events]
            self.dropped += len(droppable[: MAX_EVENTS // 40])
            self.forget(set(droppable[: MAX_EVENTS // 40]))

    def forget(self, names: set) -> None:
        """Remove events acknowledged by the library."""
        self.events = [event for event in self.events if event["event_id"] not in names]
        self._rewrite()

    def _append(self, event: dict) -> None:
        try:
            with self.file.open("ab") as file:
                file.write(_line(event))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.is_on_disk = False  # the next change writes the whole file again

    def _rewrite(self) -> None:
        try:
            write_atomically(self.file, b"".join(map(_line, self.events)))
            write_atomically(self.dropped_file, json.dumps(self.dropped).encode())
        except OSError:
            self.is_on_disk = False
        else:
            self.is_on_disk = True


class Run:
    """Run of this computer, which numbers its events and times them."""

    def __init__(self, queue: Queue) -> None:
        self.queue, self.boot, self.sequence = queue, _uuid(4, os.urandom(16)), 0
        self.began, self.clock_offset = time.monotonic(), time.time() - time.monotonic()
        self.record("device.boot")

    def times(self, at: float | None = None) -> dict:
        """Return the wall-clock time, which may be wrong, and the time since the start in ms.

        `at` is a moment of the monotonic clock; without it, now.
        """
        age = 0.0 if at is None else time.monotonic() - at
        mono = int(max(0.0, time.monotonic() - age - self.began) * 1000)
        return {"t_wall": int(max(0, time.time() - age) * 1000), "t_mono": mono}

    def record(self, kind: str, at: float | None = None, **fields: object) -> None:
        """Add an event to the queue."""
        self.sequence += 1
        header = {"event_id": _uuid7(), "boot_id": self.boot, "seq": self.sequence, "type": kind}
        self.queue.add({**header, **self.times(at), **fields})

    def has_slept(self) -> bool:
        """Return True if the clocks diverged: the computer slept or its clock was set."""
        return abs(time.time() - time.monotonic() - self.clock_offset) > 2 * HEARTBEAT_SECONDS


def _uuid7() -> str:
    """Return a UUID of version 7, which begins with the time."""
    return _uuid(7, (int(time.time() * 1000) % (1 << 48)).to_bytes(6, "big") + os.urandom(10))


def _uuid(version: int, content: bytes) -> str:
    """Return 16 bytes as a UUID (RFC 9562); the module uuid would take half a megabyte."""
    number = int.from_bytes(content, "big")
    number = number & ~(0xF << 76 | 0x3 << 62) | version << 76 | 2 << 62
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _line(event: dict) -> bytes:
    return json.dumps(event).encode() + b"\n"


def _event(line: bytes) -> dict | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event_id" in event else None
