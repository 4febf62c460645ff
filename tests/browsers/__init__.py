"""A smoke suite for the other engines: the same few steps in Firefox ESR and in WebKitGTK."""
