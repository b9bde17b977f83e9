"""Files: read with a limit, written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pinglot import files
from pinglot.errors import InputError, UsageError


def test_a_write_makes_folders_and_says_whether_it_wrote(tmp_path):
    path = tmp_path / "a" / "b.txt"
    assert files.write_bytes(path, b"one")
    assert not files.write_bytes(path, b"one")
    assert files.write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [item.name for item in path.parent.iterdir()] == ["b.txt"]


def test_permissions_and_links_stay(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"one")
    real.chmod(0o640)
    link.symlink_to(real)
    files.write_bytes(link, b"two")
    assert link.is_symlink() and real.read_bytes() == b"two"
    assert real.stat().st_mode & 0o777 == 0o640


def test_several_files_or_none(tmp_path):
    good, bad = tmp_path / "good", tmp_path / "folder"
    good.write_bytes(b"old")
    bad.mkdir()
    with pytest.raises(UsageError, match="all 2 files are as they were"):
        files.write_all({good: b"new", bad: b"new"})
    with pytest.raises(UsageError, match=r"cannot be written \(Not a directory\)"):
        files.write_all({good: b"new", good / "inside": b"new"})
    assert good.read_bytes() == b"old"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["folder", "good"]


def test_what_a_killed_run_left_is_swept_by_the_next_write(tmp_path):
    target = tmp_path / "catalog.po"
    code = (
        "import os, sys; from pathlib import Path; from pinglot import files\n"
        "os.fsync = lambda handle: os._exit(9)\n"
        "files.write_bytes(sys.argv[1], b'half')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(target)])
    assert done.returncode == 9
    (leftover,) = tmp_path.iterdir()
    assert leftover.name.endswith(".tmp")
    stranger = tmp_path / ".catalog.po.00000000-1-x.tmp"
    stranger.write_bytes(b"another machine's")
    files.write_bytes(target, b"whole")
    assert {item.name for item in tmp_path.iterdir()} == {"catalog.po", stranger.name}


def test_reading_names_the_file_and_the_reason(tmp_path):
    big = tmp_path / "big"
    big.write_bytes(b"x" * 2048)
    for path, limit, reason in (
        (tmp_path / "none", 10, "no such"),
        (tmp_path, 10, "folder"),
        (big, 1024, "max_file_size"),
    ):
        with pytest.raises(InputError, match=reason) as caught:
            files.read_bytes(path, limit)
        assert str(path) in str(caught.value)
    assert files.read_bytes(big, 2048) == b"x" * 2048


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_whose_size_nothing_tells_is_limited_too():
    read, write = os.pipe()
    os.write(write, b"x" * 100)
    os.close(write)
    with pytest.raises(InputError, match="max_file_size"):
        files.read_bytes(f"/proc/self/fd/{read}", 10)
    os.close(read)


def test_one_process_at_a_time(tmp_path):
    path = tmp_path / "file"
    second = files.locked(path, tmp_path / "state", timeout=0.05)
    with files.locked(path, tmp_path / "state"), pytest.raises(UsageError, match="another pinglot run"), second:
        pass
