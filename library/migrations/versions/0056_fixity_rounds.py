"""Rounds of fixity checks, and their findings."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    stores = ("checked_store", "masters", "copy", "repository")
    op.create_table(
        "fixity_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store", _enumeration(*stores), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("total_files", sa.Integer(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("healed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity_round")),
    )
    op.create_index("ix_fixity_round_store_ended", "fixity_round", ["store", "ended"])
    op.create_table(
        "fixity_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("store", _enumeration(*stores), nullable=False),
        sa.Column(
            "finding",
            _enumeration("finding", "damaged", "missing", "healed", "not_healed", "sound"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["fixity_round.id"],
            name=op.f("fk_fixity_event_round_id_fixity_round"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity_event")),
    )
    op.create_index(op.f("ix_fixity_event_at"), "fixity_event", ["at"])
    op.create_index(op.f("ix_fixity_event_round_id"), "fixity_event", ["round_id"])
    op.create_index("ix_fixity_event_digest_store", "fixity_event", ["digest", "store"])


def downgrade() -> None:
    op.drop_table("fixity_event")
    op.drop_table("fixity_round")
