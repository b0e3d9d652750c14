"""The kinds of samples.py are known while a test of the vault runs, and forgotten after it."""

import pytest

from nearer.vault import record
from tests.vault.samples import Card, Note


@pytest.fixture(autouse=True)
def _known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(record.KINDS.as_mapping())
    monkeypatch.setattr(record.KINDS, "_kinds", known)
    monkeypatch.setattr(record.KINDS, "_decoder", None)
    record.register(Note, Card)
