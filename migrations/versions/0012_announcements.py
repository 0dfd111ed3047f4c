"""Announcements to communities."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0012_announcements"
down_revision = "0011_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("content", columns.Document(), nullable=False),
        sa.Column("target", columns.Document(), nullable=False),
        sa.Column(
            "send_at", columns.Instant(), nullable=True, comment="as soon as approved where empty"
        ),
        sa.Column("state", sa.String(length=16), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.key(64), nullable=False),
        sa.Column("edited_at", columns.Instant(), nullable=False),
        sa.Column("edited_by", columns.key(64), nullable=False),
        sa.Column("submitted_by", columns.key(64), nullable=True),
        sa.Column("decided_by", columns.key(64), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True, comment="why it was returned"),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column(
            "left_out",
            columns.Document(),
            nullable=True,
            comment="how many members were left out, by rule",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_announcement_due", "announcement", ["state", "send_at"])
    op.create_table(
        "announcement_event",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("actor", columns.key(64), nullable=False),
        sa.Column(
            "kind", sa.String(length=64), nullable=False, comment="a state, or edited, previewed"
        ),
        sa.Column("detail", columns.Document(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_event")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_announcement_event_of", "announcement_event", ["announcement_id", "id"])
    op.create_table(
        "announcement_outcome",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("part_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "receiver",
            columns.key(64),
            nullable=False,
            comment="external user id or group chat id",
        ),
        sa.Column("sender", columns.key(64), nullable=False, comment="the staff member's user id"),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="unsent, sent, not_friend, received_other",
        ),
        sa.Column("sent_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_outcome")),
        sa.UniqueConstraint(
            "part_id",
            "receiver",
            "sender",
            name=op.f("uq_announcement_outcome_part_id_receiver_sender"),
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_table(
        "announcement_part",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "way", sa.String(length=16), nullable=False, comment="mass, robot, customers, preview"
        ),
        sa.Column(
            "target",
            columns.key(64),
            nullable=False,
            comment="robot id, staff user id, contact id, or empty",
        ),
        sa.Column("payload", columns.Document(), nullable=False),
        sa.Column(
            "receivers",
            columns.Document(),
            nullable=False,
            comment="external user ids of a customer send",
        ),
        sa.Column("state", sa.String(length=16), server_default="queued", nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("claimed_at", columns.Instant(), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("mass_send_id", sa.BigInteger(), nullable=True),
        sa.Column("platform_id", columns.key(64), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column(
            "asked_at",
            columns.Instant(),
            nullable=True,
            comment="when results were last asked for",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_part")),
        sa.UniqueConstraint(
            "announcement_id",
            "position",
            name=op.f("uq_announcement_part_announcement_id_position"),
        ),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )
    op.create_index("ix_announcement_part_due", "announcement_part", ["state", "due_at"])
    op.create_index(
        "ix_announcement_part_target", "announcement_part", ["way", "target", "claimed_at"]
    )
    op.create_table(
        "group_robot",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key_sealed", sa.String(length=255), nullable=False),
        sa.Column(
            "is_test",
            sa.Boolean(),
            nullable=False,
            comment="its group is where staff look at previews",
        ),
        sa.Column("archived_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_robot")),
        sa.UniqueConstraint("name", name=op.f("uq_group_robot_name")),
        mysql_charset="utf8mb4",
        mysql_engine="InnoDB",
    )


def downgrade() -> None:
    op.drop_table("group_robot")
    op.drop_table("announcement_outcome")
    op.drop_table("announcement_part")
    op.drop_table("announcement_event")
    op.drop_table("announcement")
