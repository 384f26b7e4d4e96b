"""Parsers of the values of settings; each raises SettingError with advice."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from library.errors import SettingError

_HOST = re.compile(
    r"(?=.{1,260}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(:\d{1,5})?"
)
"""A host name or an IPv4 address, perhaps with a port."""


def optional_path(chosen: Mapping[str, str], name: str) -> Path | None:
    """Return a path, or None if it is not set."""
    return Path(chosen[name]).resolve() if chosen.get(name) else None


def mail_server(chosen: Mapping[str, str]) -> str:
    """Return the address of the mail server; raise SettingError without repeating a password."""
    typed = chosen.get("DIACHI_MAIL_SERVER", "")
    if typed and not _is_mail_server(typed):
        # the address may hold a password, so it is not repeated
        raise SettingError("DIACHI_MAIL_SERVER", "…", "Cần như smtps://tên:mật-khẩu@thư.vn:465.")
    return typed


def _is_mail_server(typed: str) -> bool:
    place = urlsplit(typed)
    try:
        return place.scheme in ("smtp", "smtps") and bool(place.hostname) and place.port != 0
    except ValueError:  # invalid port
        return False


def words(chosen: Mapping[str, str], name: str, default: str = "") -> tuple[str, ...]:
    """Return words separated by spaces or commas."""
    return tuple(chosen.get(name, default).replace(",", " ").split())


def web_address(chosen: Mapping[str, str], name: str) -> str:
    """Return a web address, or an empty text; raise SettingError."""
    typed = chosen.get(name, "").strip()
    if typed and not re.fullmatch(r"https?://[^/\s]+\S*", typed):
        raise SettingError(name, "…", "Cần một địa chỉ https://… hoặc http://….")  # may be secret
    return typed


def naan(chosen: Mapping[str, str]) -> str:
    """Return the number of the library for ARK identifiers, or an empty text."""
    typed = chosen.get("DIACHI_ARK_NAAN", "").strip()
    if typed and not re.fullmatch(r"[0-9bcdfghjkmnpqrstvwxz]{5,9}", typed):
        raise SettingError("DIACHI_ARK_NAAN", typed, "Cần số do arks.org cấp, như 99999.")
    return typed


def catalogues(chosen: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return names and SRU addresses of other catalogues: `Name=https://…/sru; Name=…`."""
    name = "DIACHI_CATALOGUES"
    parts = [part.strip() for part in chosen.get(name, "").split(";") if part.strip()]
    pairs = [tuple(map(str.strip, part.partition("=")[::2])) for part in parts]
    for label, typed in pairs:
        if not label or not re.fullmatch(r"https?://[^/\s]+\S*", typed):
            raise SettingError(name, label, "Cần: Tên=https://…/sru; Tên khác=https://….")
    return tuple(pairs)


def certificate(chosen: Mapping[str, str]) -> str:
    """Return a path or a host name with a port, or an empty text; raise SettingError."""
    typed = chosen.get("DIACHI_CERTIFICATE", "").strip()
    if typed and not re.fullmatch(r"/\S+|[\w.-]+(:\d{1,5})?", typed):
        raise SettingError("DIACHI_CERTIFICATE", typed, "Cần đường dẫn từ gốc, hoặc tên-miền:443.")
    return typed


def hosts(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the public host names in lower case; letters with marks in their ASCII form."""
    typed = chosen.get("DIACHI_HOSTS", "")
    names = []
    for name in words(chosen, "DIACHI_HOSTS"):
        try:
            ascii_name = name.lower().encode("idna").decode("ascii")
        except UnicodeError:
            ascii_name = ""
        if not _HOST.fullmatch(ascii_name):
            raise SettingError(
                "DIACHI_HOSTS",
                typed,
                "Cần tên miền như diachi.example.vn, không có https:// hay /.",
            )
        names.append(ascii_name)
    return tuple(names)


def number(chosen: Mapping[str, str], name: str, default: int, *, lowest: int) -> int:
    """Return a whole number; raise SettingError if it is lower than allowed."""
    typed = chosen.get(name, str(default))
    if not typed.isdecimal() or int(typed) < lowest:
        raise SettingError(name, typed, f"Cần một số nguyên từ {lowest} trở lên.")
    return int(typed)


def address(chosen: Mapping[str, str], name: str, default: str) -> str:
    """Return an IP address, or an empty text; raise SettingError."""
    typed = chosen.get(name, default)
    try:
        return str(ip_address(typed)) if typed else ""
    except ValueError as error:
        raise SettingError(name, typed, "Cần một địa chỉ IP, hoặc để trống.") from error


def one_of(chosen: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed values, of which the first is the default; raise SettingError."""
    typed = chosen.get(name, allowed[0])
    if typed not in allowed:
        raise SettingError(name, typed, f"Chỉ nhận: {', '.join(allowed)}.")
    return typed


def opensearch_addresses(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of the cluster; raise SettingError without repeating a password."""
    name = "DIACHI_OPENSEARCH_URL"
    addresses = words(chosen, name)
    if not all(re.fullmatch(r"https?://[^/\s]+/?", address) for address in addresses):
        raise SettingError(name, "…", "Cần https://máy:9200, nhiều máy thì cách nhau dấu phẩy.")
    if not addresses and chosen.get("DIACHI_ENGINE") == "opensearch":
        raise SettingError("DIACHI_ENGINE", "opensearch", f"Cần thêm {name}.")
    return addresses


def index_prefix(chosen: Mapping[str, str]) -> str:
    """Return the beginning of the names of indexes on a cluster; raise SettingError."""
    name = "DIACHI_OPENSEARCH_PREFIX"
    typed = chosen.get(name, "diachi")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,59}", typed):
        raise SettingError(name, typed, "Cần chữ thường không dấu, chữ số, gạch, như diachi.")
    return typed
