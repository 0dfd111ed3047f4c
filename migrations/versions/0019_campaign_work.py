"""Shares of a campaign looked at, campaigns whose messages follow later, and runs tried again."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0019_campaign_work"
down_revision = "0018_menu"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_look",
        sa.Column("campaign_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shares", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("share", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("looked_until", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "shares", "share", name=op.f("pk_campaign_look")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.add_column(
        "campaign",
        sa.Column(
            "settled",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="its messages have followed its state",
        ),
    )
    op.add_column(
        "job_run",
        sa.Column("retry_at", columns.Instant(), nullable=True, comment="when it is tried again"),
    )


def downgrade() -> None:
    with op.batch_alter_table("job_run") as batch_op:
        batch_op.drop_column("retry_at")
    with op.batch_alter_table("campaign") as batch_op:
        batch_op.drop_column("settled")
    op.drop_table("campaign_look")
