"""Dry runs that are counted to the end, and how many members saved segments held."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0020_counts"
down_revision = "0019_campaign_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_count",
        sa.Column("campaign_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="of the campaign when it was begun"
        ),
        sa.Column(
            "state", sa.String(length=16), nullable=False, comment="counting, done, stopped"
        ),
        sa.Column(
            "at", columns.Instant(), nullable=False, comment="for what instant it asks who is due"
        ),
        sa.Column(
            "audience", sa.Integer(), nullable=True, comment="how many there are, where known"
        ),
        sa.Column("begun_at", columns.Instant(), nullable=False),
        sa.Column("begun_by", columns.key(64), nullable=False),
        sa.Column(
            "counted_at", columns.Instant(), nullable=False, comment="when the last part was kept"
        ),
        sa.Column("slices", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("result", columns.Document(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_count")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_campaign_count_state", "campaign_count", ["state"])
    op.create_table(
        "segment_count",
        sa.Column("segment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("counted_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_segment_count")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("segment_count")
    op.drop_index("ix_campaign_count_state", table_name="campaign_count")
    op.drop_table("campaign_count")
