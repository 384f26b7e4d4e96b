"""The line of a station to the province: signed questions, letters, and files that resume."""

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.canonical import canonical, digest
from kit.contact.problems import (
    MalformedMessageError,
    NotTheProvinceError,
    PackChangedError,
    PartDamagedError,
    ProvinceRefusedError,
    ProvinceUnreachableError,
    WrongSiteAddressError,
)
from kit.contact.signed_messages import (
    CHALLENGE_HEADER,
    SIGNATURE_HEADER,
    STATION_HEADER,
    is_signed_by,
    read_object,
    sign,
)
from kit.packs.pack_files import Part
from kit.station.station_identity import Identity
from library.untrusted.deadline import Deadline
from library.untrusted.web_addresses import split_address
from library.untrusted.web_client import open_limited

API = "/api/kit/v1"
_ANSWER_SECONDS = 120.0
_MAX_ANSWER_BYTES = 4 << 20
_RANGE_BYTES, _RANGE_SECONDS = 1 << 20, 1200.0
"""Bytes asked for at once, and their time: enough for a line of 7 kbit/s."""

_SILENCE_SECONDS = 60.0
"""Time without a byte after which the line counts as cut."""

_READ_BYTES = 16 << 10
_LINE_ERRORS = (OSError, HTTPException, ValueError)
_PARTIAL, _NOT_SATISFIABLE = 206, 416


class _Patience(Deadline):
    """Deadline of a whole answer that also ends when nothing arrives for a minute."""

    def remaining(self) -> float:
        """Return the seconds that the next step may take."""
        return min(super().remaining(), _SILENCE_SECONDS)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of an enrolled station."""

    identity: Identity
    key: Ed25519PrivateKey

    def contact(self, statement: dict[str, object]) -> dict[str, object]:
        """Send the statement of the station, and return the news of the province."""
        answer = self._ask("challenge", "", {STATION_HEADER: self.identity.station})
        return self.say("contact", canonical(statement), str(answer.get("challenge", "")))

    def say(self, name: str, body: bytes, challenge: str = "") -> dict[str, object]:
        """Send a signed message, and return the answer once the province's signature is right."""
        path = f"{API}/{name}"
        headers = {
            STATION_HEADER: self.identity.station,
            CHALLENGE_HEADER: challenge,
            SIGNATURE_HEADER: sign(self.key, path, challenge, body),
        }
        return self._ask(name, challenge or digest(body), headers, body)

    def fetch(
        self,
        address: str,
        part: Part,
        folder: Path,
        pace: Callable[[int], None],
        token: str,
    ) -> Iterator[int]:
        """Yield the bytes that arrive of a part of a pack, until it is whole in the folder.

        What arrived stays after a break; the next call asks for the rest of the same content. What
        is damaged goes. Raises ProvinceUnreachableError, ProvinceRefusedError, PackChangedError.
        """
        place, half = folder / part.name, folder / f"{part.name}.{part.sha256}.half"
        if place.exists():
            return
        with half.open("a+b") as target:
            while (arrived := target.seek(0, os.SEEK_END)) < part.bytes:
                for portion in self._range(f"{address}/{part.name}", part, arrived, token):
                    target.write(portion)
                    pace(len(portion))
                    yield len(portion)
            target.flush()
            os.fsync(target.fileno())
            target.seek(0)
            checksum = hashlib.file_digest(target, "sha256").hexdigest()
        if checksum != part.sha256:
            half.unlink()
            raise PartDamagedError
        half.replace(place)

    def _range(self, address: str, part: Part, start: int, token: str) -> Iterator[bytes]:
        end = min(start + _RANGE_BYTES, part.bytes)
        headers = {
            "Authorization": f"Bearer {token}",
            "Range": f"bytes={start}-{end - 1}",
            "If-Range": f'"{part.sha256}"',
        }
        missing = end - start
        request = Request(f"{self.identity.province_url}{address}", headers=headers)  # noqa: S310
        with _line_errors():
            answer = _opened(request, self.identity.ca, _RANGE_SECONDS, missing)
            with answer:
                if answer.status != _PARTIAL:
                    raise PackChangedError
                while missing and (portion := answer.read1(min(missing, _READ_BYTES))):
                    missing -= len(portion)
                    yield portion
            if missing:  # a short answer looks like a whole one to http.client
                raise ConnectionResetError

    def _ask(
        self, name: str, challenge: str, headers: dict[str, str], body: bytes | None = None
    ) -> dict[str, object]:
        content, signature = ask(self.identity.province_url, name, headers, body, self.identity.ca)
        path = f"{API}/{name.partition('?')[0]}"
        if not is_signed_by(self.identity.province_key, signature, path, challenge, content):
            raise NotTheProvinceError
        return read_object(content)


def ask(
    site: str, name: str, headers: dict[str, str], body: bytes | None, authority: str | None
) -> tuple[bytes, str]:
    """Return the body and the signature of the province's answer, whoever signed it.

    Raises ProvinceUnreachableError or ProvinceRefusedError.
    """
    headers = {**headers, "Content-Type": "application/json"} if body is not None else headers
    request = Request(f"{site}{API}/{name}", data=body, headers=headers)  # noqa: S310
    with _line_errors(), _opened(request, authority, _ANSWER_SECONDS, _MAX_ANSWER_BYTES) as answer:
        content = answer.read(_MAX_ANSWER_BYTES)
        return content, answer.headers.get(SIGNATURE_HEADER, "")


def site_address(text: str) -> str:
    """Return the address of a site without path; raise WrongSiteAddressError."""
    parts = split_address(text if "://" in text else f"https://{text}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongSiteAddressError(text)
    return f"{parts.scheme}://{parts.netloc}"


def _opened(
    request: Request, authority: str | None, seconds: float, max_bytes: int
) -> HTTPResponse:
    """Return an answer; raise ProvinceRefusedError with the province's own sentence."""
    try:
        return open_limited(request, _Patience(seconds), max_bytes, authority)
    except HTTPError as error:
        with error:
            content = error.read(_READ_BYTES)
        if error.code in (404, _NOT_SATISFIABLE) and "Range" in request.headers:
            raise PackChangedError from error
        raise ProvinceRefusedError(_sentence(content, error)) from error


@contextlib.contextmanager
def _line_errors() -> Iterator[None]:
    try:
        yield
    except _LINE_ERRORS as error:
        raise ProvinceUnreachableError(_reason(error)) from error


def _sentence(content: bytes, error: HTTPError) -> str:
    try:
        return str(read_object(content)["error"])
    except (MalformedMessageError, KeyError):
        return f"mã {error.code}"


def _reason(error: Exception) -> str:
    """Return the reason for which the line failed, in words."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, TimeoutError):
        return "quá lâu không thấy trả lời"
    if isinstance(cause, ConnectionError):
        return "đường truyền đứt"
    return str(cause) or type(cause).__name__


class Pace:
    """Limit of the speed at which bytes are taken from the line."""

    def __init__(self, kbit: int | None) -> None:
        self._bytes_per_second = None if kbit is None else kbit * 1000 / 8
        self._free_at = time.monotonic()

    def __call__(self, count: int) -> None:
        """Wait until these bytes are within the limit."""
        if self._bytes_per_second is None:
            return
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + count / self._bytes_per_second
        time.sleep(max(0.0, self._free_at - now))
