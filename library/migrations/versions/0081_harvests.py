"""Harvests of other catalogues, and the sources of records that came from them."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "harvest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_code", sa.String(), nullable=False),
        sa.Column("set_name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column(
            "access",
            _enumeration("harvest_access", "public", "library", "staff"),
            nullable=False,
        ),
        sa.Column("is_daily", sa.Boolean(), nullable=False),
        sa.Column("order", _enumeration("harvest_order", "none", "run", "undo"), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=True),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("pass_date", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("ordered", sa.DateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harvest")),
    )
    op.create_index(op.f("ix_harvest_due"), "harvest", ["due"])
    op.create_table(
        "harvested_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("harvest_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            _enumeration("harvested_record_state", "draft", "held", "refused"),
            nullable=False,
        ),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("datestamp", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("has_changes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["harvest_id"],
            ["harvest.id"],
            name=op.f("fk_harvested_record_harvest_id_harvest"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
            name=op.f("fk_harvested_record_item_id_item"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harvested_record")),
        sa.UniqueConstraint(
            "source", "identifier", name=op.f("uq_harvested_record_source_identifier")
        ),
    )
    op.create_index(op.f("ix_harvested_record_harvest_id"), "harvested_record", ["harvest_id"])
    op.create_index(op.f("ix_harvested_record_item_id"), "harvested_record", ["item_id"])
    op.create_table(
        "record_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("catalogue", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("taken", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
            name=op.f("fk_record_source_item_id_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_source")),
        sa.UniqueConstraint(
            "item_id", "catalogue", "number", name=op.f("uq_record_source_item_id_catalogue_number")
        ),
    )


def downgrade() -> None:
    op.drop_table("record_source")
    op.drop_table("harvested_record")
    op.drop_table("harvest")
