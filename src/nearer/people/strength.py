"""How well a passphrase of one's own would stand guessing, and what to say when it would not."""

from enum import Enum

from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 128
GUESSES = 10**10
# A person who holds both folders can try about 10^8 guesses for the price of a meal for two.
GUESSES_NEAR = 10**14

_READS = 72  # the estimator refuses longer ones; what comes after can only make it stronger


class Weakness(Enum):
    """Why a passphrase of one's own is not taken."""

    SHORT = "fewer than 12 characters"
    LONG = "more than 128 characters"
    GUESSABLE = "too few guesses"


def weakness(
    passphrase: str, *, about: tuple[str, ...] = (), near: bool = False
) -> Weakness | None:
    """Return why `passphrase` (normalised) is not taken, or None.

    about: words that others know of this person, such as the name; they make guessing cheap.
    near: the person who runs this copy could be the one they live with.
    """
    if len(passphrase) < SHORTEST:
        return Weakness.SHORT
    if len(passphrase) > LONGEST:
        return Weakness.LONG
    needed = GUESSES_NEAR if near else GUESSES
    return None if guesses(passphrase, about=about) >= needed else Weakness.GUESSABLE


def guesses(passphrase: str, *, about: tuple[str, ...] = ()) -> int:
    """Return about how many guesses a good guesser needs, from the first 72 characters."""
    judged = zxcvbn(passphrase[:_READS], user_inputs=list(about))
    return int(judged["guesses"])
