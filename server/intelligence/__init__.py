"""Intelligence: what a site tells about a visitor, for the sales person who will call."""
