from collections.abc import Callable

from tests.conftest import Actor


def test_a_step_without_a_room_is_words_and_no_link(
    ada: Actor, offering: Callable[..., None]
) -> None:
    offering()
    text = ada.client.get("/steps").content.decode()
    assert text.count("Comes later.") == 6
    assert 'class="card step" href' not in text


def test_a_step_whose_room_stands_leads_to_it(ada: Actor) -> None:
    text = ada.client.get("/steps").content.decode()
    assert '<a class="card step" href="/check">' in text
    assert '<a class="card step" href="/talks">' in text
    assert text.count("Comes later.") == 4
