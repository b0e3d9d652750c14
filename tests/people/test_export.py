"""A copy to take along: all that one may read, opened by a tool that knows nothing of Nearer."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nearer.people import sessions as people_sessions
from nearer.vault import sessions
from nearer.vault.models import RecordRow
from tests.conftest import PASSPHRASE

ROOT = Path(__file__).parents[2]
WORD = "umbrella stands in the wet hall"
BLOCKS_NEARER = "import runpy, sys; sys.modules['nearer'] = None; sys.argv = sys.argv[1:]; "
FORM = {"file": WORD, "again": WORD, "pass": PASSPHRASE}


def sealed(actor: Any, **fields: str) -> bytes:
    answer = actor.client.send("/export", {**FORM, **fields})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[bytes], tuple[dict[str, Any], str]]:
    """Open a sealed file by the tool alone, in a process without Nearer."""

    def open_it(whole: bytes, word: str = WORD) -> tuple[dict[str, Any], str]:
        tool = shutil.copy(ROOT / "tools" / "open_export.py", tmp_path)
        (tmp_path / "copy.sealed").write_bytes(whole)
        run = f"{BLOCKS_NEARER}runpy.run_path(sys.argv[0], run_name='__main__')"
        subprocess.run(
            [sys.executable, "-I", "-c", run, tool, "copy.sealed", "out"],
            input=word + "\n", text=True, check=True, cwd=tmp_path, capture_output=True,
        )  # fmt: skip
        out = tmp_path / "out"
        assert sorted(path.name for path in out.iterdir()) == ["entries.html", "entries.json"]
        whole_json = json.loads((out / "entries.json").read_text("utf-8"))
        return whole_json, (out / "entries.html").read_text("utf-8")

    return open_it


@pytest.fixture(autouse=True)
def real(request: pytest.FixtureRequest) -> None:
    """The tool derives for real, so each test here marks itself."""
    assert "real_stretch" in request.keywords or "refused" in request.node.name


@pytest.mark.real_stretch
def test_the_tool_alone_opens_all_that_one_may_read(ada: Any, ben: Any, opened: Any) -> None:
    ada.client.send("/note", {"text": "a <long> day\nand a good one"})
    ada.client.send("/week/1", {"answer": "4"})
    ben.client.send("/note", {"text": "only for Ben"})
    for actor in (ada, ben):
        actor.client.send("/check/receive/1", {"answer": "4", "length": "short"})
        for word in ("seal", "ready"):
            actor.client.send("/envelope", {"do": word})
    found, page = opened(sealed(ada))
    kinds = [entry["record"]["kind"] for entry in found["entries"]]
    assert sorted(kind for kind in kinds if kind == "sealed-check") == ["sealed-check"] * 2
    assert {"note", "pulse-answer", "sign-answer"} <= set(kinds)
    authors = {(e["space"], e["author"]) for e in found["entries"]}
    assert authors == {("me", "Ada"), ("us", "Ada"), ("us", "Ben")}
    assert found["settings"]["called"] == "Ada"
    assert found["other"] == {"called": "Ben"}
    assert found["unopened"] == []
    assert "a &lt;long&gt; day" in page
    assert "I felt close to Ben." in page
    assert "only for Ben" not in page + json.dumps(found)
    assert page.rstrip().endswith("</html>")


@pytest.mark.real_stretch
def test_an_entry_that_does_not_open_is_counted_and_named(cleo: Any, opened: Any) -> None:
    ids = [cleo.client.send("/note", {"text": f"day {n}"})["Location"][-32:] for n in range(2)]
    RecordRow.objects.filter(record=bytes.fromhex(ids[0])).update(blob=b"\x01" * 299)
    found, page = opened(sealed(cleo))
    assert found["unopened"] == [{"space": "me", "id": ids[0]}]
    assert "One entry could not be opened" in page
    assert ids[0] in page
    assert ("day 0" in page, "day 1" in page) == (False, True)


@pytest.mark.real_stretch
def test_what_was_removed_is_in_no_copy(cleo: Any, opened: Any) -> None:
    entry = cleo.client.send("/note", {"text": "a long day"})["Location"][-32:]
    cleo.client.send("/entries", {"remove": entry})
    found, page = opened(sealed(cleo))
    assert "a long day" not in page + json.dumps(found)
    assert [e["record"]["removed"] for e in found["entries"]] == [True]


@pytest.mark.real_stretch
def test_whoever_leaves_meanwhile_takes_no_whole_file_along(cleo: Any, tmp_path: Path) -> None:
    for n in range(30):
        cleo.client.send("/note", {"text": f"{n} " + _noise(9_000, n)})
    answer = cleo.client.send("/export", FORM)
    stream = iter(answer.streaming_content)
    begun = next(stream)
    sessions.end_all(cleo.person)
    whole = begun + b"".join(stream)
    (tmp_path / "cut.sealed").write_bytes(whole)
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "open_export.py", tmp_path / "cut.sealed"],
        input=WORD + "\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "ends too early" in run.stderr


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"pass": "not the one"}, "This is not your passphrase"),
        ({"pass": ""}, "This is still empty."),
        ({"again": "umbrella stands in the wet hat"}, "The two differ"),
        ({"file": "short", "again": "short"}, "fewer than 12"),
        ({"file": "passwordpassword", "again": "passwordpassword"}, "A machine could guess"),
    ],
)
def test_without_both_passphrases_it_is_refused(
    cleo: Any, fields: dict[str, str], said: str
) -> None:
    cleo.client.send("/note", {"text": "a long day"})
    answer = cleo.client.send("/export", {**FORM, **fields})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Content-Disposition" not in answer
    assert said in page
    assert WORD not in page


def _noise(letters: int, seed: int) -> str:
    return "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz     ", k=letters))


@pytest.mark.real_stretch
@pytest.mark.parametrize("end", ["leave", "run out"])
def test_a_download_knows_when_its_session_is_over(
    cleo: Any, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = cleo.client.send("/export", FORM)
    assert answer.stands()
    if end == "leave":
        cleo.client.send("/leave")
    else:
        later = time.time() + 16 * 60
        monkeypatch.setattr(people_sessions, "time", lambda: later)
    assert not answer.stands()
