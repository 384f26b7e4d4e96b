"""Fixtures of the tests of backups: a library with masters, and a repository in a folder."""

import io
import random
import shutil

import pytest
from sqlalchemy import Engine

from library.backup import history, make_copy
from library.backup.history import RunResult
from library.backup.models import RunKind
from library.backup.repository import Repository, open_repository
from library.database import work
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.architecture.plan import CHECKOUT
from tests.makers import make_accession, make_database, make_item, make_settings

MASTER = random.Random(1).randbytes(200_000)


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Settings of a library that is backed up into a folder."""
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed")
    password = tmp_path / "mật khẩu"
    password.write_text("thử")
    password.chmod(0o600)
    shutil.copytree(CHECKOUT / "collections" / "dia-chi", tmp_path / "sưu tập" / "dia-chi")
    return make_settings(
        tmp_path / "nhà",
        collections=str(tmp_path / "sưu tập"),
        backup_to=str(tmp_path / "kho sao lưu"),
        backup_password_file=str(password),
        settings_file=str(tmp_path / "diachi.conf"),
    )


@pytest.fixture
def library(settings) -> Engine:
    """A library with one published item and its master."""
    engine = make_database(settings)
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=("Chợ họp sáu phiên mỗi tháng ở phố",))
        digest = ContentStore(settings.masters).put_stream(io.BytesIO(MASTER))
        delivery = make_accession(session, item_id=item.id)
        delivery.files[0].digest, delivery.files[0].bytes = digest, len(MASTER)
        item.accession_id = delivery.id
    yield engine
    engine.dispose()


@pytest.fixture
def repository(settings) -> Repository:
    """An empty repository."""
    repository = open_repository(settings)
    repository.create()
    return repository


@pytest.fixture
def back_up(settings, library, repository):
    """Return a function that makes a copy, and the first copy is made."""

    def run() -> RunResult:
        return history.record(
            settings,
            library,
            RunKind.COPY,
            lambda: make_copy.back_up(settings, library, lambda share: None),
        )

    return run
