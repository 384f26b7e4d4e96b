"""Reader accounts on request, with their proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reader_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_account")),
        sa.UniqueConstraint("name_key", name=op.f("uq_reader_account_name_key")),
    )
    op.create_table(
        "reader_session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _owner("reader_session"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reader_session")),
    )
    op.create_index("ix_reader_session_reader_id", "reader_session", ["reader_id"])
    op.create_index("ix_reader_session_until", "reader_session", ["until"])
    op.create_table(
        "reader_list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        _owner("reader_list_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_list_entry")),
        sa.UniqueConstraint(
            "reader_id", "place", name=op.f("uq_reader_list_entry_reader_id_place")
        ),
    )
    with op.batch_alter_table("reader_report") as reports:
        reports.add_column(sa.Column("reader_id", sa.Integer(), nullable=True))
        reports.create_foreign_key(
            op.f("fk_reader_report_reader_id_reader_account"),
            "reader_account",
            ["reader_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.create_index("ix_reader_report_reader_id", "reader_report", ["reader_id"])


def downgrade() -> None:
    op.drop_index("ix_reader_report_reader_id", "reader_report")
    with op.batch_alter_table("reader_report") as reports:
        reports.drop_constraint(
            op.f("fk_reader_report_reader_id_reader_account"), type_="foreignkey"
        )
        reports.drop_column("reader_id")
    for table in ("reader_list_entry", "reader_session", "reader_account"):
        op.drop_table(table)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["reader_id"],
        ["reader_account.id"],
        name=op.f(f"fk_{table}_reader_id_reader_account"),
        ondelete="CASCADE",
    )
