"""The article as data: its eight signs, two directions, six steps, and each of its sentences.

No Django and nothing of ours: every other part may read it. `elements.toml` is the source of
docs/map.md, which says where each sentence lives in the house.
"""

from nearer.article.signs import Direction, Sign
from nearer.article.steps import Step

__all__ = ["Direction", "Sign", "Step"]
