"""WeCom: cursors, groups, confirmations."""

revision = "0016_wecom"
down_revision = "0015_answers_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
