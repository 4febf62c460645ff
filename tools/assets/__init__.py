"""Makes `dist/`: everything a browser loads, minified, hashed, compressed, measured."""
