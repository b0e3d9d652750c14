"""The rooms: one for each step of the article. No room imports another."""
