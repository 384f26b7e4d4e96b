"""The restore drill: restores the newest copy, compares it, and writes a certificate."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine

from library import clock
from library.backup import item_rows, manifest, restore
from library.backup.database_copies import private_folder
from library.backup.database_copy import copied_database, opened_copy
from library.backup.history import RunResult
from library.backup.make_copy import COLLECTIONS
from library.backup.manifest import Manifest
from library.backup.problems import RestoredLibraryError
from library.backup.repository import LATEST, BackupCopy, Repository, open_repository
from library.database import disposed_of, open_database
from library.process.child import ending_with_parent, run_diachi
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition
from library.storage.stores import master_store, masters_to_back_up

CERTIFICATES = "certificates"
"""Folder of the data folder with one certificate for each drill."""

FOLDER = "diachi-drill"
"""Name of the folder of a drill; it belongs to us, whatever is in it."""

_SHOWN = 3
_QUESTIONS_FILE = "questions.txt"

Report = Callable[[str], None]
"""Called with a sentence at the beginning of each step."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Findings of a drill, as evidence for an auditor."""

    copy_id: str
    copy_made: str
    drilled: str
    """Time of the drill in ISO format."""
    bytes: int
    tables: int
    rows: int
    pages: int
    masters: int
    searches: int
    differences: tuple[str, ...]
    """Sentences; none if the drill passed."""
    seconds: dict[str, float]
    """Duration of each step: restore, compare, masters, index, search."""

    @property
    def passed(self) -> bool:
        """Return True if the restored library equals the copied one."""
        return not self.differences


def drill(settings: Settings, place: Path, report: Report) -> RunResult:
    """Restore the newest copy into an empty folder below `place`, compare it, and remove it."""
    repository = open_repository(settings)
    repository.clear_dead_locks()
    copy = repository.find(LATEST)
    with private_folder(place / FOLDER) as folder:
        certificate = _examine(settings, repository, copy, folder, report)
    _keep(settings, certificate)
    return RunResult(
        passed=certificate.passed,
        message=_sentence(certificate),
        copy_id=copy.id,
        total_bytes=certificate.bytes,
        restore_seconds=certificate.seconds["restore"] + certificate.seconds["index"],
        certificate=asdict(certificate),
    )


def _examine(
    settings: Settings, repository: Repository, copy: BackupCopy, folder: Path, report: Report
) -> Certificate:
    watch = _Stopwatch(report)
    with watch.step("restore", "Đang khôi phục bản sao…"):
        expected_manifest = restore.restore_copy(repository, copy, folder)
    with opened_copy(copied_database(folder), settings.database_url) as url:
        with disposed_of(open_database(url)) as restored_engine:
            with watch.step("compare", "Đang so từng dòng của cơ sở dữ liệu…"):
                differences = _different_rows(expected_manifest, restored_engine)
            with watch.step("masters", "Đang so mã kiểm tra của tệp gốc…"):
                differences += _different_masters(settings, folder, restored_engine)
        beside = restored_settings(settings, folder, url)
        with watch.step("index", "Đang dựng lại chỉ mục…"):
            run_in_restored(beside, "init")
            run_in_restored(beside, "index", "rebuild")
        with watch.step("search", f"Đang hỏi {len(expected_manifest.questions)} câu…"):
            differences += _different_answers(expected_manifest, settings, beside)
    return Certificate(
        copy_id=copy.id,
        copy_made=expected_manifest.made,
        drilled=clock.now().isoformat(),
        bytes=repository.size(copy),
        tables=len(expected_manifest.tables),
        rows=expected_manifest.rows,
        pages=expected_manifest.texts.pages,
        masters=expected_manifest.masters,
        searches=len(expected_manifest.questions),
        differences=tuple(differences),
        seconds=watch.seconds,
    )


def _different_rows(expected_manifest: Manifest, restored_engine: Engine) -> list[str]:
    with restored_engine.connect() as connection:
        return list(manifest.differences(expected_manifest, manifest.describe(connection)))


def _different_masters(settings: Settings, folder: Path, restored_engine: Engine) -> list[str]:
    if masters_to_back_up(settings) is None:
        return _masters_not_in_bucket(settings, restored_engine)
    store = ContentStore(folder / "masters")
    with restored_engine.connect() as connection:
        conditions = {
            digest: condition_of(store, digest) for digest in manifest.master_digests(connection)
        }
    names = {Condition.DAMAGED: "hỏng", Condition.MISSING: "mất"}
    return [
        f"tệp gốc {digest} {names[condition]}"
        for digest, condition in conditions.items()
        if condition is not Condition.SOUND
    ]


def _masters_not_in_bucket(settings: Settings, restored_engine: Engine) -> list[str]:
    """Return the masters that the bucket lacks; the rounds of checks read their content."""
    with restored_engine.connect() as connection:
        digests = set(manifest.master_digests(connection))
    missing = digests.difference(master_store(settings).digests())
    return [f"tệp gốc {digest} mất trong {settings.files}" for digest in sorted(missing)]


def _different_answers(expected_manifest: Manifest, live: Settings, beside: Settings) -> list[str]:
    """Return the questions that the restored library answers otherwise than the running one.

    The running library has gone on since: items that were changed do not count. One whose index is
    on a cluster is not asked: a node that is away is no fault of the copy.
    """
    questions = beside.home / _QUESTIONS_FILE
    questions.write_text(
        "".join(f"{question.typed}\n" for question in expected_manifest.questions), encoding="utf-8"
    )
    restored_answers = answers(beside, questions)
    current = answers(live, questions) if live.engine == beside.engine else restored_answers
    with _connected(beside) as copy_connection, _connected(live) as now:
        return [
            f"câu {question.typed} trả lời khác"
            for question in expected_manifest.questions
            if question.item_id not in restored_answers[question.typed]
            or not all(
                _has_changed(item_id, copy_connection, now)
                for item_id in set(restored_answers[question.typed]) ^ set(current[question.typed])
            )
        ]


@contextmanager
def _connected(settings: Settings) -> Iterator[Connection]:
    with (
        disposed_of(open_database(settings.database_url)) as engine,
        engine.connect() as connection,
    ):
        yield connection


def _has_changed(item_id: str, copy_connection: Connection, now: Connection) -> bool:
    """Return True if the description or a page text of an item differs from the copy."""
    return item_rows.searchable(copy_connection, item_id) != item_rows.searchable(now, item_id)


class _Stopwatch:
    """Durations of steps in seconds."""

    def __init__(self, report: Report) -> None:
        self.seconds: dict[str, float] = {}
        self._report = report

    @contextmanager
    def step(self, name: str, sentence: str) -> Iterator[None]:
        self._report(sentence)
        start = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - start, 1)


def _keep(settings: Settings, certificate: Certificate) -> None:
    """Write the certificate as a file of its own, beside those of earlier drills."""
    folder = settings.home / CERTIFICATES
    folder.mkdir(exist_ok=True)
    name = f"drill-{clock.now().astimezone(clock.HANOI):%Y%m%d-%H%M%S}.json"
    content = json.dumps(asdict(certificate), ensure_ascii=False, indent=1)
    (folder / name).write_text(f"{content}\n", encoding="utf-8")


def _sentence(certificate: Certificate) -> str:
    if certificate.passed:
        return (
            f"Diễn tập đạt: bản sao {certificate.copy_id[:8]} khôi phục đúng {certificate.rows} "
            f"dòng, {certificate.masters} tệp gốc, chữ của {certificate.pages} trang, "
            f"{certificate.searches} câu hỏi."
        )
    examples = "; ".join(certificate.differences[:_SHOWN])
    further = len(certificate.differences) - _SHOWN
    more = f"; và {further} chỗ nữa" if further > 0 else ""
    return f"Bản sao {certificate.copy_id[:8]} khôi phục không đúng: {examples}{more}."


_TIMEOUT_SECONDS = 12 * 3600  # rebuilding a large index
_NOT_SHARED = (
    *("DIACHI_WATCH", "DIACHI_FILES", "DIACHI_MASTERS_COPY", "DIACHI_BACKUP_TO"),
    *("DIACHI_OPENSEARCH_URL", "DIACHI_MAIL_SERVER"),
)
"""Settings that a restored library must not have in common with the running one."""

_OWN_ENGINE = "tantivy"


def restored_settings(settings: Settings, folder: Path, database_url: str) -> Settings:
    """Return the settings of the library restored into a folder.

    It has an index of its own: rebuilding that of several machines would replace the running one.
    """
    return replace(
        settings,
        home=folder,
        files="",
        engine=_OWN_ENGINE if settings.engine == "opensearch" else settings.engine,
        database_url=database_url,
        collections=folder / COLLECTIONS,
    )


def run_in_restored(settings: Settings, *words: str) -> str:
    """Run a command in the library of these settings and return its output."""
    values = {
        "DIACHI_HOME": settings.home,
        "DIACHI_DATABASE_URL": settings.database_url,
        "DIACHI_COLLECTIONS": settings.collections,
        "DIACHI_ENGINE": settings.engine,
    }
    environment = (
        *ending_with_parent("TERM"),
        "env",
        *(word for name in _NOT_SHARED for word in ("-u", name)),
        *(f"{name}={value}" for name, value in values.items()),
    )
    try:
        process = run_diachi(*words, starter=environment, timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        hours = _TIMEOUT_SECONDS // 3600
        raise RestoredLibraryError(words[0], f"quá {hours} giờ") from error
    if process.returncode:
        last_line = ["?", *process.stderr.strip().splitlines()][-1]
        raise RestoredLibraryError(words[0], last_line)
    return process.stdout


def answers(settings: Settings, questions: Path) -> dict[str, list[str]]:
    """Return the items that a library finds for each line of a file."""
    output = run_in_restored(settings, "index", "answer", str(questions))
    lines = [json.loads(line) for line in output.splitlines()]
    return {line["query"]: line["items"] for line in lines}
