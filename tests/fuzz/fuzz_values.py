"""Part of the route fuzzer: valid and hostile values for every place of a request."""

import io
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID

from PIL import Image

from points.usage.events.protocol import KINDS
from tests.fuzz.fuzz_fragments import HEADERS, HOSTILE, METHODS, ORDINARY

CHECKOUT = Path(__file__).parents[2]
MARK = "x7q9"
"""Letters of every hostile fragment; unescaped in an answer they betray an injection."""

_NAMED_IN_CODE = re.compile(
    r"""(?:args|form|files|cookies)\.(?:get|getlist|pop)\(\s*"([\w.-]+)"|_param\(\s*"([\w.-]+)\""""
)
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class FuzzRequest:
    """One request, encoded as a client sends it."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the request in one line, shortened."""
        head = f"{self.method} {self.path[:200]}" + (f"?{self.query[:300]}" if self.query else "")
        body = f" {self.content_type} {self.body[:400]!r}" if self.body else ""
        return f"{head}{body} {dict(self.headers) or ''}".rstrip()


class Values:
    """Random values: seen ones by name, ordinary and hostile ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.seen: dict[str, list[str]] = {}
        self.names = sorted(_names_in_code())

    def remember(self, name: str, value: str) -> None:
        """Keep a value that the site itself uses under a name."""
        values = self.seen.setdefault(name, [])
        if value not in values and len(values) < 40:
            values.append(value)

    def draw(self, name: str = "") -> str:
        """Return a value for a name: mostly one that the site uses."""
        die = self.chance.random()
        if die < 0.5 and self.seen.get(name):
            return self.chance.choice(self.seen[name])
        if die < 0.65:
            return str(self.chance.randrange(40))
        return self.chance.choice(ORDINARY if die < 0.75 else HOSTILE)

    def pairs(self, names: list[str]) -> list[tuple[str, str]]:
        """Return values of some of these names and of a few others."""
        names = [name for name in names if self.chance.random() < 0.8]
        names += self.chance.sample(self.names, self.chance.choice((0, 0, 1, 1, 2, 6)))
        names += names[:1] if self.chance.random() < 0.1 else []
        return [(name, self.draw(name)) for name in names]

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return a few hostile headers, mostly none."""
        count = self.chance.choice((0, 0, 0, 1, 1, 3))
        names = self.chance.sample(sorted(HEADERS), count)
        return tuple((name, self.chance.choice(HEADERS[name])) for name in names)

    def method(self, allowed: set[str]) -> str:
        """Return mostly an allowed method, sometimes a wrong one."""
        if self.chance.random() < 0.07:
            return self.chance.choice(METHODS)
        return self.chance.choice(sorted(allowed - {"OPTIONS", "HEAD"} or allowed))

    def json(self, depth: int = 0) -> object:
        """Return any value of JSON."""
        kind = self.chance.randrange(9 if depth < 3 else 6)
        if kind < 3:
            return self.draw()
        if kind < 6:
            return self.chance.choice((None, True, 0, -1, 1.5, 10**30, 2**63, 1e308, float("nan")))
        count = self.chance.randrange(5)
        if kind == 6:
            return [self.json(depth + 1) for _ in range(count)]
        return {self.chance.choice(self.names): self.json(depth + 1) for _ in range(count)}

    def events(self) -> dict[str, object]:
        """Return a batch of events such as public computers send, mostly with a wrong value."""
        numbers = (0, 1, 1764200000000, 2**31, 2**53, -1, 1e308, 10**40, None, "x", True)
        batch = {
            "boot_id": str(UUID(int=self.chance.getrandbits(128))),
            "sent_wall": 1764200000000,
            "sent_mono": 1000,
            "events": [self._event() for _ in range(self.chance.randrange(4))],
        }
        if self.chance.random() < 0.5:
            batch[self.chance.choice(sorted(batch))] = self.chance.choice((*numbers, self.json(2)))
        return batch

    def _event(self) -> dict[str, object]:
        def identifier() -> str:
            bits = self.chance.getrandbits(128) & ~(0xF000 << 64) & ~(0xC000 << 48)
            return str(UUID(int=bits | 0x7000 << 64 | 0x8000 << 48))  # version 7

        event = {
            "event_id": identifier(),
            "session_id": identifier(),
            "type": self.chance.choice(sorted(KINDS)),
            "reason": "idle",
            "seq": self.chance.randrange(99),
            "t_wall": 1764200000000 + self.chance.randrange(10**7),
            "t_mono": self.chance.randrange(10**7),
            "n": self.chance.choice((0, 1, 2**31 - 1)),
        }
        if self.chance.random() < 0.4:
            event[self.chance.choice(sorted(event))] = self.json(2)
        return event

    def file(self) -> tuple[str, bytes]:
        """Return the name and content of a file."""
        names = ("a.pdf", "b.png", "c.csv", "d.xlsx", "e.mrc", "f.toml", "g.zip", "h.xml", "i.docx")
        odd = (
            "../../x7q9.pdf",
            "=x7q9.csv",
            "",
            "a" * 300 + ".pdf",
            "<x7q9>.png",
            "con.txt",
            ".xml",
        )
        contents = (b"", b"\0" * 100, b"%PDF-1.4\n", _picture(), b"PK\x03\x04" + b"\xff" * 40)
        texts = ("a,b\n=1+1,<x7q9>\n", "[a]\nb = 1\n", "<a><b/></a>", "\ufeffx;y\n\xa0;1\n")
        bombs = (
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            b"00026nam a22",
        )
        content = self.chance.choice((*contents, *(text.encode() for text in texts), *bombs))
        return self.chance.choice(names if self.chance.random() < 0.7 else odd), content

    def body(
        self, pairs: list[tuple[str, str]], files: list[str]
    ) -> tuple[bytes, str | None, tuple[tuple[str, str], ...]]:
        """Return the body of a form with its type, sometimes of another kind."""
        die = self.chance.random()
        if files or die < 0.08:
            return *_multipart(pairs, [(name, *self.file()) for name in files or ["tep"]]), ()
        if die < 0.86:
            return encode(pairs).encode(), _FORM, ()
        if die < 0.94:
            return self.json_body(self.json()), _JSON, ()
        headers = (("Tus-Resumable", "1.0.0"), *self.headers())
        return b"x7q9 body", "application/offset+octet-stream", headers

    def json_body(self, value: object) -> bytes:
        """Return a value as JSON, rarely broken or nested deeply."""
        if self.chance.random() < 0.05:
            return self.chance.choice((b"[" * 30_000, b"{", b'"\\ud800"', b"\xff", b"1" * 5000))
        return json.dumps(value).encode()


def encode(pairs: list[tuple[str, str]]) -> str:
    """Return pairs as a query; lone surrogates as their bytes."""
    return urlencode(pairs, errors="surrogatepass")


def encode_path(value: str) -> str:
    """Return a value as a part of a path; lone surrogates as their bytes."""
    return quote(value, safe="", errors="surrogatepass")


def _names_in_code() -> set[str]:
    """Return the names of parameters that the source of the site mentions."""
    sources = (path.read_text(encoding="utf-8") for path in (CHECKOUT / "app").rglob("*.py"))
    return {
        name
        for source in sources
        for pair in _NAMED_IN_CODE.findall(source)
        for name in pair
        if name
    }


def _multipart(
    pairs: list[tuple[str, str]], files: list[tuple[str, str, bytes]]
) -> tuple[bytes, str]:
    """Return a form with files, and its type."""
    head = '--x7\r\nContent-Disposition: form-data; name="{}"'
    parts = [
        f"{head.format(name)}\r\n\r\n{value}\r\n".encode(errors="surrogatepass")
        for name, value in pairs
    ]
    for name, filename, content in files:
        parts.append(f'{head.format(name)}; filename="{filename}"\r\n\r\n'.encode())
        parts.append(content + b"\r\n")
    return b"".join((*parts, b"--x7--\r\n")), "multipart/form-data; boundary=x7"


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("L", (20, 30), 200).save(target, "PNG")
    return target.getvalue()
