"""What may be sent to whom: consents for one message, mass sends."""

revision = "0007_reach"
down_revision = "0006_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
