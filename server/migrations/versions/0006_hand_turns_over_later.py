"""Know which turns have not been handed to the engine yet."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "qualification",
        sa.Column("handed_over", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.create_index(
        "ix_qualification_handed_over",
        "qualification",
        ["lead_id"],
        unique=False,
        sqlite_where=sa.text("handed_over = 0"),
        postgresql_where=sa.text("NOT handed_over"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_qualification_handed_over", "qualification")
    with op.batch_alter_table("qualification") as qualification:
        qualification.drop_column("handed_over")
