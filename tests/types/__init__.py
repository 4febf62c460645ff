"""What others compile against."""
