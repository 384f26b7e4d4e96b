"""Staff sessions as rows, throttled sign-in attempts, second factors."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_member") as staff:
        staff.add_column(
            sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        staff.add_column(sa.Column("sealed_secret", sa.String(), nullable=True))
        staff.add_column(sa.Column("last_step", sa.Integer(), nullable=True))
        staff.drop_column("failed_sign_ins")
        staff.drop_column("locked_until")
    with op.batch_alter_table("staff_member") as staff:
        staff.alter_column("must_change", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("confirmed", sa.DateTime(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        _owner("staff_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_session_digest")),
    )
    op.create_index("ix_staff_session_member_id", "staff_session", ["member_id"])
    op.create_index("ix_staff_session_began", "staff_session", ["began"])
    op.create_table(
        "sign_in_delay",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_delay")),
    )
    op.create_index("ix_sign_in_delay_last", "sign_in_delay", ["last"])
    _codes("password_link", sa.Column("until", sa.DateTime(), nullable=False))
    _codes("recovery_code", sa.Column("used", sa.DateTime(), nullable=True))


def downgrade() -> None:
    for table in ("recovery_code", "password_link", "sign_in_delay", "staff_session"):
        op.drop_table(table)
    with op.batch_alter_table("staff_member") as staff:
        staff.add_column(
            sa.Column("failed_sign_ins", sa.Integer(), server_default="0", nullable=False)
        )
        staff.add_column(sa.Column("locked_until", sa.DateTime(), nullable=True))
        staff.drop_column("last_step")
        staff.drop_column("sealed_secret")
        staff.drop_column("must_change")


def _codes(table: str, further: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        further,
        _owner(table),
        sa.PrimaryKeyConstraint("digest", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_member_id", table, ["member_id"])


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["member_id"],
        ["staff_member.id"],
        name=op.f(f"fk_{table}_member_id_staff_member"),
        ondelete="CASCADE",
    )
