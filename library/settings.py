"""Settings of an installation, read once from DIACHI_* variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path

from library.errors import SettingError
from library.setting_values import (
    address,
    backup_repository,
    bucket_address,
    certificate,
    copies_to_keep,
    copy_of_masters,
    hosts,
    index_prefix,
    machine_name,
    mail_server,
    naan,
    named_addresses,
    number,
    one_of,
    opensearch_addresses,
    optional_path,
    refuse_removed_names,
    watched_folder,
    web_address,
    words,
)

_DEFAULT_COLLECTIONS = Path(__file__).resolve().parent.parent / "collections"
_DEFAULT_SETTINGS_FILE = "/etc/diachi.conf"
_REMINDER_DAYS = 14
"""Days in which administrators are only reminded of the second factor, if nothing is set."""

_SECOND_READER = ("off", "idle", "night")
"""Times at which the optional second reader works: never, in idle moments, in those at night."""

_SENDERS = ("python", "nginx")
"""Programs that send the bytes of a file once the site has checked the rights of the reader."""

_ENGINES = ("tantivy", "opensearch")

GUNICORN_SETTINGS = ("BIND", "SITE_PROCESSES", "SITE_THREADS")
"""Settings that deploy/gunicorn.conf.py reads, not the library."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of an installation; each field is a row of docs/settings.md."""

    home: Path
    database_url: str
    database_pool: int
    collections: Path
    engine: str
    opensearch_url: tuple[str, ...]
    opensearch_password_file: Path | None
    opensearch_ca: Path | None
    opensearch_prefix: str
    opensearch_shards: int
    workers: int
    page_seconds: int
    second_reader: str
    workshop: str
    secret_key_file: Path
    free_mb: int
    watch: Path | None
    watch_seconds: int
    fixity_days: int
    masters_copy: Path | None
    backup_to: str
    backup_password_file: Path | None
    backup_keep: tuple[int, ...]
    backup_derivatives: bool
    settings_file: Path
    event_months: int
    upload_mb: int
    cache_mb: int
    files: str
    s3_endpoint: str
    s3_region: str
    s3_keys_file: Path | None
    files_cache_mb: int
    send_files: str
    copy_seconds: int
    host: str
    port: int
    https: bool
    station: bool
    hosts: tuple[str, ...]
    trusted_proxy: str
    library_name: str
    counter_key: str
    mcp_hourly: int
    line_probe: str
    second_factor: tuple[str, ...]
    second_factor_days: int
    reader_accounts: str
    calendar_key: str
    ark_naan: str
    catalogues: tuple[tuple[str, str], ...]
    oai_sources: tuple[tuple[str, str], ...]
    mail_server: str
    mail_from: str
    mail_to: tuple[str, ...]
    alert_mail_to: tuple[str, ...]
    alert_webhook: str
    certificate: str
    clock_probe: str
    metrics_port: int
    log_format: str
    log_file: Path | None
    log_days: int

    @property
    def masters(self) -> Path:
        """Folder of delivered files, by checksum."""
        return self.home / "masters"

    @property
    def derivatives(self) -> Path:
        """Folder of derived files, by checksum."""
        return self.home / "derivatives"

    @property
    def index(self) -> Path:
        """Folder of the search index."""
        return self.home / "index"

    @property
    def uploads(self) -> Path:
        """Folder of unfinished uploads."""
        return self.home / "uploads"

    @property
    def cache(self) -> Path:
        """Folder of cached files made for readers."""
        return self.home / "cache"

    @property
    def files_cache(self) -> Path:
        """Folder of copies of the files that are in an object store."""
        return self.home / "files-cache"

    @property
    def province_key_file(self) -> Path:
        """Key with which the province signs for its stations, which trust no other."""
        return self.home / "kit" / "province.key"

    @property
    def temporary(self) -> Path:
        """Folder of temporary files, emptied at every start of the pipeline."""
        return self.home / "tmp"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raise SettingError for an invalid value."""
    variables = os.environ if environ is None else environ
    refuse_removed_names(variables)
    home = Path(variables.get("DIACHI_HOME", "var")).resolve()
    reminder_days = 0 if "DIACHI_SECOND_FACTOR" in variables else _REMINDER_DAYS
    return Settings(
        home=home,
        database_url=variables.get("DIACHI_DATABASE_URL", f"sqlite:///{home / 'diachi.sqlite'}"),
        collections=Path(variables.get("DIACHI_COLLECTIONS", _DEFAULT_COLLECTIONS)).resolve(),
        engine=one_of(variables, "DIACHI_ENGINE", _ENGINES),
        workers=number(variables, "DIACHI_WORKERS", os.cpu_count() or 1, lowest=1),
        page_seconds=number(variables, "DIACHI_PAGE_SECONDS", 300, lowest=1),
        second_reader=one_of(variables, "DIACHI_SECOND_READER", _SECOND_READER),
        free_mb=number(variables, "DIACHI_FREE_MB", 500, lowest=0),
        watch=watched_folder(variables, home),
        watch_seconds=number(variables, "DIACHI_WATCH_SECONDS", 15, lowest=1),
        fixity_days=number(variables, "DIACHI_FIXITY_DAYS", 90, lowest=1),
        masters_copy=copy_of_masters(variables, home),
        **_backups(variables, home),
        settings_file=Path(variables.get("DIACHI_SETTINGS_FILE", _DEFAULT_SETTINGS_FILE)).resolve(),
        event_months=number(variables, "DIACHI_EVENT_MONTHS", 13, lowest=3),
        upload_mb=number(variables, "DIACHI_UPLOAD_MB", 2048, lowest=1),
        cache_mb=number(variables, "DIACHI_CACHE_MB", 2000, lowest=1),
        **_several_machines(variables, home),
        host=variables.get("DIACHI_HOST", "127.0.0.1"),
        port=number(variables, "DIACHI_PORT", 8000, lowest=1),
        **_web_site(variables),
        library_name=variables.get("DIACHI_LIBRARY_NAME", "Thư viện tỉnh Lạng Sơn"),
        counter_key=variables.get("DIACHI_COUNTER_KEY", ""),
        mcp_hourly=number(variables, "DIACHI_MCP_HOURLY", 0, lowest=0),
        line_probe=variables.get("DIACHI_LINE_PROBE", ""),
        second_factor=words(variables, "DIACHI_SECOND_FACTOR", "administrator"),
        second_factor_days=number(variables, "DIACHI_SECOND_FACTOR_DAYS", reminder_days, lowest=0),
        reader_accounts=one_of(variables, "DIACHI_READER_ACCOUNTS", ("off", "own", "all")),
        calendar_key=variables.get("DIACHI_CALENDAR_KEY", ""),
        ark_naan=naan(variables),
        **_other_libraries(variables),
        **_monitoring(variables),
    )


def _backups(variables: Mapping[str, str], home: Path) -> dict[str, object]:
    """Return the settings of the backups."""
    return {
        "backup_to": backup_repository(variables, home),
        "backup_password_file": optional_path(variables, "DIACHI_BACKUP_PASSWORD_FILE"),
        "backup_keep": copies_to_keep(variables),
        "backup_derivatives": one_of(variables, "DIACHI_BACKUP_DERIVATIVES", ("1", "0")) == "1",
    }


def _other_libraries(variables: Mapping[str, str]) -> dict[str, object]:
    """Return the settings of catalogues from which records are taken."""
    look_ups, web = ("https?", "z3950"), ("https?",)
    return {
        "catalogues": named_addresses(variables, "DIACHI_CATALOGUES", look_ups, "https://…/sru"),
        "oai_sources": named_addresses(variables, "DIACHI_OAI_SOURCES", web, "https://…/oai"),
    }


def _web_site(variables: Mapping[str, str]) -> dict[str, object]:
    return {
        "https": one_of(variables, "DIACHI_HTTPS", ("0", "1")) == "1",
        "station": one_of(variables, "DIACHI_STATION", ("0", "1")) == "1",
        "hosts": hosts(variables),
        "trusted_proxy": address(variables, "DIACHI_TRUSTED_PROXY", "127.0.0.1"),
    }


def _several_machines(variables: Mapping[str, str], home: Path) -> dict[str, object]:
    """Return the name of this machine, and what all machines have in common."""
    return {
        "database_pool": number(variables, "DIACHI_DATABASE_POOL", 5, lowest=1),
        "workshop": machine_name(variables),
        "secret_key_file": optional_path(variables, "DIACHI_SECRET_KEY_FILE")
        or home / "secret_key",
        "files": bucket_address(variables),
        "s3_endpoint": web_address(variables, "DIACHI_S3_ENDPOINT"),
        "s3_region": variables.get("DIACHI_S3_REGION", "us-east-1"),
        "s3_keys_file": optional_path(variables, "DIACHI_S3_KEYS_FILE"),
        "files_cache_mb": number(variables, "DIACHI_FILES_CACHE_MB", 5000, lowest=1),
        "send_files": one_of(variables, "DIACHI_SEND_FILES", _SENDERS),
        "copy_seconds": number(variables, "DIACHI_COPY_SECONDS", 0, lowest=0),
        "opensearch_url": opensearch_addresses(variables),
        "opensearch_password_file": optional_path(variables, "DIACHI_OPENSEARCH_PASSWORD_FILE"),
        "opensearch_ca": optional_path(variables, "DIACHI_OPENSEARCH_CA"),
        "opensearch_prefix": index_prefix(variables),
        "opensearch_shards": number(variables, "DIACHI_OPENSEARCH_SHARDS", 3, lowest=1),
    }


def _monitoring(variables: Mapping[str, str]) -> dict[str, object]:
    """Return the settings of mail, alerts, metrics and logs."""
    mail_to = words(variables, "DIACHI_MAIL_TO")
    return {
        "mail_server": mail_server(variables),
        "mail_from": variables.get("DIACHI_MAIL_FROM", "dia-chi@localhost"),
        "mail_to": mail_to,
        "alert_mail_to": words(variables, "DIACHI_ALERT_MAIL_TO") or mail_to,
        "alert_webhook": web_address(variables, "DIACHI_ALERT_WEBHOOK"),
        "certificate": certificate(variables),
        "clock_probe": web_address(variables, "DIACHI_CLOCK_PROBE"),
        "metrics_port": number(variables, "DIACHI_METRICS_PORT", 0, lowest=0),
        "log_format": one_of(variables, "DIACHI_LOG_FORMAT", ("text", "json")),
        "log_file": optional_path(variables, "DIACHI_LOG_FILE"),
        "log_days": number(variables, "DIACHI_LOG_DAYS", 30, lowest=1),
    }


def systemd_variable(name: str) -> str:
    """Return a variable that systemd sets for its services, such as NOTIFY_SOCKET; or ""."""
    return os.environ.get(name, "")


def unknown_names(settings_file: str) -> dict[str, str]:
    """Return names of the environment and of the text of a settings file that nothing reads.

    Each comes with the nearest name that exists, or "".
    """
    setting_names = [f"DIACHI_{field.name.upper()}" for field in fields(Settings)]
    setting_names += [f"DIACHI_{name}" for name in GUNICORN_SETTINGS]
    assigned = re.findall(r"^\s*(?:export\s+)?(DIACHI\w+)\s*=", settings_file, re.MULTILINE)
    names = {*assigned, *(name for name in os.environ if name.startswith("DIACHI"))}
    unknown = sorted(names.difference(setting_names))
    return {name: next(iter(get_close_matches(name, setting_names, 1)), "") for name in unknown}


def usable_settings(
    environ: Mapping[str, str] | None = None,
) -> tuple[Settings, tuple[SettingError, ...]]:
    """Return the settings with defaults for invalid values, and an error for each of those."""
    variables = dict(os.environ if environ is None else environ)
    errors: list[SettingError] = []
    while True:
        try:
            return read_settings(variables), tuple(errors)
        except SettingError as error:
            errors.append(error)
            del variables[error.args[0]]
