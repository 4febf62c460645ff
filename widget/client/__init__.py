"""The qualification API's client: `urllib` alone, on CPython and, by pyodide-http, on Pyodide."""
