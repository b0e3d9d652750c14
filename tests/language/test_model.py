"""The trained part, as it is shipped."""

import hashlib
import json
import pickle
from importlib.resources import files
from time import perf_counter

import numpy as np
import pytest

from nearer.language import Label, features, message, model, rules
from nearer.language.grammar import language
from nearer.language.model import Model, packed, unpacked

FOLDER = files("nearer.language") / "en"
CONTENT = (FOLDER / "model.npz").read_bytes()
CARD = json.loads((FOLDER / "model.json").read_text("utf-8"))


def score(text: str, label: Label) -> float:
    english = language("en")
    read = message.read(text, english)
    trained = unpacked(CONTENT)
    return float(
        trained.scores(features.of(read, rules.find(read, english)))[list(Label).index(label)]
    )


@pytest.mark.parametrize(
    ("hurting", "twin", "label"),
    [
        ("You never listen to me.", "You never let me down.", Label.GENERALISATION),
        ("You're so selfish.", "You're so generous.", Label.CRITICISM),
        ("It's your fault we missed it.", "It's nobody's fault we missed it.", Label.BLAME),
        ("I feel ignored by you.", "I feel lonely tonight.", Label.PSEUDO_FEELING),
    ],
)
def test_a_hurting_sentence_scores_above_its_kind_twin(
    hurting: str, twin: str, label: Label
) -> None:
    assert score(hurting, label) > score(twin, label) + 1


def test_thanks_score_above_a_plan() -> None:
    thanks = score("Thank you for waiting up for me.", Label.APPRECIATION)
    assert thanks > score("The bus leaves at ten.", Label.APPRECIATION) + 1


def test_the_model_is_the_one_that_its_card_describes() -> None:
    assert hashlib.sha256(CONTENT).hexdigest() == CARD["sha256"]


def test_its_labels_are_those_of_the_coach_in_their_order() -> None:
    assert unpacked(CONTENT).labels[: len(Label)] == tuple(Label)


def test_it_is_small_and_soon_loaded() -> None:
    started = perf_counter()
    unpacked(CONTENT)
    assert perf_counter() - started < 0.5  # about 15 ms; the rest is for a busy machine
    assert len(CONTENT) <= 3_000_000


def test_every_row_of_its_training_names_a_source_that_may_train() -> None:
    licences = {each["licence"] for each in CARD["sources"]}
    assert licences <= {"CC0-1.0", "Apache-2.0", "BSD-3-Clause+attribution", "CC-BY-4.0", "MIT"}
    assert sum(each["rows"] for each in CARD["sources"]) == CARD["rows"]


def test_packing_and_unpacking_gives_the_same_scores() -> None:
    trained = unpacked(CONTENT)
    buckets = np.flatnonzero(trained.rows < len(trained.weights) - 1)
    order = np.argsort(trained.rows[buckets])
    assert packed(buckets[order], trained) == CONTENT


def test_a_higher_score_is_never_less_sure() -> None:
    trained = unpacked(CONTENT)
    low, high = (trained.confidence(np.full(len(trained.labels), at, np.float32)) for at in (-3, 3))
    assert (high >= low).all()
    assert ((high >= 0) & (high <= 1)).all()


def test_a_file_with_python_objects_is_refused() -> None:
    with pytest.raises((ValueError, pickle.UnpicklingError)):
        unpacked(pickle.dumps({"weights": 1}))


def test_a_language_without_a_model_has_none() -> None:
    assert model.shipped("en") is not None
    assert model.shipped("xx") is None


def test_a_bucket_that_no_row_taught_says_nothing() -> None:
    trained: Model = unpacked(CONTENT)
    strange = int(np.flatnonzero(trained.rows == len(trained.weights) - 1)[0])
    alone = features.Features(np.array([strange]), np.ones(1, np.float32))
    assert np.allclose(trained.scores(alone), trained.bias)
