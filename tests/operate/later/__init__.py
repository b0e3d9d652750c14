"""A later version: the settings of this one, and three migrations that it will not have."""
