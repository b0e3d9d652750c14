"""Word that something changed: who hears it, and that it holds nothing."""

import re
import secrets

import pytest
from django.db import connection, transaction

from nearer.vault import news
from nearer.vault.news import HUB, Hub
from tests.conftest import Actor


def test_who_listens_hears_and_who_has_hung_up_does_not() -> None:
    hub, heard = Hub(), []
    forget = hub.listen(b"one", lambda: heard.append("first"))
    hub.listen(b"one", lambda: heard.append("second"))
    hub.listen(b"two", lambda: heard.append("elsewhere"))
    hub.publish(b"one")
    forget()
    forget()
    hub.publish(b"one")
    hub.publish(b"nobody")
    assert heard == ["first", "second", "second"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_it_is_told_once_the_write_stands_and_never_for_one_that_failed(fails: bool) -> None:
    topic, heard = secrets.token_bytes(16), []
    forget = HUB.listen(topic, lambda: heard.append(connection.in_atomic_block))
    with transaction.atomic():
        news.tell(topic)
        assert heard == []
        transaction.set_rollback(fails)
    forget()
    assert heard == ([] if fails else [False])


def test_each_topic_is_known_only_by_its_own_key(ada: Actor, ben: Actor, cleo: Actor) -> None:
    ours = [actor.visit.us for actor in (ada, ben)]
    assert ours[0] is not None
    assert ours[1] is not None
    spaces = {news.of_space(one.keys) for one in ours if one}
    assert len(spaces) == 1
    others = {news.of_space(cleo.visit.me.keys), news.of_person(ada.person)}
    assert len(spaces | others | {news.of_person(ben.person)}) == 4
    assert ada.person not in b"".join(others)


@pytest.mark.storage
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="NOTIFY is PostgreSQL's")
def test_what_passes_between_processes_is_sixteen_bytes_that_mean_nothing() -> None:
    import psycopg

    from nearer.project import notify

    topic = secrets.token_bytes(16)
    with notify._connected() as other:
        assert isinstance(other, psycopg.Connection)
        other.execute(f"LISTEN {news.CHANNEL}")
        with transaction.atomic():
            news.tell(topic)
        (word,) = list(other.notifies(timeout=5, stop_after=1))
    assert re.fullmatch(r"[0-9a-f]{32}", word.payload)
    assert word.payload == topic.hex()
