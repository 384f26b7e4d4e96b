"""A proxy for benchmarks: forwards connections as a bad line does, slowly, and cut at times.

Both directions of a real line are slow alike; each benchmark measures the one that carries its
bytes, and the speed is shared by all connections.
"""

import random
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

UP, DOWN = "up", "down"
_WINDOW_BYTES = 32 << 10


@dataclass(frozen=True, slots=True)
class LineQuality:
    """The faults of a line; `faster` makes all of them pass that many times as fast."""

    bytes_per_second: float
    seconds_between_cuts: float
    round_trip_seconds: float = 0.0
    loss: float = 0.0
    """Share of packets that are sent again after a round trip."""
    packet_bytes: int = 1_400
    slow_way: str = DOWN
    """Direction that has this speed; the other one is not held up but by round trips."""
    faster: float = 1.0


@dataclass
class BadLine:
    """A line to a server on this machine."""

    port_behind: int
    quality: LineQuality
    cuts: int = 0
    sent_bytes: Counter[str] = field(default_factory=Counter)
    """Bytes that arrived, by direction."""
    _open: set[socket.socket] = field(default_factory=set)
    _ended: Event = field(default_factory=Event)
    _turn: Lock = field(default_factory=Lock)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self._listener.setsockopt(socket.SOL_SOCKET, option, _WINDOW_BYTES)
        self.port = self._listener.getsockname()[1]
        for task in (self._accept, self._cut):
            Thread(target=task, daemon=True).start()

    def close(self) -> None:
        """Stop forwarding."""
        self._ended.set()
        self._listener.close()
        self._cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._wait(self.quality.round_trip_seconds)  # the handshake
                far = socket.create_connection(("127.0.0.1", self.port_behind))
                far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW_BYTES)
                self._open |= {near, far}
                for ends in ((near, far, UP), (far, near, DOWN)):
                    Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, way: str) -> None:
        """Pass packets on; the first after a silence waits, a lost one is sent again."""
        silent_since, round_trip = 0.0, self.quality.round_trip_seconds
        with suppress(OSError, ValueError), source, target:
            while packet := source.recv(self.quality.packet_bytes):
                if time.monotonic() - silent_since > round_trip / self.quality.faster:
                    self._wait(round_trip / 2)
                if way == self.quality.slow_way:
                    self._take_turn(len(packet) / self.quality.bytes_per_second)
                target.sendall(packet)
                self.sent_bytes[way] += len(packet)
                silent_since = time.monotonic()

    def _take_turn(self, seconds: float) -> None:
        with self._turn:  # all connections share the line
            self._wait(seconds)
            while self._chance.random() < self.quality.loss:
                self._wait(self.quality.round_trip_seconds + seconds)

    def _wait(self, seconds: float) -> None:
        time.sleep(seconds / self.quality.faster)

    def _cut(self) -> None:
        while not self._ended.wait(self.quality.seconds_between_cuts / self.quality.faster):
            self.cuts += 1
            self._cut_all()

    def _cut_all(self) -> None:
        ends, self._open = self._open, set()
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
