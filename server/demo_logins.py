"""The people of the demo data and their passwords; printed by `build.py serve`. No imports."""

# (account, name, email, role, password)
LOGINS = (
    ("demo", "Alice", "alice@demo.example", "owner", "alice-demo-1"),
    ("demo", "Bob", "bob@demo.example", "agent", "bob-demo-1"),
    ("demo", "Vera", "vera@demo.example", "viewer", "vera-demo-1"),
    ("charlies", "Charlie", "charlie@charlies.example", "owner", "charlie-demo-1"),
)
