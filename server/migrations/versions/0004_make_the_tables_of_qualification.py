"""Make the tables of lead qualification, API keys and webhooks."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "api_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_used_at", Moment),
        sa.Column("revoked_at", Moment),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_key_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("key_hash", name="uq_api_key_key_hash"),
    )
    op.create_index("ix_api_key_account_id", "api_key", ["account_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_campaign_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("account_id", "service_id", name="uq_campaign_account_id_service_id"),
    )
    op.create_table(
        "webhook",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_webhook_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_index("ix_webhook_account_id", "webhook", ["account_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("api_key_id", Id, nullable=False),
        sa.Column("for_action", sa.String(length=40), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_token_account_id"),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name="fk_api_token_api_key_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_token"),
    )
    op.create_index("ix_api_token_expires_at", "api_token", ["expires_at"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("lead_id", Id, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("provider_id", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("keys", sa.String(length=40), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_attempt_account_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_attempt_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("lead_id", "turn", "channel", name="uq_attempt_lead_id_turn_channel"),
    )
    op.create_index("ix_attempt_provider", "attempt", ["provider", "provider_id"], unique=False)
    op.create_table(
        "opt_out",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("lead_id", Id),
        sa.Column("user_id", Id),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_opt_out_account_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_opt_out_lead_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_opt_out_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opt_out"),
        sa.UniqueConstraint(
            "account_id", "address", "channel", name="uq_opt_out_account_id_address_channel"
        ),
    )
    op.create_table(
        "qualification",
        sa.Column("lead_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("campaign_id", Id),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("phase", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("due", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_qualification_account_id"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_qualification_campaign_id"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_qualification_lead_id"),
        sa.PrimaryKeyConstraint("lead_id", name="pk_qualification"),
    )
    op.create_index(
        "ix_qualification_account", "qualification", ["account_id", "phase"], unique=False
    )
    op.create_index("ix_qualification_due", "qualification", ["due"], unique=False)
    op.create_table(
        "simulated",
        sa.Column("id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("lead_id", Id, nullable=False),
        sa.Column("attempt_id", Id, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_simulated_account_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_simulated_attempt_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_simulated_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_simulated"),
        sa.UniqueConstraint("attempt_id", name="uq_simulated_attempt_id"),
    )
    op.create_index("ix_simulated_account_id", "simulated", ["account_id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("webhook_id", Id, nullable=False),
        sa.Column("event_id", Id, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", Moment),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_webhook_delivery_event_id"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name="fk_webhook_delivery_webhook_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.UniqueConstraint(
            "webhook_id", "event_id", name="uq_webhook_delivery_webhook_id_event_id"
        ),
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["due"], unique=False)
    op.add_column(
        "account",
        sa.Column("token_required", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "lead", sa.Column("email", sa.String(length=254), server_default="", nullable=False)
    )
    op.add_column(
        "lead", sa.Column("location", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column("lead", sa.Column("comments", sa.Text(), server_default="", nullable=False))
    op.add_column("lead", sa.Column("custom_data", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("lead", sa.Column("nps", sa.Integer()))
    op.add_column(
        "lead",
        sa.Column("sharecontent_id", sa.String(length=40), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("lead") as lead:
        for name in ("sharecontent_id", "nps", "custom_data", "comments", "location", "email"):
            lead.drop_column(name)
    with op.batch_alter_table("account") as account:
        account.drop_column("token_required")
    op.drop_index("ix_webhook_delivery_due", table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_index("ix_simulated_account_id", table_name="simulated")
    op.drop_table("simulated")
    op.drop_index("ix_qualification_due", table_name="qualification")
    op.drop_index("ix_qualification_account", table_name="qualification")
    op.drop_table("qualification")
    op.drop_table("opt_out")
    op.drop_index("ix_attempt_provider", table_name="attempt")
    op.drop_table("attempt")
    op.drop_index("ix_api_token_expires_at", table_name="api_token")
    op.drop_table("api_token")
    op.drop_index("ix_webhook_account_id", table_name="webhook")
    op.drop_table("webhook")
    op.drop_table("campaign")
    op.drop_index("ix_api_key_account_id", table_name="api_key")
    op.drop_table("api_key")
