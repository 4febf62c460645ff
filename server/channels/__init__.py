"""The ways to reach a prospect: voice, e-mail, SMS, WhatsApp."""
