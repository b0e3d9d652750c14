"""Sign-up codes: what whoever runs a copy gives to somebody who may join. Each works once.

Only a keyed tag of the code lies in the secrets folder. The code is used up before the person is
made, and given back should that fail, so that one code can never make two people.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time

from nearer.vault import keys, secrets
from nearer.vault.models import SignUpCode
from nearer.vault.seal import derive

LETTERS = 16
LASTS = 7 * 24 * 3600


class NoSuchCode(Exception):
    """A sign-up code that was used, has ended, or never was."""


def make_code() -> str:
    """Make a code for one new person, good for seven days, in groups of four letters."""
    code = keys.fresh_code()[:LETTERS]
    SignUpCode.objects.create(tag=_tag(code), expires=int(time()) + LASTS)
    return in_groups(code)


def is_good(typed: str) -> bool:
    """Return whether a code would let somebody in now; uses nothing up."""
    return SignUpCode.objects.filter(tag=_tag(typed), expires__gt=int(time())).exists()


@contextmanager
def use_code(typed: str) -> Iterator[None]:
    """Use a code up for what happens inside; an error there gives it back. Raises NoSuchCode."""
    now, tag = int(time()), _tag(typed)
    found = SignUpCode.objects.filter(tag=tag, expires__gt=now).first()
    # The row that this delete counts is ours alone, whoever else typed the same code.
    if found is None or not SignUpCode.objects.filter(tag=tag).delete()[0]:
        raise NoSuchCode
    try:
        yield
    except BaseException:
        found.save(force_insert=True)
        raise


def in_groups(code: str) -> str:
    """Return a code as people copy it: groups of four letters."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _tag(typed: str) -> bytes:
    return derive(secrets.index_key(), "sign-up code", keys.code_letters(typed))
