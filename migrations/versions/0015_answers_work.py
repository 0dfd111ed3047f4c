"""Pictures of answers, training from the console."""

revision = "0015_answers_work"
down_revision = "0014_members_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
