"""The clock's lease, the runs of jobs, and the outbox under load."""

revision = "0008_clock"
down_revision = "0007_reach"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
