"""The house: what a room is, and what a page is."""
