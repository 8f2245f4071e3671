"""Files written whole: their rights, what is synced before what, what is left behind, and what a fault is told of."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from leadcli.io.atomic import held, left_parts, made_folder, made_whole, staged, write_whole


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("was", "private", "rights"),
    [(None, False, 0o640), (None, True, 0o600), (0o604, True, 0o604), (0o444, False, 0o444)],
)
def test_rights(was: int | None, private: bool, rights: int, tmp_path: Path) -> None:
    """Those that a file has; a new one gets the customary ones, or is its writer's alone."""
    file = tmp_path / "a"
    if was is not None:
        file.write_text("old", encoding="utf-8")
        file.chmod(was)
    with write_whole(file, private=private) as target:
        target.write("new\r\n")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new\r\n", rights)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_it_is_on_the_disk_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    names = {tmp_path.stat().st_ino: "folder"}
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(names.get(os.fstat(handle).st_ino, "file")))
    file = tmp_path / "a"
    with staged(file) as made:
        made.part.write_text("new", encoding="utf-8")
        made.sync()
        assert (seen, file.exists()) == (["file"], False)
        made.take_place()
    assert (seen, file.read_text("utf-8")) == (["file", "folder"], "new")
    seen.clear()
    with made_whole(file) as part:
        part.write_text("newer", encoding="utf-8")
    assert (seen, file.read_text("utf-8")) == (["file", "folder"], "newer")


def test_a_folder_takes_its_place_whole_or_its_things_do_one_of_them_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    moved = shutil.move
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(f"{os.fstat(handle).st_ino == tmp_path.stat().st_ino}"))
    monkeypatch.setattr(shutil, "move", lambda one, to: (seen.append(Path(to).name), moved(one, to)))
    place, left = tmp_path / "f", tmp_path / ".f-12345678"
    left.mkdir()
    before = os.open(tmp_path, os.O_RDONLY)
    os.close(before)
    for wanted in (["True"], ["a", "c", "b", "True"]):
        seen.clear()
        with made_folder(place, "b") as made:
            with suppress(KeyError), made_folder(place, "b") as other:
                assert {made, other} == set(tmp_path.iterdir()) - {place}, "no other's is swept, only what was left"
                raise KeyError
            for name in ("a", "b", "c"):
                (made / name).write_text(str(wanted), encoding="utf-8")
        assert (sorted(seen[:2]) + seen[2:], place.stat().st_mode & 0o777) == (wanted, 0o750)
        assert [path.name for path in tmp_path.iterdir()] == ["f"]
    now = os.open(tmp_path, os.O_RDONLY)
    os.close(now)
    assert now == before, "nothing stays open"


def test_what_a_killed_writer_left_is_swept_and_what_one_writes_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".a.12345678.part"
    left.write_text("half", encoding="utf-8")
    assert left_parts(tmp_path) == [left]
    with staged(tmp_path / "a") as one, staged(tmp_path / "a") as other:
        assert left_parts(tmp_path) == []
        assert sorted(tmp_path.iterdir()) == sorted([one.part, other.part])
    assert list(tmp_path.iterdir()) == [], "neither was told to take the place"


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EINVAL, "of something else"), False),
        (OSError(errno.ENOSPC, "full", "b"), False),
    ],
)
def test_a_fault_of_writing_names_the_file(fault: OSError, named: bool, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("old", encoding="utf-8")
    before = fault.filename
    with pytest.raises(OSError, match=r"full|else") as raised, staged(file):
        raise fault
    assert raised.value.filename == (str(file) if named else before)
    assert (file.read_text("utf-8"), list(tmp_path.iterdir())) == ("old", [file])


def test_on_windows_the_first_byte_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []

    def locking(handle: int, how: int, count: int) -> None:
        asked.append((os.lseek(handle, 0, os.SEEK_CUR), how, count))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_LOCK=7, locking=locking))
    monkeypatch.setattr(sys, "platform", "win32")
    (tmp_path / "a").write_bytes(b"abc")
    with held(tmp_path / "a") as file:
        file.write(b"d")
    assert (asked, (tmp_path / "a").read_bytes()) == ([(0, 7, 1)], b"abcd")
