"""Watched folder: arrivals and the last scan."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_STATES = ("waiting", "taking", "entered", "settled")


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("found", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *_STATES,
                name="arrival_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("settled", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("token", name=op.f("uq_arrival_token")),
    )
    op.create_index("ix_arrival_state", "arrival", ["state"])
    op.create_table(
        "arrival_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("paths", sa.JSON(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrival_id"],
            ["arrival.id"],
            name=op.f("fk_arrival_part_arrival_id_arrival"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["accession_id"],
            ["accession.id"],
            name=op.f("fk_arrival_part_accession_id_accession"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_part")),
    )
    op.create_index("ix_arrival_part_arrival_id", "arrival_part", ["arrival_id"])
    op.create_index("ix_arrival_part_accession_id", "arrival_part", ["accession_id"])
    op.create_table(
        "watched_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("looked", sa.DateTime(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_folder")),
    )


def downgrade() -> None:
    op.drop_table("watched_folder")
    op.drop_table("arrival_part")
    op.drop_table("arrival")
