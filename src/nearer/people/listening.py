"""Who listens on an open page: what may be told to it, and whether it still may be told.

Runs outside of a request, in a page thread, so it opens and closes the database itself.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import close_old_connections

from nearer.vault import news, sessions
from nearer.vault import visit as visits


@dataclass(frozen=True)
class Listening:
    """One page's topics. person: a keyed name, to count the pages of one person.

    ends: when its session ends if nothing more happens, in seconds since 1970.
    """

    person: bytes
    session: bytes
    space: bytes | None
    ends: int = field(compare=False)


def of_cookie(value: str) -> Listening | None:
    """Return what the page of a session's cookie listens to; None: nobody is signed in there."""
    close_old_connections()
    try:
        now = datetime.now(UTC)
        session = sessions.open_session(value, now=int(now.timestamp()))
        visit = visits.begin(session, now=now) if session else None
        if session is None or visit is None:
            return None
        return Listening(
            person=news.of_person(visit.person),
            session=news.of_session(session.key),
            space=news.of_space(visit.us.keys) if visit.us else None,
            ends=int(now.timestamp()) + session.ends_in(int(now.timestamp())),
        )
    finally:
        close_old_connections()
