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
    "DIACHI_BACKUP_DATABASE_HOURS": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng,giờ",
    "DIACHI_BACKUP_KEEP_DAILY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_BACKUP_KEEP_WEEKLY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_BACKUP_KEEP_MONTHLY": "DIACHI_BACKUP_KEEP=ngày,tuần,tháng",
    "DIACHI_DATABASE_EXTRA": "DIACHI_DATABASE_POOL (lúc bận gấp ba số ấy)",
    "DIACHI_DATABASE_WAIT_SECONDS": "DIACHI_DATABASE_POOL (yêu cầu luôn đợi 30 giây)",
    "DIACHI_S3_KEY": "DIACHI_S3_KEYS_FILE=tệp có hai dòng: khóa, khóa bí mật",
    "DIACHI_S3_SECRET": "DIACHI_S3_KEYS_FILE=tệp có hai dòng: khóa, khóa bí mật",
}
"""Settings of earlier versions, and what stands in the settings file instead."""

_DATABASE_HOURS = (48,)
"""Hours for which copies of the database alone are kept, unless a fourth number says it."""


def refuse_removed_names(chosen: Mapping[str, str]) -> None:
    """Raise SettingRemovedError for a setting of an earlier version."""
    for name, replacement in _REMOVED_NAMES.items():
        if name in chosen:
            raise SettingRemovedError(name, replacement)


def copies_to_keep(chosen: Mapping[str, str]) -> tuple[int, ...]:
    """Return for how many days, weeks and months the last copy is kept; raise SettingError.

    A fourth number is that of hours for which copies of the database alone are kept.
    """
    typed = chosen.get("DIACHI_BACKUP_KEEP", "14,8,24")
    if not re.fullmatch(r"0*[1-9]\d*(\s*,\s*\d+){2}(\s*,\s*0*[1-9]\d*)?", typed.strip(), re.ASCII):
        advice = "Cần số ngày (từ 1), số tuần, số tháng, như 14,8,24; thêm được số giờ (từ 1)."
        raise SettingError("DIACHI_BACKUP_KEEP", typed, advice)
    numbers = tuple(map(int, typed.split(",")))
    return (*numbers, *_DATABASE_HOURS)[:4]


def bucket_address(variables: Mapping[str, str]) -> str:
    """Return the address of the bucket of files, or an empty text; raise SettingError."""
    text = variables.get("DIACHI_FILES", "").strip()
    if text and not _BUCKET.fullmatch(text):
        raise SettingError("DIACHI_FILES", text, "Để trống, hoặc: s3://tên-thùng/tiền-tố.")
    return text.rstrip("/")


def optional_path(variables: Mapping[str, str], name: str) -> Path | None:
    """Return a path, or None if it is not set."""
    return Path(variables[name]).resolve() if variables.get(name) else None


def mail_server(variables: Mapping[str, str]) -> str:
    """Return the address of the mail server; raise SettingError without repeating a password."""
    text = variables.get("DIACHI_MAIL_SERVER", "")
    if text and not _is_mail_server(text):
        # the address may hold a password, so it is not repeated
        raise SettingError("DIACHI_MAIL_SERVER", "…", "Cần như smtps://tên:mật-khẩu@thư.vn:465.")
    return text


def _is_mail_server(text: str) -> bool:
    place = split_address(text)
    return place.scheme in ("smtp", "smtps") and bool(place.hostname) and place.port != 0


def words(variables: Mapping[str, str], name: str, default: str = "") -> tuple[str, ...]:
    """Return words separated by spaces or commas."""
    return tuple(variables.get(name, default).replace(",", " ").split())


def web_address(variables: Mapping[str, str], name: str) -> str:
    """Return a web address, or an empty text; raise SettingError."""
    text = variables.get(name, "").strip()
    if text and not re.fullmatch(r"https?://[^/\s]+\S*", text):
        raise SettingError(name, "…", "Cần một địa chỉ https://… hoặc http://….")  # may be secret
    return text


def naan(variables: Mapping[str, str]) -> str:
    """Return the number of the library for ARK identifiers, or an empty text."""
    text = variables.get("DIACHI_ARK_NAAN", "").strip()
    if text and not re.fullmatch(r"[0-9bcdfghjkmnpqrstvwxz]{5,9}", text):
        raise SettingError("DIACHI_ARK_NAAN", text, "Cần số do arks.org cấp, như 99999.")
    return text


def machine_name(variables: Mapping[str, str]) -> str:
    """Return the name of this machine among several, or an empty text if it works alone.

    Raises SettingError for a name that is no name, and if the database is a file of one machine.
    """
    text = variables.get("DIACHI_WORKSHOP", "").strip()
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", text):
        raise SettingError("DIACHI_WORKSHOP", text, "Cần tên như xuong-1: a đến z, số, dấu nối.")
    if text and not variables.get("DIACHI_DATABASE_URL", "").startswith("postgresql"):
        advice = "Nhiều máy cùng làm thì DIACHI_DATABASE_URL phải là PostgreSQL."
        raise SettingError("DIACHI_WORKSHOP", text, advice)
    return text


def named_addresses(
    variables: Mapping[str, str], name: str, schemes: tuple[str, ...], example: str
) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of servers: `Name=https://…; Other name=https://…`."""
    parts = [part.strip() for part in variables.get(name, "").split(";") if part.strip()]
    pairs = [tuple(map(str.strip, part.partition("=")[::2])) for part in parts]
    for label, address in pairs:
        if not label or not re.fullmatch(rf"({'|'.join(schemes)})://[^/\s]+\S*", address):
            raise SettingError(name, label, f"Cần: Tên={example}; Tên khác={example}.")
    return tuple(pairs)


def certificate(variables: Mapping[str, str]) -> str:
    """Return a path or a host name with a port, or an empty text; raise SettingError."""
    text = variables.get("DIACHI_CERTIFICATE", "").strip()
    if text and not re.fullmatch(r"/\S+|[\w.-]+(:\d{1,5})?", text):
        raise SettingError("DIACHI_CERTIFICATE", text, "Cần đường dẫn từ gốc, hoặc tên-miền:443.")
    return text


def hosts(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the public host names in lower case; letters with marks in their ASCII form."""
    text = variables.get("DIACHI_HOSTS", "")
    names = []
    for name in words(variables, "DIACHI_HOSTS"):
        try:
            ascii_name = name.lower().encode("idna").decode("ascii")
        except UnicodeError:
            ascii_name = ""
        if not _HOST.fullmatch(ascii_name):
            raise SettingError(
                "DIACHI_HOSTS",
                text,
                "Cần tên miền như diachi.example.vn, không có https:// hay /.",
            )
        names.append(ascii_name)
    return tuple(names)


def number(variables: Mapping[str, str], name: str, default: int, *, lowest: int) -> int:
    """Return a whole number; raise SettingError if it is lower than allowed."""
    text = variables.get(name, str(default))
    if not text.isdecimal() or int(text) < lowest:
        raise SettingError(name, text, f"Cần một số nguyên từ {lowest} trở lên.")
    return int(text)


def address(variables: Mapping[str, str], name: str, default: str) -> str:
    """Return an IP address, or an empty text; raise SettingError."""
    text = variables.get(name, default)
    try:
        return str(ip_address(text)) if text else ""
    except ValueError as error:
        raise SettingError(name, text, "Cần một địa chỉ IP, hoặc để trống.") from error


def one_of(variables: Mapping[str, str], name: str, options: tuple[str, ...]) -> str:
    """Return one of the allowed values, of which the first is the default; raise SettingError."""
    text = variables.get(name, options[0])
    if text not in options:
        raise SettingError(name, text, f"Chỉ nhận: {', '.join(options)}.")
    return text


def opensearch_addresses(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of the cluster; raise SettingError without repeating a password."""
    name = "DIACHI_OPENSEARCH_URL"
    addresses = words(variables, name)
    if not all(re.fullmatch(r"https?://[^/\s]+/?", address) for address in addresses):
        raise SettingError(name, "…", "Cần https://máy:9200, nhiều máy thì cách nhau dấu phẩy.")
    if not addresses and variables.get("DIACHI_ENGINE") == "opensearch":
        raise SettingError("DIACHI_ENGINE", "opensearch", f"Cần thêm {name}.")
    return addresses


def index_prefix(variables: Mapping[str, str]) -> str:
    """Return the beginning of the names of indexes on a cluster; raise SettingError."""
    name = "DIACHI_OPENSEARCH_PREFIX"
    text = variables.get(name, "diachi")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,59}", text):
        raise SettingError(name, text, "Cần chữ thường không dấu, chữ số, gạch, như diachi.")
    return text


def watched_folder(variables: Mapping[str, str], home: Path) -> Path | None:
    """Return the watched folder; it must not contain `home` or be inside its own folders."""
    text = variables.get("DIACHI_WATCH", "")
    if not text:
        return None
    place = Path(text).resolve()
    own = [home / name for name in _OWN_FOLDERS]
    if home.is_relative_to(place) or any(place.is_relative_to(folder) for folder in own):
        raise SettingError("DIACHI_WATCH", text, "Cần một thư mục riêng, không chứa dữ liệu khác.")
    return place


def copy_of_masters(variables: Mapping[str, str], home: Path) -> Path | None:
    """Return the folder of a copy of the masters; it cannot be the masters themselves.

    If those are in a bucket, `masters` in the data folder is free for the copy.
    """
    text = variables.get("DIACHI_MASTERS_COPY", "")
    if not text:
        return None
    place = Path(text).resolve()
    if place == home / "masters" and not variables.get("DIACHI_FILES", "").strip():
        raise SettingError("DIACHI_MASTERS_COPY", text, "Cần bản sao, không phải chính kho gốc.")
    return place


def backup_repository(variables: Mapping[str, str], home: Path) -> str:
    """Return restic's repository string; a folder is absolute and outside the data folder."""
    text = variables.get("DIACHI_BACKUP_TO", "").strip()
    if not text or _REMOTE_REPOSITORY.match(text):
        return text
    place = Path(text)
    if not place.is_absolute() or place.resolve().is_relative_to(home):
        raise SettingError(
            "DIACHI_BACKUP_TO",
            text,
            "Cần một thư mục ngoài thư mục dữ liệu, viết từ gốc, hoặc sftp:…, s3:…, rest:….",
        )
    return text
