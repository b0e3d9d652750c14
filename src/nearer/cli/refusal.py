"""What a command cannot do as it was asked, said in one sentence that holds the way out."""


class Refused(Exception):
    """A command ends here; nothing was changed, or what was begun has been taken back."""
