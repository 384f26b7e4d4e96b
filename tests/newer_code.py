"""Code of a newer version: the revisions of the product, and one that was made up."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from library import schema_version

NEWER = "9001"
"""The made-up revision."""

_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision}", "{previous}"
branch_labels = depends_on = None
old_code_survives = {survives}


def upgrade():
    {statements}
"""


def write_revision(migrations: Path, *statements: str, survives: bool = False) -> None:
    """Write a revision of these statements into a folder of migrations."""
    content = _REVISION.format(
        revision=NEWER,
        previous=schema_version.newest_version(),
        survives=survives,
        statements="\n    ".join(statements),
    )
    (migrations / "versions" / f"{NEWER}_newer.py").write_text(content)


@contextmanager
def newer_code(folder: Path, *statements: str, survives: bool = False) -> Iterator[Path]:
    """Make this process newer code, and yield its folder of migrations."""
    migrations = folder / "migrations"
    shutil.copytree(schema_version._MIGRATIONS, migrations)
    write_revision(migrations, *statements, survives=survives)
    with patch.object(schema_version, "_MIGRATIONS", migrations):
        _forget_versions()
        try:
            yield migrations
        finally:
            _forget_versions()


def _forget_versions() -> None:
    schema_version.newest_version.cache_clear()
    schema_version.known_versions.cache_clear()
