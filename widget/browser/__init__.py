"""What touches a page: the `$lucep` library, its storage, its transport, its form.

Runs on MicroPython and on Pyodide, in the loader's hidden frame. May import
`widget.core`, never `server`. `runtime` alone knows which interpreter runs;
`page` alone talks to the loader.
"""
