"""One table of plans for all foreign rows; remembered columns keep the marks of their headings."""

import re
from collections.abc import Mapping
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = depends_on = None
old_code_survives = False  # it keeps the imports of old books in tables of their own

_KINDS = ("sheet", "field", "move", "send", "publish", "withdraw", "records", "book")
_CHOICES = (
    ("bulk_change", "kind", "change_kind", _KINDS),
    ("bulk_line", "verdict", "verdict", ("change", "new", "clash", "refused", "same")),
)
_BESIDE_WORDS = re.compile(r"^(?:dc|dcterms)[.:_]|\[\w*\]$|[\W_]+", re.IGNORECASE)
_VERDICTS = {"new": "new", "update": "clash", "problem": "refused", "same": "same"}
_BATCH_ROWS = 500


def upgrade() -> None:
    _write_headings()
    with op.batch_alter_table("bulk_change") as change:
        change.add_column(sa.Column("book", sa.String))
        change.add_column(sa.Column("checksum", sa.String))
    for table, column, name, values in _CHOICES:
        with op.batch_alter_table(table) as change:
            change.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            allowed = [sa.literal_column(f"'{value}'") for value in values]
            change.create_check_constraint(name, sa.column(column).in_(allowed))
    _move_imports()
    op.drop_table("book_import_row")
    op.drop_table("book_import")


def _write_headings() -> None:
    connection = op.get_bind()
    mapping = sa.table("column_mapping", *map(sa.column, ("id", "heading", "written")))
    for id_, heading, written in connection.execute(sa.select(mapping)).all():
        if "$" not in heading:
            words = _BESIDE_WORDS.sub(" ", normalize("NFC", written).strip().lower())
            change = sa.update(mapping).where(mapping.c.id == id_)
            connection.execute(change.values(heading=" ".join(words.split())))


def _move_imports() -> None:
    """Copy the imports of old books with their rows."""
    connection, tables = op.get_bind(), sa.MetaData()
    names = ("book_import", "book_import_row", "bulk_change", "bulk_line")
    imports, rows, changes, lines = (
        sa.Table(name, tables, autoload_with=connection, resolve_fks=False) for name in names
    )
    moments = ("planned", "planned_by", "applied", "applied_by", "undone", "undone_by")
    for old in connection.execute(sa.select(imports).order_by(imports.c.id)).mappings().all():
        query = sa.select(rows).where(rows.c.import_id == old["id"]).order_by(rows.c.id)
        old_rows = connection.execute(query).mappings().all()
        change = sa.insert(changes).values(
            **{name: old[name] for name in ("state", "remarks", "book", "checksum", *moments)},
            **{"kind": "book", "told": old["file"], "reason": old["source"], "same": 0},
        )
        change_id = connection.execute(change).inserted_primary_key[0]
        new_lines = [_line(row, change_id, old["state"]) for row in old_rows]
        for at in range(0, len(new_lines), _BATCH_ROWS):
            connection.execute(sa.insert(lines), new_lines[at : at + _BATCH_ROWS])


def _line(row: Mapping[str, object], change_id: int, state: str) -> dict[str, object]:
    names = ("sheet", "point", "cells", "problems", "remarks", "target", "revision")
    facts = {name: row[name] for name in names}
    facts |= {name: day and day.isoformat() for name in ("day", "sums_from") for day in [row[name]]}
    sentences = (*row["problems"].values(), *row["remarks"])
    day = f"{row['day']:%d/%m/%Y}" if row["day"] else ""
    return {
        "change_id": change_id,
        "row": row["place"],
        "title": " · ".join(filter(None, (day, row["point"]))),
        "verdict": _verdict(row, state),
        "problem": "; ".join(sentences) or None,
        "before": row["previous_values"] or {},
        "after": {**row["values"], "@row": facts},
        "undone": row["undone"],
    }


def _verdict(row: Mapping[str, object], state: str) -> str:
    """Return the verdict of a row as a line has it; new rows that were left wait for a person."""
    if row["written"]:
        return "new" if row["previous_values"] is None else "change"
    is_left = state != "planned" and row["verdict"] == "new"
    return "clash" if is_left else _VERDICTS[row["verdict"]]
