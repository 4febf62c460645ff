"""What the widget's templates and style sheets must hold, whatever they look like."""
