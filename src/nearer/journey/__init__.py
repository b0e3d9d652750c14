"""The journey: one next thing today, and the six steps. It knows the rooms by their doors alone."""
