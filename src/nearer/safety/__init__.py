"""Safety comes before symmetry: Help now, the private questions, and what they change."""
