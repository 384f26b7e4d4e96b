"""Uses that nobody made, sent to simulated computers in eight ways with their own tokens."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps

from cryptography.hazmat.primitives.asymmetric import ec

from bench.simulated_computers import ELSEWHERE, PLAIN, ROOM, Machine, Sender, Simulation
from bench.simulated_truth import HOUR, MINUTE

_EVENTS_OF_USE = 4
_SIGNING, _VOUCHING, _WITH_AGENT, _WITHOUT, UNUSED = 7, 8, 6, 9, 14
"""Machines whose tokens are copied; 6 and 9 were enrolled before uses were signed."""

_WAYS = {
    12: ("on a closed day", "closed-day", _WITHOUT, 3 * HOUR, ROOM),
    16: ("page vouches for itself", "unsigned", _VOUCHING, 6 * HOUR, ROOM),
    17: ("names its own key without HTTPS", "unsigned", UNUSED, 6 * HOUR, PLAIN),
    20: ("unsigned", "unsigned", _SIGNING, 7 * HOUR, ELSEWHERE),
    22: ("from two networks", "two-networks", _WITHOUT, 2 * HOUR, ELSEWHERE),
    23: ("while the machine is off", "machine-off", _WITH_AGENT, -2 * HOUR, ROOM),
    24: ("an unusual day", "unusual-day", _WITHOUT, 2 * HOUR, ROOM),
    26: ("late", "late", _WITHOUT, 3 * HOUR - timedelta(days=16), ROOM),
}
"""By day: way, reason to be found, machine, time of the first use after eight o'clock, network."""


@dataclass(slots=True)
class Forger:
    """Somebody who sends some thousands of events, all ways together."""

    simulation: Simulation
    events: int
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of forged uses by way and reason to be found."""

    def is_away(self, machine: Machine, number: int) -> bool:
        """Return True if nobody uses a machine, so that only forged uses make its day unusual."""
        return number in _WAYS and _WAYS[number][1:3] == ("unusual-day", machine.id)

    def work_a_day(self, machines: list[Machine], number: int, opens: datetime) -> None:
        """Send the forged uses of one day."""
        if number not in _WAYS or not self.events:
            return
        way, reason, victim, after, network = _WAYS[number]
        machine = next(machine for machine in machines if machine.id == victim)
        uses = self.events // len(_WAYS) // _EVENTS_OF_USE
        self.sent[way, reason] += uses
        begins = opens + after
        step = 4 * MINUTE if reason == "unusual-day" else MINUTE
        sent_at = max(opens + 9 * HOUR, begins + uses * step)
        self._send(machine, begins, uses, step, sent_at, network)

    def _send(
        self,
        machine: Machine,
        begins: datetime,
        uses: int,
        step: timedelta,
        sent_at: datetime,
        network: str,
    ) -> None:
        if machine.vouches:
            self.simulation.borrow_token(machine, sent_at)
        sender = Sender(machine.page.token, by_agent=False)
        if network == PLAIN:
            sender.key = ec.generate_private_key(ec.SECP256R1())
        sender.run, sender.began = self.simulation.uuid(begins), begins
        for number in range(uses):
            at, name = begins + number * step, str(self.simulation.uuid(begins))
            for seconds, kind, more in (
                (0, "session.start", {}),
                *(((5, "session.vouch", {}),) if machine.vouches else ()),
                (20, "session.activity", {"n": 15}),
                (25, "hb", {}),
                (40, "session.end", {"reason": "user"}),
            ):
                moment = at + timedelta(seconds=seconds)
                self.simulation.say(sender, moment, timedelta(), kind, session_id=name, **more)
        for first in range(0, len(sender.queue), 200):
            envelope = self.simulation.envelope(sender, sent_at, timedelta())
            body = dumps({**envelope, "events": sender.queue[first : first + 200]})
            self.simulation.post(sender, body, sent_at, network=network)
