"""Changes and readings of the optional second reader."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0070"
branch_labels = None
depends_on = None

_KINDS = ("typed", "alike", "reader")
_OUTCOMES = ("read", "disagreed", "skipped", "failed")


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("revision") as table:
        table.add_column(sa.Column("read_from", sa.String(), nullable=True))
        table.drop_constraint(op.f("ck_revision_revision_kind"), type_="check")
        table.alter_column("kind", type_=_enumeration("revision_kind", *_KINDS, "machine"))
    op.create_table(
        "second_reading",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", _enumeration("reading_outcome", *_OUTCOMES), nullable=False),
        sa.Column("strips", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.Double(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["page.id"],
            name=op.f("fk_second_reading_page_id_page"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_second_reading")),
    )
    op.create_index("ix_second_reading_reader", "second_reading", ["reader"])


def downgrade() -> None:
    op.drop_table("second_reading")
    op.execute("UPDATE revision SET kind = 'alike' WHERE kind = 'machine'")
    with op.batch_alter_table("revision") as table:
        table.drop_constraint(op.f("ck_revision_revision_kind"), type_="check")
        table.alter_column("kind", type_=_enumeration("revision_kind", *_KINDS))
        table.drop_column("read_from")
