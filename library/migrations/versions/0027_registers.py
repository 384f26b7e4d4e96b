"""Registers of the programme, closed months, and culture officers."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_BEFORE = ("cataloguer", "reviewer", "point-librarian", "programme-officer", "administrator")
_AFTER = (*_BEFORE[:3], "culture-officer", *_BEFORE[3:])


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["access_point.id"], name=op.f("fk_register_entry_point_id_access_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint(
            "register",
            "number",
            "revision",
            name=op.f("uq_register_entry_register_number_revision"),
        ),
    )
    op.create_index("ix_register_entry_register_day", "register_entry", ["register", "day"])
    op.create_table(
        "closed_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("closed", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_closed_month")),
    )
    op.create_index("ix_computer_day_day", "computer_day", ["day", "point_id", "device_id"])
    _allow_roles(_BEFORE, _AFTER)


def downgrade() -> None:
    op.execute("UPDATE staff_member SET role = 'point-librarian' WHERE role = 'culture-officer'")
    _allow_roles(_AFTER, _BEFORE)
    op.drop_index("ix_computer_day_day", "computer_day")
    op.drop_table("closed_month")
    op.drop_table("register_entry")


def _allow_roles(now: tuple[str, ...], then: tuple[str, ...]) -> None:
    with op.batch_alter_table("staff_member") as staff:
        staff.alter_column("role", existing_type=_roles(now), type_=_roles(then))


def _roles(words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name="role", native_enum=False, create_constraint=True, length=32)
