"""The clock's lease, the runs of jobs, and the outbox under load."""

import sqlalchemy as sa
from alembic import op

from store import columns

revision = "0008_clock"
down_revision = "0007_reach"
branch_labels = None
depends_on = None

WAITING = sa.text("finished_at IS NULL")
TABLE = {"mysql_charset": "utf8mb4", "mysql_engine": "InnoDB"}


def upgrade() -> None:
    op.create_table(
        "clock_lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", columns.key(64), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.Column("renewed_at", columns.Instant(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_clock_lease")),
        **TABLE,
    )
    op.create_table(
        "job_schedule",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("considered", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_schedule")),
        **TABLE,
    )
    op.create_table(
        "job_run",
        sa.Column("id", columns.BigId, autoincrement=True, nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("instant", columns.Instant(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("shards", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", columns.Instant(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("seen_at", columns.Instant(), nullable=False),
        sa.Column("worker", columns.key(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("counts", columns.Document(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "instant", "shard", name=op.f("uq_job_run_job_instant_shard")),
        **TABLE,
    )
    op.create_index("ix_job_run_state", "job_run", ["state", "seen_at"])
    op.create_table(
        "outbox_account",
        sa.Column("account", columns.key(64), nullable=False),
        sa.Column("per_second", sa.Integer(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=True),
        sa.Column("paused_until", columns.Instant(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True, comment="why it is paused"),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_outbox_account")),
        **TABLE,
    )
    lane = sa.Column(
        "lane", sa.SmallInteger(), server_default="0", nullable=False, comment="0 goes before 1"
    )
    expires_at = sa.Column(
        "expires_at", columns.Instant(), nullable=True, comment="of no use from then on"
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(lane)
        outbox.add_column(expires_at)
        outbox.drop_index("ix_outbox_due")
        outbox.create_index("ix_outbox_due", ["state", "account", "lane", "due_at", "id"])
        outbox.create_index("ix_outbox_author", ["author", "state"])
        outbox.create_index(
            "ix_outbox_waiting",
            ["contact_id", "id"],
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
    op.execute("UPDATE outbox SET lane = 1 WHERE category NOT IN ('service', 'notice')")


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_waiting")
        outbox.drop_index("ix_outbox_author")
        outbox.drop_index("ix_outbox_due")
        outbox.create_index("ix_outbox_due", ["state", "due_at"])
        outbox.drop_column("expires_at")
        outbox.drop_column("lane")
    op.drop_table("outbox_account")
    op.drop_table("job_run")
    op.drop_table("job_schedule")
    op.drop_table("clock_lease")
