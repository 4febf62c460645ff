"""Find what waits for a webhook, however much waits for others."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_webhook_delivery_due", "webhook_delivery")
    columns = ["webhook_id", "status", "due"]
    op.create_index("ix_webhook_delivery_waiting", "webhook_delivery", columns, unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_webhook_delivery_waiting", "webhook_delivery")
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["due"], unique=False)
