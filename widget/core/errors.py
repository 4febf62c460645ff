"""The one error of the pure modules: bad input, with the field to blame."""


class FieldError(ValueError):
    """A value is not acceptable; says which field and what would be right.

    Args:
        field: The documented name of the parameter or form field.
        message: What would be right, in plain English, without the field's name.
    """

    field: str
    message: str

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field + ": " + message)
        self.field = field
        self.message = message
