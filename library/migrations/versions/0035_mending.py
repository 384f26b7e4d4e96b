"""Rescans that replace pages or are inserted; two scans merged into one page."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_ACTS = ("move", "number", "mark", "drop", "put-back", "turn", "part", "join")


def upgrade() -> None:
    op.create_table(
        "mending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=True),
        sa.Column("kind", _words("mending_kind", "replace", "insert", "join"), nullable=False),
        sa.Column("page_ids", sa.JSON(), nullable=False),
        sa.Column("below", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("applied", sa.DateTime(), nullable=True),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("spots", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        _leads("mending", "item_id", "item"),
        _leads("mending", "accession_id", "accession"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mending")),
    )
    op.create_index("ix_mending_item_id", "mending", ["item_id"])
    op.create_index("ix_mending_accession_id", "mending", ["accession_id"])
    op.add_column("accession", sa.Column("amends", sa.String(), nullable=True))
    op.add_column("page", sa.Column("in_place_of", sa.String(), nullable=True))
    with op.batch_alter_table("page_act") as act:
        act.drop_constraint(op.f("ck_page_act_page_act_kind"), type_="check")
        act.alter_column("kind", type_=_words("page_act_kind", *_ACTS, "replace", "insert"))
        act.add_column(sa.Column("mending_id", sa.Integer(), nullable=True))
        act.create_foreign_key(
            op.f("fk_page_act_mending_id_mending"),
            "mending",
            ["mending_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    op.execute("DELETE FROM page_act WHERE mending_id IS NOT NULL")
    with op.batch_alter_table("page_act") as act:
        act.drop_constraint(op.f("fk_page_act_mending_id_mending"), type_="foreignkey")
        act.drop_column("mending_id")
        act.drop_constraint(op.f("ck_page_act_page_act_kind"), type_="check")
        act.alter_column("kind", type_=_words("page_act_kind", *_ACTS))
    op.drop_column("page", "in_place_of")
    op.drop_column("accession", "amends")
    op.drop_table("mending")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=named, ondelete="CASCADE")
