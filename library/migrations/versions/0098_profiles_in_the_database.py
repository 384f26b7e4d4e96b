"""Profiles of the collections are in the database, with everything they were before."""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None
old_code_survives = False  # it takes access rights from the files of its own machine


def upgrade() -> None:
    op.create_table(
        "profile_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("collection", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("introduction", sa.String, nullable=False),
        sa.Column("saved", sa.DateTime, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
    )
    op.create_index("ix_profile_version_collection_id", "profile_version", ["collection", "id"])
