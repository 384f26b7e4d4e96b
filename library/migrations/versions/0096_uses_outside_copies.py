"""Single uses and salts stay out of copies of the database; totals of closed hours are in them.

On PostgreSQL unlogged tables stand neither in the write-ahead log nor in base copies. They are
empty after a crash of the server, so the totals of a day that is not over are stored every hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None
old_code_survives = False  # it would count the open day twice

_PRIVATE = ("item_use", "visit_salt")


def upgrade() -> None:
    op.create_table(
        "open_use_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_open_use_day")),
    )
    is_open = sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("use_day", is_open)
    with op.batch_alter_table("use_day") as use_day:
        use_day.alter_column("is_open", server_default=None)
    op.add_column("item_month", sa.Column("open_day", sa.Date(), nullable=True))
    # until now the rows of days that are not counted were made afresh each time
    op.execute("UPDATE use_day SET is_open = true WHERE day NOT IN (SELECT day FROM counted_day)")
    _set_logging("UNLOGGED")


def downgrade() -> None:
    _set_logging("LOGGED")
    op.execute("DELETE FROM item_month WHERE open_day IS NOT NULL")
    with op.batch_alter_table("item_month") as item_month:
        item_month.drop_column("open_day")
    with op.batch_alter_table("use_day") as use_day:
        use_day.drop_column("is_open")
    op.drop_table("open_use_day")


def _set_logging(kind: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _PRIVATE:
            op.execute(f"ALTER TABLE {table} SET {kind}")
