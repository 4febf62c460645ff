"""Cleans a list of contacts in the visitor's browser, with the client of the command line."""

import csv
import io
import json
import secrets
from collections import Counter

from widget.client.api import Client, RefusedError, UnavailableError
from widget.client.cleaning import COLUMNS, clean
from widget.client.contacts import ColumnError, read

# What each contact was sent under: a list that stopped can be submitted again, for what is taken
# already is the same submission.
interactions = {}


def run(content, server, account, key, service, tell):
    """Submits every contact of a CSV file and tells the page what comes of each.

    Args:
        content: The file's bytes.
        server: The server's origin.
        account: The account's name.
        key: One of its API keys.
        service: The service for rows that name none.
        tell: Called with JSON: how many there are, each result, and why it stopped.
    """
    seen = Counter()

    def identify(contact):
        # Not by its line: whoever takes a refused row out of the list moves those after it.
        fields = tuple(sorted(contact.fields.items()))
        seen[fields] += 1
        return interactions.setdefault(
            (server, account, fields, seen[fields]), secrets.token_hex(20)
        )

    try:
        contacts = read(content.to_bytes(), {"service_id": service})
        tell(json.dumps({"total": len(contacts.rows), "csv": line(COLUMNS)}))
        client = Client(server, account, key)
        for result in clean(client, contacts.rows, identify):
            cells = result.cells()
            # The page is no spreadsheet: it shows what was sent.
            shown = {**dict(zip(COLUMNS, cells, strict=True)), **result.contact.fields}
            tell(json.dumps({"result": shown, "csv": line(cells)}))
        tell(json.dumps({"end": ""}))
    except (ColumnError, RefusedError, UnavailableError) as error:
        tell(json.dumps({"end": str(error)}))


def line(cells):
    """Writes a row of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
