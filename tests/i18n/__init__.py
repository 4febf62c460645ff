"""Tests of the language packs in static/i18n."""
