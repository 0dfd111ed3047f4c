"""Saved segments and their versions."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0011_segments"
down_revision = "0010_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("definition", columns.Document(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("changed_by", columns.key(64), nullable=False),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "segment_version",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", columns.Document(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("changed_by", columns.key(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_version")),
        sa.UniqueConstraint(
            "segment_id", "version", name=op.f("uq_segment_version_segment_id_version")
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("segment_version")
    op.drop_table("segment")
