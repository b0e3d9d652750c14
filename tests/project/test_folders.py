"""The two folders: for their owner alone, and one process at a time."""

import stat
from pathlib import Path

import pytest

from nearer.project import folders
from nearer.project.environment import Environment, read
from nearer.project.folders import FolderCannotBeUsed


@pytest.fixture
def copy(tmp_path: Path) -> Environment:
    """A copy whose folders do not exist yet."""
    return read({"NEARER_DATA": f"{tmp_path}/a/data", "NEARER_SECRETS": f"{tmp_path}/b/secrets"})


def test_folders_and_files_are_for_their_owner_alone(copy: Environment) -> None:
    folders.prepare(copy)
    assert [mode(path) for path in (copy.data, copy.secrets)] == ["0o700", "0o700"]
    assert mode(copy.secrets / "django.key") == "0o600"


def test_a_folder_that_others_could_read_is_closed(copy: Environment) -> None:
    copy.data.mkdir(parents=True, mode=0o755)
    folders.prepare(copy)
    assert mode(copy.data) == "0o700"


@pytest.mark.parametrize("name", ["lock", "records.sqlite3", "django.key"])
def test_a_folder_of_ours_that_others_could_read_is_closed_again(
    copy: Environment, name: str
) -> None:
    copy.data.mkdir(parents=True, mode=0o755)
    (copy.data / name).touch()
    folders.prepare(copy)
    assert mode(copy.data) == "0o700"


def test_a_folder_with_files_of_others_is_never_closed_to_them(copy: Environment) -> None:
    copy.data.mkdir(parents=True)
    copy.data.chmod(0o755)
    (copy.data / "holiday.txt").touch()
    with pytest.raises(FolderCannotBeUsed, match=r"data holds other files.*--data or NEARER_DATA"):
        folders.prepare(copy)
    assert mode(copy.data) == "0o755"
    assert [path.name for path in copy.data.iterdir()] == ["holiday.txt"]
    copy.data.chmod(0o700)
    folders.prepare(copy)


def test_the_key_stays_from_start_to_start(copy: Environment) -> None:
    folders.prepare(copy)
    key = folders.secret_key(copy)
    folders.prepare(copy)
    assert folders.secret_key(copy) == key
    assert len(key) > 50


def test_reading_the_key_makes_no_file(copy: Environment) -> None:
    assert folders.secret_key(copy) != folders.secret_key(copy)
    assert not copy.secrets.exists()


def test_secrets_on_another_server_need_no_folder(tmp_path: Path) -> None:
    copy = read({"NEARER_DATA": f"{tmp_path}/data", "NEARER_SECRETS": "postgres://n@host/secrets"})
    folders.prepare(copy)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    copy = read({"NEARER_DATA": f"{tmp_path}/file/data"})
    with pytest.raises(FolderCannotBeUsed, match=r"file/data cannot be written.*--data"):
        folders.prepare(copy)


def test_a_second_process_on_the_same_folder_is_refused(copy: Environment) -> None:
    folders.prepare(copy)
    second = folders.only_process(copy)
    with (
        folders.only_process(copy),
        pytest.raises(FolderCannotBeUsed, match="in use by a Nearer that runs"),
        second,
    ):
        pass
    with folders.only_process(copy):
        pass


def mode(path: Path) -> str:
    """Return a path's permissions."""
    return oct(stat.S_IMODE(path.stat().st_mode))
