"""The one error of bad input."""

from widget.core.errors import FieldError


def test_it_works() -> None:
    error = FieldError("name", "is required")
    assert (error.field, error.message, str(error)) == ("name", "is required", "name: is required")
    assert isinstance(error, ValueError)
