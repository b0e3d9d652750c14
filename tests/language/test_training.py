"""How the model is made."""

import json
from pathlib import Path

import numpy as np
import pytest

from nearer.language import features, message
from nearer.language.grammar import language
from nearer.language.model import unpacked
from tools import train_language
from tools.language import choice, fit, rows, thresholds
from tools.language.rows import LABELS, MayNotTrain, Row


def row(number: int, text: str, *labels: str, also: tuple[str, ...] = ()) -> Row:
    return Row(
        id=f"t{number}",
        text=text,
        labels=frozenset(labels),
        also=frozenset(also),
        source="own sentences",
        licence="CC0-1.0",
        group=f"pair {number // 2}",
    )


def handful() -> list[Row]:
    things = ("Friday", "the holiday", "my birthday", "dinner", "the party", "Sunday", "the trip")
    pairs = [(f"You ruined {thing}.", f"You saved {thing}, thank you.") for thing in things]
    flat = [text for pair in pairs for text in pair]
    kinds = ("blame", "appreciation")
    return [row(number, text, kinds[number % 2]) for number, text in enumerate(flat)]


def scored(scores: list[float], right: list[int], kind: list[int]) -> thresholds.Scored:
    column = np.array(scores)[:, None]
    truth = np.array(right, bool)[:, None]
    return thresholds.Scored(column, truth, np.ones_like(truth), np.array(kind, bool))


def test_training_on_a_handful_works_on_words_it_has_not_seen() -> None:
    content, _ = train_language.trained(handful())
    trained = unpacked(content)
    blame = LABELS.index("blame")
    ruined, saved = (
        trained.scores(features.of(message.read(text, language("en")), ()))[blame]
        for text in ("You ruined Christmas.", "You saved Christmas, thank you.")
    )
    assert ruined > saved


def test_training_twice_gives_the_same_bytes() -> None:
    assert train_language.trained(handful()) == train_language.trained(handful())


def test_the_card_says_where_the_rows_came_from() -> None:
    _, card = train_language.trained(handful())
    assert card["sources"] == [
        {"source": "own sentences", "licence": "CC0-1.0", "rows": 14, "share": 1.0}
    ]


def test_what_may_only_measure_is_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "nc_eval_only"
    folder.mkdir()
    line = json.dumps({"id": "x", "text": "You again.", "labels": []})
    for place in (tmp_path, folder):
        (place / "some.jsonl").write_text(line)
    assert len(rows.annotated(tmp_path / "some.jsonl")) == 1
    with pytest.raises(MayNotTrain, match=r"some\.jsonl"):
        rows.annotated(folder / "some.jsonl")
    with pytest.raises(MayNotTrain):
        list(rows.table(tmp_path / "other" / ".." / "nc_eval_only" / "some.csv"))


def test_without_the_public_data_own_sentences_train_and_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train_language.gathered(tmp_path) == rows.own()
    assert "own sentences only" in capsys.readouterr().err


def test_twins_stay_in_one_fold() -> None:
    every = handful()
    parts = fit.folds(every, lambda each: True, 3)
    assert set(parts.tolist()) == {0, 1, 2}
    assert all(parts[at] == parts[at + 1] for at in range(0, len(every), 2))


def test_a_label_that_may_be_found_counts_for_nothing() -> None:
    right, counts = fit.targets([row(1, "You again.", "contempt", also=("sarcasm",))])
    assert (right[0, LABELS.index("sarcasm")], counts[0, LABELS.index("sarcasm")]) == (0, 0)
    assert (right[0, LABELS.index("contempt")], counts[0, LABELS.index("contempt")]) == (1, 1)


def test_the_best_threshold_parts_right_from_wrong() -> None:
    enough = thresholds.best(scored([3, 2, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]))
    assert 1 < enough[0] < 2


def test_the_shared_threshold_leaves_few_kind_messages_above_it() -> None:
    noisy = scored([5, 4, 3, 2, 1, 0], [1, 0, 1, 1, 0, 0], [0, 1, 0, 0, 1, 1])
    hurting = np.array([True])
    assert thresholds.shared(noisy, hurting, at_most=0.0) == 4
    assert thresholds.shared(noisy, hurting, at_most=0.34) == 1


def alarmed(scores: list[float], dangers: list[int], ruled: list[int]) -> list[bool]:
    """Return which of some messages are alarmed with the lead and threshold chosen on them."""
    kinds = [("crisis_violence", "crisis") if danger else () for danger in dangers]
    rows_here = [row(number, "You.", *labels) for number, labels in enumerate(kinds)]
    table = np.full((len(scores), len(LABELS)), -50.0)
    table[:, [LABELS.index("crisis"), LABELS.index("crisis_violence")]] = np.array(scores)[:, None]
    hits = np.zeros(table.shape, bool)
    hits[:, choice.DANGER] = ruled
    settled = choice.chosen(rows_here, table, hits)
    enough = np.where(ruled, settled.with_rule[choice.DANGER], settled.alone[choice.DANGER])
    return list(np.array(scores) > enough)


def test_few_messages_without_danger_pass_the_threshold_of_danger() -> None:
    safe = [-8 + number / 100 for number in range(100)]
    found = alarmed([*safe, -2.0, 1.0], [0] * 100 + [1, 1], [0] * 102)
    assert found[-2:] == [True, True]
    assert sum(found[:100]) <= 100 * choice.ALARMS


def test_a_rule_that_is_often_right_lowers_the_threshold_where_it_hits() -> None:
    safe = [-8 + number / 100 for number in range(100)]
    found = alarmed([*safe, -8.0, 1.0], [0] * 100 + [1, 1], [0] * 100 + [1, 0])
    assert found[-2:] == [True, True]


def test_a_danger_of_one_kind_is_a_danger_of_whatever_kind() -> None:
    kinds = [each.labels for each in rows.own() if each.labels & set(rows.DANGERS)]
    assert kinds
    assert all(rows.ANY in each for each in kinds)


def test_calibration_gives_the_share_that_is_right() -> None:
    slope, offset = thresholds.calibration(
        scored([1.0] * 40 + [-1.0] * 40, [1] * 30 + [0] * 10 + [1] * 10 + [0] * 30, [0] * 80), 0
    )
    sure = 1 / (1 + np.exp(-(slope + offset)))
    assert abs(sure - 0.75) < 0.02  # 30 of the 40 with this score are right


def test_one_byte_a_weight_scores_nearly_as_the_weights_did() -> None:
    every = handful()
    seen = fit.Seen.of(every, language("en"))
    made = fit.regressions(seen.matrix, *fit.targets(every))
    settled = choice.chosen(every, made.scores(seen.matrix), seen.ruled)
    small = unpacked(choice.model(made, settled))
    first = message.read(every[0].text, language("en"))
    exact = made.scores(seen.matrix)[0]
    hits = fit.rules.find(first, language("en"))
    assert np.allclose(small.scores(features.of(first, hits)), exact, atol=0.05)
