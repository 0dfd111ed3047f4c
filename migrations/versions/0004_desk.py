"""Staff, teams, conversations, tickets, live events."""

revision = "0004_desk"
down_revision = "0003_rewards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
