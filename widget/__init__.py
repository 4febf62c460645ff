"""The callback widget: pure parts (core), what touches a page (browser), the templates."""
