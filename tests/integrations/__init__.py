"""What carries the widget to other systems: npm, React, WordPress."""
