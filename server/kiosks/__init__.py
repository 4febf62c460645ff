"""Kiosks (the settings of a widget or page) and the services that visitors choose from."""
