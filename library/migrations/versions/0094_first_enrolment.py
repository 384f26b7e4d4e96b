"""Time of the first enrolment of a public computer, apart from renewals and absences.

A renewal used to overwrite it. Where a computer reported before the stored time, the first sign of
it takes its place: the earliest batch, or the earliest day with figures.
"""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None
old_code_survives = False  # it would move the first enrolment at the next renewal

_MIDNIGHTS = {
    "sqlite": "datetime(min(day), '{}') || '.000000'",
    "postgresql": "min(day)::timestamp + interval '{}'",
}
"""Time in UTC so many hours after the first day began."""


def upgrade() -> None:
    op.add_column("device", sa.Column("renewed", sa.DateTime(), nullable=True))
    op.create_table(
        "device_absence",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_absence_device_id")
        ),
        sa.PrimaryKeyConstraint("device_id", "since", name=op.f("pk_device_absence")),
    )
    midnight = _MIDNIGHTS[op.get_bind().dialect.name]
    begins, ends = midnight.format("-7 hours"), midnight.format("+17 hours")
    for first in (
        "SELECT device_id, min(heard) AS at, min(heard) AS ends FROM device_boot",
        f"SELECT device_id, {begins} AS at, {ends} AS ends FROM computer_day",  # noqa: S608
    ):
        op.execute(
            "UPDATE device SET renewed = coalesce(renewed, enrolled), enrolled = first.at"  # noqa: S608
            f" FROM ({first} GROUP BY device_id) AS first"
            " WHERE first.device_id = device.id AND first.ends < device.enrolled"
        )


def downgrade() -> None:
    op.drop_table("device_absence")
    op.execute("UPDATE device SET enrolled = renewed WHERE renewed IS NOT NULL")
    with op.batch_alter_table("device") as device:
        device.drop_column("renewed")
