"""Parsers of the values of settings; each raises SettingError with advice."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from library.errors import SettingError, SettingRemovedError
from library.untrusted.web_addresses import split_address

_HOST = re.compile(
    r"(?=.{1,260}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(:\d{1,5})?"
)
"""A host name or an IPv4 address, perhaps with a port."""


_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()-]+)*/?")
"""A bucket by the rules of S3, perhaps with a prefix of names without letters to be escaped."""

_OWN_FOLDERS = ("masters", "derivatives", "index", "uploads", "cache", "files-cache", "tmp")

_REMOTE_REPOSITORY = re.compile(r"(?:sftp|s3|rest|b2|azure|gs|swift|rclone):.")
"""Kinds of repositories of restic that are not folders of this machine."""

_REMOVED_NAMES = {
    "DIACHI_BACKUP_KEEP_DAILY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_BACKUP_KEEP_WEEKLY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_BACKUP_KEEP_MONTHLY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_DATABASE_EXTRA": "DIACHI_DATABASE_POOL (lúc bận gấp ba số ấy)",
    "DIACHI_DATABASE_WAIT_SECONDS": "DIACHI_DATABASE_POOL (yêu cầu luôn đợi 30 giây)",
    "DIACHI_S3_KEY": "DIACHI_S3_KEYS_FILE=tệp có hai dòng: khóa, khóa bí mật",
    "DIACHI_S3_SECRET": "DIACHI_S3_KEYS_FILE=tệp có hai dòng: khóa, khóa bí mật",
}
"""Settings of earlier versions, and what stands in the settings file instead."""


def refuse_removed_names(chosen: Mapping[str, str]) -> None:
    """Raise SettingRemovedError for a setting of an earlier version."""
    for name, replacement in _REMOVED_NAMES.items():
        if name in chosen:
            raise SettingRemovedError(name, replacement)


def copies_to_keep(chosen: Mapping[str, str]) -> tuple[int, ...]:
    """Return for how many days, weeks and months the last copy is kept; raise SettingError."""
    typed = chosen.get("DIACHI_BACKUP_KEEP", "14,8,24")
    if not re.fullmatch(r"0*[1-9]\d*(\s*,\s*\d+){2}", typed.strip(), re.ASCII):
        advice = "Cần số ngày (từ 1), số tuần, số tháng, như 14,8,24."
        raise SettingError("DIACHI_BACKUP_KEEP", typed, advice)
    return tuple(map(int, typed.split(",")))


def bucket_address(chosen: Mapping[str, str]) -> str:
    """Return the address of the bucket of files, or an empty text; raise SettingError."""
    typed = chosen.get("DIACHI_FILES", "").strip()
    if typed and not _BUCKET.fullmatch(typed):
        raise SettingError("DIACHI_FILES", typed, "Để trống, hoặc: s3://tên-thùng/tiền-tố.")
    return typed.rstrip("/")


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
    place = split_address(typed)
    return place.scheme in ("smtp", "smtps") and bool(place.hostname) and place.port != 0


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


def machine_name(chosen: Mapping[str, str]) -> str:
    """Return the name of this machine among several, or an empty text if it works alone.

    Raises SettingError for a name that is no name, and if the database is a file of one machine.
    """
    typed = chosen.get("DIACHI_WORKSHOP", "").strip()
    if typed and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", typed):
        raise SettingError("DIACHI_WORKSHOP", typed, "Cần tên như xuong-1: a đến z, số, dấu nối.")
    if typed and not chosen.get("DIACHI_DATABASE_URL", "").startswith("postgresql"):
        advice = "Nhiều máy cùng làm thì DIACHI_DATABASE_URL phải là PostgreSQL."
        raise SettingError("DIACHI_WORKSHOP", typed, advice)
    return typed


def named_addresses(
    chosen: Mapping[str, str], name: str, schemes: tuple[str, ...], example: str
) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of servers: `Name=https://…; Other name=https://…`."""
    parts = [part.strip() for part in chosen.get(name, "").split(";") if part.strip()]
    pairs = [tuple(map(str.strip, part.partition("=")[::2])) for part in parts]
    for label, typed in pairs:
        if not label or not re.fullmatch(rf"({'|'.join(schemes)})://[^/\s]+\S*", typed):
            raise SettingError(name, label, f"Cần: Tên={example}; Tên khác={example}.")
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


def watched_folder(chosen: Mapping[str, str], home: Path) -> Path | None:
    """Return the watched folder; it must not contain `home` or be inside its own folders."""
    typed = chosen.get("DIACHI_WATCH", "")
    if not typed:
        return None
    place = Path(typed).resolve()
    own = [home / name for name in _OWN_FOLDERS]
    if home.is_relative_to(place) or any(place.is_relative_to(folder) for folder in own):
        raise SettingError("DIACHI_WATCH", typed, "Cần một thư mục riêng, không chứa dữ liệu khác.")
    return place


def copy_of_masters(chosen: Mapping[str, str], home: Path) -> Path | None:
    """Return the folder of a copy of the masters; it cannot be the masters themselves.

    If those are in a bucket, `masters` in the data folder is free for the copy.
    """
    typed = chosen.get("DIACHI_MASTERS_COPY", "")
    if not typed:
        return None
    place = Path(typed).resolve()
    if place == home / "masters" and not chosen.get("DIACHI_FILES", "").strip():
        raise SettingError("DIACHI_MASTERS_COPY", typed, "Cần bản sao, không phải chính kho gốc.")
    return place


def backup_repository(chosen: Mapping[str, str], home: Path) -> str:
    """Return restic's repository string; a folder is absolute and outside the data folder."""
    typed = chosen.get("DIACHI_BACKUP_TO", "").strip()
    if not typed or _REMOTE_REPOSITORY.match(typed):
        return typed
    place = Path(typed)
    if not place.is_absolute() or place.resolve().is_relative_to(home):
        raise SettingError(
            "DIACHI_BACKUP_TO",
            typed,
            "Cần một thư mục ngoài thư mục dữ liệu, viết từ gốc, hoặc sftp:…, s3:…, rest:….",
        )
    return typed
