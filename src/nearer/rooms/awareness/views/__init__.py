"""The pages of step 1: the check, the envelope, the picture, the week, and writing for oneself."""

from nearer.ui.charts import Side


def across(side: Side) -> Side:
    """Return the other person's shape."""
    return "b" if side == "a" else "a"
