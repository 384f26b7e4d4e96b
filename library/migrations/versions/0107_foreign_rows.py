"""Remembered columns are known by their headings with marks: “Kho” is not “Khổ”."""

import re
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = depends_on = None
old_code_survives = True  # it knows headings without marks only, and asks for the others again

_BESIDE_WORDS = re.compile(r"^(?:dc|dcterms)[.:_]|\[\w*\]$|[\W_]+", re.IGNORECASE)
_MAPPING = sa.table("column_mapping", sa.column("id"), sa.column("heading"), sa.column("written"))


def upgrade() -> None:
    connection = op.get_bind()
    for id_, heading, written in connection.execute(sa.select(_MAPPING)).all():
        if "$" not in heading:
            words = _BESIDE_WORDS.sub(" ", normalize("NFC", written).strip().lower())
            change = sa.update(_MAPPING).where(_MAPPING.c.id == id_)
            connection.execute(change.values(heading=" ".join(words.split())))
