"""Imports of old books, with their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

_STATES = ("planned", "applied", "undone")
_VERDICTS = ("new", "update", "same", "problem")


def upgrade() -> None:
    op.create_table(
        "book_import",
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("book", "file", "checksum", "source")
        ),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("state", _one_of(_STATES, "import_state"), nullable=False),
        sa.Column("planned", sa.DateTime(), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("applied", sa.DateTime(), nullable=True),
        sa.Column("applied_by", sa.String(), nullable=True),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_import")),
    )
    op.create_index(op.f("ix_book_import_checksum"), "book_import", ["checksum"])
    op.create_table(
        "book_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("point", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("sums_from", sa.Date(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("values", "problems", "remarks")),
        sa.Column("verdict", _one_of(_VERDICTS, "row_verdict"), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("previous_values", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("written", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["book_import.id"],
            name=op.f("fk_book_import_row_import_id_book_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_import_row")),
    )
    op.create_index(
        op.f("ix_book_import_row_import_id_verdict"), "book_import_row", ["import_id", "verdict"]
    )


def downgrade() -> None:
    op.drop_table("book_import_row")
    op.drop_table("book_import")


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
