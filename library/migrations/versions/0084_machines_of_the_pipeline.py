"""Machines that share the work of the pipeline, with their signs of life."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pipeline_machine",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("takes_work", sa.Boolean(), nullable=False),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Double(), nullable=True),
        sa.Column("free_bytes", sa.BigInteger(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pipeline_machine")),
    )


def downgrade() -> None:
    op.drop_table("pipeline_machine")
