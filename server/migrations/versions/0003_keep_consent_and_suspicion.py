"""Keep a lead's consent and what makes it look like a machine's; count submissions."""

import secrets

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("lead", sa.Column("consent", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("lead", sa.Column("suspicion", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "submission",
        sa.Column("id", Id, nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
    )
    op.create_index("ix_submission_scope", "submission", ["scope"], unique=False)
    op.create_index("ix_submission_at", "submission", ["at"], unique=False)
    stamp_key = op.create_table(
        "stamp_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stamp_key"),
    )
    op.bulk_insert(stamp_key, [{"key": secrets.token_hex(32)}])


def downgrade() -> None:
    """Undo."""
    op.drop_table("stamp_key")
    op.drop_table("submission")
    with op.batch_alter_table("lead") as lead:
        lead.drop_column("suspicion")
        lead.drop_column("consent")
