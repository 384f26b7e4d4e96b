"""Copies of the database alone in the history of backups."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_KINDS = ("copy", "check", "drill")


def _enumeration(*values: str) -> sa.Enum:
    return sa.Enum(*values, name="run_kind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("backup_run") as table:
        table.drop_constraint(op.f("ck_backup_run_run_kind"), type_="check")
        table.alter_column("kind", type_=_enumeration(*_KINDS, "database"))


def downgrade() -> None:
    op.execute("DELETE FROM backup_run WHERE kind = 'database'")
    with op.batch_alter_table("backup_run") as table:
        table.drop_constraint(op.f("ck_backup_run_run_kind"), type_="check")
        table.alter_column("kind", type_=_enumeration(*_KINDS))
