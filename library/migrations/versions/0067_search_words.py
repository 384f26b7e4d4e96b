"""Folded words by which staff search items and deliveries."""

import sqlalchemy as sa
from alembic import op

from library.vietnamese.search_words import join_words

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_SEARCHED = {
    "item": ("title", "number", "series", "issuing_body", "creator", "source_id"),
    "accession": ("number", "source", "received_by"),
}
_BATCH_ROWS = 1000


def upgrade() -> None:
    for name, columns in _SEARCHED.items():
        with op.batch_alter_table(name) as table:
            table.add_column(
                sa.Column("search_words", sa.String(), nullable=False, server_default="")
            )
        with op.batch_alter_table(name) as table:
            table.alter_column("search_words", server_default=None)
        _fill(name, columns)


def downgrade() -> None:
    for name in _SEARCHED:
        with op.batch_alter_table(name) as table:
            table.drop_column("search_words")


def _fill(name: str, columns: tuple[str, ...]) -> None:
    """Write the words of every row, some rows at a time."""
    names = dict.fromkeys(("id", *columns, "search_words"))
    table = sa.table(name, *map(sa.column, names))
    database = op.get_bind()
    write = (
        table.update()
        .where(table.c.id == sa.bindparam("key"))
        .values(search_words=sa.bindparam("words"))
    )
    rows = database.execute(sa.select(table.c.id, *(table.c[column] for column in columns))).all()
    values = [{"key": key, "words": join_words(iter(texts))} for key, *texts in rows]
    for start in range(0, len(values), _BATCH_ROWS):
        database.execute(write, values[start : start + _BATCH_ROWS])
