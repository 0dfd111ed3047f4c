"""Surveys: definitions, invitations, answers, cases."""

revision = "0009_surveys"
down_revision = "0008_clock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
