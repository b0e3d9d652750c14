"""Sign-up codes: what whoever runs a copy gives to somebody who may join. Each works once.

Only a keyed tag of the code lies in the secrets folder. Its row is taken under a lock while the
person is made, and goes for good once they stand: one code never makes two people, and nobody is
left with a used code and no way in.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import time

from django.db import transaction

from nearer.vault import keys, secrets
from nearer.vault.accounts import Carry
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
def use_code(typed: str) -> Iterator[Carry]:
    """Give what uses a code up as the last write of a sign-up. It raises NoSuchCode.

    The records commit first, then this: a crash between the two leaves a person and a code, and
    the person's next try uses it up.
    """
    with ExitStack() as until_the_end:

        def use(_visit: object) -> None:
            with ExitStack() as stack:
                stack.enter_context(transaction.atomic(using=secrets.ALIAS))
                if not spend(typed):
                    raise NoSuchCode
                until_the_end.push(stack.pop_all())

        yield use


def spend(typed: str) -> bool:
    """Use a code up; return whether it was good. Who else types it waits, and is too late."""
    good = SignUpCode.objects.filter(tag=_tag(typed), expires__gt=int(time()))
    return bool(good.delete()[0])


def in_groups(code: str) -> str:
    """Return a code as people copy it: groups of four letters."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _tag(typed: str) -> bytes:
    return derive(secrets.index_key(), "sign-up code", keys.code_letters(typed))
