"""Step 1: see the signs on both sides (article: S1-S8, 1a-1c)."""
