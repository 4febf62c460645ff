"""The same templates, drawn to the same bytes wherever they are drawn."""
