"""Take another secrets folder as the records' own, once theirs is lost for good."""

import sys

from nearer.cli.serve import set_up_beside
from nearer.project.environment import Environment

WORD = "lost"
MEANS = """\
{folder} is not the folder that these records were sealed with.
If theirs can still be found, name that one instead: it opens everything.

To take this one as theirs means:
- Nobody is deleted, and no entry.
- Gone, with the old folder: quick unlocks, open sessions, open invitations, and what waits in
  envelopes. They are cleaned up from now on.
- Names and passphrases open nothing any more. Each recovery code still opens all that its person
  wrote, and sets a new name and passphrase. Whoever has no code cannot come back.
"""


def accept(copy: Environment) -> int:
    """Explain what it means, ask for a word, and note the folder in the records."""
    set_up_beside(copy)
    from nearer.vault import sweep  # noqa: PLC0415  after Django's set-up

    if sweep.know_the_folder():
        print("These secrets are the records' own: there is nothing to accept.")
        return 0
    print(MEANS.format(folder=copy.secrets if copy.secrets_at is None else copy.secrets_at.name))
    print(f"Type {WORD} to go on, anything else to stop: ", end="", flush=True)
    if sys.stdin.readline().strip() != WORD:
        print("Nothing was changed.")
        return 1
    sweep.accept_the_folder()
    print("From now on these are the records' own secrets. Make a backup of both.")
    return 0
