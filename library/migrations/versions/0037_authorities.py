"""Authority records: persons, bodies, subjects and places, and which items name them."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _authority()
    op.create_table(
        "authority_variant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        _leads("authority_variant", "authority_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_variant")),
        sa.UniqueConstraint(
            "authority_id", "key", name=op.f("uq_authority_variant_authority_id_key")
        ),
    )
    op.create_index("ix_authority_variant_key", "authority_variant", ["key"])
    op.create_table(
        "authority_distinct",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("decided", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        _leads("authority_distinct", "one_id", ondelete="CASCADE"),
        _leads("authority_distinct", "other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_authority_distinct")),
    )
    op.create_table(
        "item_authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("tail", sa.String(), nullable=False, server_default=""),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
            name=op.f("fk_item_authority_item_id_item"),
            ondelete="CASCADE",
        ),
        _leads("item_authority", "authority_id"),
        _leads("item_authority", "origin_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_authority")),
        sa.UniqueConstraint(
            "item_id", "field", "place", name=op.f("uq_item_authority_item_id_field_place")
        ),
    )
    op.create_index("ix_item_authority_authority_id", "item_authority", ["authority_id"])
    op.create_index("ix_item_authority_origin_id", "item_authority", ["origin_id"])


def downgrade() -> None:
    op.drop_table("item_authority")
    op.drop_table("authority_distinct")
    op.drop_table("authority_variant")
    op.drop_table("authority")


def _authority() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family", _one_of("family", "agent", "subject", "place"), nullable=False),
        sa.Column(
            "kind",
            _one_of("authority_kind", "person", "body", "subject", "place"),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "key", "sort", "letter", "folded")
        ),
        *(
            sa.Column(name, sa.String(), nullable=True)
            for name in ("begins", "ends", "note", "source")
        ),
        sa.Column("checked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("merged", sa.DateTime(), nullable=True),
        sa.Column("merged_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id", name=op.f("ck_authority_leads_on")
        ),
        _leads("authority", "merged_into"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("family", "key", name=op.f("uq_authority_family_key")),
    )
    op.create_index("ix_authority_folded", "authority", ["folded"])
    op.create_index("ix_authority_merged_into", "authority", ["merged_into"])
    op.create_index("ix_authority_kind_letter_sort", "authority", ["kind", "letter", "sort"])


def _leads(table: str, column: str, **told: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_authority")
    return sa.ForeignKeyConstraint([column], ["authority.id"], name=name, **told)


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
