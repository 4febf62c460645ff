"""The pages that visitors see, drawn on the server, and the examples."""
