"""Audit log with values before and after, protected from changes by the database."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_REFUSED = "the audit trail is only added to"
_SQLITE = tuple(
    f"CREATE TRIGGER audit_entry_no_{act} BEFORE {act.upper()} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    for act in ("update", "delete")
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
)
_INDEXES = ("at", "who")


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("before", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("audit_entry", sa.Column("after", sa.JSON(none_as_null=True), nullable=True))
    for column in _INDEXES:
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column])
    for statement in _SQLITE if _on_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if _on_sqlite():
        op.execute("DROP TRIGGER audit_entry_no_update")
        op.execute("DROP TRIGGER audit_entry_no_delete")
    else:
        op.execute("DROP TRIGGER audit_entry_no_change ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_refuse()")
    for column in _INDEXES:
        op.drop_index(f"ix_audit_entry_{column}", "audit_entry")
    op.drop_column("audit_entry", "after")
    op.drop_column("audit_entry", "before")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
