"""docs/science.md and the docstrings: they name everything, the plots and the tutorial are true."""

import ast
import inspect
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nearer import science

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "science.md"
TUTORIAL = ROOT / "docs" / "science" / "tutorial.md"
PLOTS = ROOT / "docs" / "science"


def public() -> Iterator[tuple[str, Any]]:
    """Every public name of the library, constants and types aside."""
    for module in science.MODULES:
        loaded = import_module(f"nearer.science.{module}")
        for name in loaded.__all__:
            one = getattr(loaded, name)
            if inspect.isfunction(one) or inspect.isclass(one):
                yield f"{module}.{name}", one


PUBLIC = dict(public())
FUNCTIONS = {name: one for name, one in PUBLIC.items() if inspect.isfunction(one)}
CLASSES = {name: one for name, one in PUBLIC.items() if inspect.isclass(one)}
# An error of work that is the caller's own, not of measurement.
RESULTS = {name: one for name, one in CLASSES.items() if not issubclass(one, Exception)}


def unsaid(names: Iterator[str], text: str) -> list[str]:
    return [name for name in names if not re.search(rf"\b{name}\b", text)]


def faults(function: Any) -> list[str]:
    """What the docstring of a function does not say."""
    text = inspect.getdoc(function) or ""
    found = unsaid(iter(inspect.signature(function).parameters), text)
    arrays = "ArrayLike" in str(inspect.signature(function))
    has = {
        "errors": re.search(r"Raises\s", text),
        "source": "ource: " in text,
        "shapes": not arrays or "(" in text or "broadcast" in text,
    }
    return found + [part for part, there in has.items() if not there]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_says_arguments_shapes_errors_and_source(name: str) -> None:
    assert not faults(FUNCTIONS[name])


def test_a_docstring_that_says_nothing_is_noticed() -> None:
    def measured(answers, level):
        """Measure."""

    assert faults(measured) == ["answers", "level", "errors", "source"]


@pytest.mark.parametrize("name", RESULTS)
def test_a_results_docstring_says_each_field(name: str) -> None:
    fields = getattr(RESULTS[name], "__dataclass_fields__", {})
    named = (field for field in fields if not field.startswith("_"))
    assert not unsaid(named, inspect.getdoc(RESULTS[name]) or "")


@pytest.mark.parametrize("name", RESULTS)
def test_a_results_methods_have_docstrings_that_say_their_arguments(name: str) -> None:
    for method, one in vars(RESULTS[name]).items():
        function = getattr(one, "__func__", one)
        if method.startswith("_") or not inspect.isfunction(function):
            continue
        arguments = [a for a in inspect.signature(function).parameters if a not in ("self", "cls")]
        assert inspect.getdoc(function)
        assert not unsaid(iter(arguments), inspect.getdoc(function) or ""), method


@pytest.mark.parametrize("name", PUBLIC)
def test_the_page_names_everything_that_is_public(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text("utf-8")


def sections() -> dict[str, str]:
    """The sections of the page that stand for a method, by title."""
    parts = re.split(r"^## (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_method_is_told_twice_with_a_plot() -> None:
    told = {title: text for title, text in sections().items() if "![" in text}
    assert len(told) == 11
    for title, text in told.items():
        for part in ("**For a counsellor.**", "**For a statistician.**", "ad at*"):
            assert part in text, title
        before, _, _ = text.partition("**For a statistician.**")
        assert re.search(r"\d", before.partition("**For a counsellor.**")[2]), title


# The plots ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plots, drawn anew."""
    folder = tmp_path_factory.mktemp("plots")
    command = [sys.executable, str(ROOT / "tools" / "draw_science.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def numbers(file: Path) -> np.ndarray:
    """The numbers of a plot's marks."""
    _, _, marks = file.read_text("utf-8").partition("</style>")
    return np.array([float(number) for number in re.findall(r"-?\d+\.?\d*", marks)])


def test_the_plots_are_those_that_the_script_draws(drawn: Path) -> None:
    names = {file.name for file in drawn.glob("*.svg")}
    assert len(names) == 11
    assert names | {"tutorial.svg"} == {file.name for file in PLOTS.glob("*.svg")}
    for name in sorted(names):
        assert f"science/{name})" in PAGE.read_text("utf-8")
        # Half a unit of 640: another processor's last digits, nothing that could be seen.
        np.testing.assert_allclose(numbers(drawn / name), numbers(PLOTS / name), atol=0.5)


@pytest.mark.parametrize("file", sorted(PLOTS.glob("*.svg")), ids=lambda file: file.stem)
def test_a_plot_has_a_name_words_and_the_apps_colours_only(file: Path) -> None:
    picture = ET.fromstring(file.read_text("utf-8"))  # noqa: S314  our own file
    head = {child.tag.rpartition("}")[2]: child.text or "" for child in picture}
    assert head["title"]
    assert len(head["desc"]) > 30
    tokens = (ROOT / "src/nearer/ui/static/ui/tokens.css").read_text("utf-8")
    used = set(re.findall(r"#[0-9a-f]{6}", file.read_text("utf-8")))
    assert len(used) > 10
    assert used <= set(re.findall(r"#[0-9a-f]{6}", tokens))


# The tutorial -------------------------------------------------------------------------------------


def blocks() -> tuple[str, str]:
    """The tutorial's program and what it prints, as they stand in the page."""
    found = re.findall(r"```(?:python)?\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    program, printed = found
    return program, printed


def test_the_tutorials_program_is_short_and_stands_in_the_page_as_it_is() -> None:
    program, _ = blocks()
    assert program == (ROOT / "tools" / "science_tutorial.py").read_text("utf-8")
    assert len(program.splitlines()) < 30
    assert ast.parse(program)


def test_the_tutorial_runs_as_it_stands_in_the_page(data: Path, tmp_path: Path) -> None:
    program, printed = blocks()
    (tmp_path / "shared" / "data").mkdir(parents=True)
    (tmp_path / "shared" / "data" / "measurement").symlink_to(data)
    clone = tmp_path / "clone"
    (clone / "docs" / "science").mkdir(parents=True)
    for folder in ("tools", "src"):
        (clone / folder).symlink_to(ROOT / folder)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=clone,
        env={"PYTHONPATH": f"{clone}:{clone / 'src'}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == printed
    new = clone / "docs" / "science" / "tutorial.svg"
    np.testing.assert_allclose(numbers(new), numbers(PLOTS / "tutorial.svg"), atol=0.5)
