"""Template tags that the HTML faces share."""
