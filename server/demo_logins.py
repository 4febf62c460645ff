"""The demo data's people, passwords and API key; printed by `build.py serve`. No imports."""

# (account, name, email, role, password)
LOGINS = (
    ("demo", "Alice", "alice@demo.example", "owner", "alice-demo-1"),
    ("demo", "Bob", "bob@demo.example", "agent", "bob-demo-1"),
    ("demo", "Vera", "vera@demo.example", "viewer", "vera-demo-1"),
    ("charlies", "Charlie", "charlie@charlies.example", "owner", "charlie-demo-1"),
)

# A key of `demo`'s for the qualification API, as public as the passwords.
API_KEY = "lucep_demo_key_for_trying_it_out"
