"""History of backups, checks of the repository and restore drills."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _enumeration("run_kind", "copy", "check", "drill"), nullable=False),
        sa.Column("state", _enumeration("run_state", "running", "done", "failed"), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("copy_id", sa.String(), nullable=True),
        sa.Column("in_repository", sa.Boolean(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=True),
        sa.Column("total_bytes", sa.BigInteger(), nullable=True),
        sa.Column("added_bytes", sa.BigInteger(), nullable=True),
        sa.Column("restore_seconds", sa.Double(), nullable=True),
        sa.Column("certificate", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
    )
    op.create_index("ix_backup_run_kind_started", "backup_run", ["kind", "started"])


def downgrade() -> None:
    op.drop_table("backup_run")
