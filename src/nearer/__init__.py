"""Nearer: a private house for two people who want to hear each other again."""

__version__ = "0.1.0"
