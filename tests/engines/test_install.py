"""Installing packages that may be anything: what was installed before still works after each try."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.engines import archive, install, packages, staging
from pinglot.engines.argos import provider
from pinglot.errors import EngineMissing, PackageError
from pinglot.model import Sentence, Severity


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def said(source: str = "en", target: str = "es", text: str = "the red house") -> str:
    with provider.open(source, target) as engine:
        return engine.translate([Sentence(text)])[0].text


def nothing_left(folder: Path) -> bool:
    return not list(folder.parent.rglob("shop-*"))


@pytest.fixture
def before(packages_folder, pack):
    """Something is installed; after the test it is there unchanged, works, and nothing lies about."""
    install.from_file(pack(version="1.5"))
    kept = tree(packages_folder)
    yield packages_folder
    assert tree(packages_folder) == kept
    assert said() == "la roja casa"
    assert nothing_left(packages_folder)


def rewrite(path: Path, change) -> Path:
    """Writes an archive again, entry by entry, as ``change(info, data)`` returns them."""
    out = path.with_name("changed-" + path.name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            for entry, data in change(info, old.read(info)):
                new.writestr(entry, data)
    return out


def with_entry(path: Path, name: str, data: bytes = b"x", mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("PLACEHOLDER")
        info.filename = name
        info.external_attr = mode << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return path


# --- what goes well -------------------------------------------------------------------------------------------


def test_a_package_is_installed_and_translates(packages_folder, pack):
    package = install.from_file(pack())
    assert package.change == "1.0 installed"
    assert package.path == packages_folder / "translate-en_es-1_0"
    assert said() == "la roja casa"
    recorded = json.loads((package.path / install.CHECKSUMS).read_text())["sha256"]
    assert set(recorded) == set(tree(package.path)) - {install.CHECKSUMS}
    assert install.verify(package) == []
    assert nothing_left(packages_folder)
    assert stat.S_IMODE((package.path / "model" / "model.bin").stat().st_mode) & 0o111 == 0


def test_a_folder_that_is_not_argos_own(tmp_path, pack):
    package = install.from_file(pack(), tmp_path / "deep" / "mine")
    assert package.path.parent == tmp_path / "deep" / "mine"
    assert packages.find("en", "es", tmp_path / "deep" / "mine") == package


def test_the_same_package_again_changes_nothing(packages_folder, pack):
    path = pack()
    install.from_file(path)
    times = {file: file.stat().st_mtime_ns for file in packages_folder.rglob("*")}
    again = install.from_file(path)
    assert again.change == "1.0 was installed already"
    assert {file: file.stat().st_mtime_ns for file in packages_folder.rglob("*")} == times


def test_what_argos_unpacked_itself_counts_as_installed(lay, pack):
    lay()
    assert install.from_file(pack()).change == "1.0 was installed already"


def test_a_newer_version_takes_the_place_of_all_older_ones(packages_folder, lay, pack):
    lay(version="1.0")
    lay(version="1.1")
    lay(target="fr", version="1.0")
    package = install.from_file(pack(version="1.10"))
    assert package.change == "updated from 1.1 to 1.10"
    assert sorted(path.name for path in packages_folder.iterdir()) == ["translate-en_es-1_10", "translate-en_fr-1_0"]
    assert said() == "la roja casa"


def test_force_goes_back_and_installs_again(packages_folder, pack):
    install.from_file(pack(version="2.0"))
    older = pack(version="1.0")
    assert install.from_file(older, force=True).change == "1.0 installed in place of 2.0"
    assert install.from_file(older, force=True).change == "1.0 installed in place of 1.0"
    assert [path.name for path in packages_folder.iterdir()] == ["translate-en_es-1_0"]


def test_a_damaged_installation_is_repaired(packages_folder, pack):
    path = pack()
    package = install.from_file(path)
    (package.path / "model" / "model.bin").write_bytes(b"damaged")
    (package.path / "extra").write_text("x")
    (package.path / "sentencepiece.model").unlink()
    (package.path / "bpe.model").write_text("x")
    messages = {Path(finding.path).name: finding.message.split(";")[0] for finding in install.verify(package)}
    assert messages == {
        "model.bin": "was changed since the installation",
        "extra": "was not installed with the package",
        "bpe.model": "was not installed with the package",
        "sentencepiece.model": "is missing",
    }
    assert install.from_file(path).change == "1.0 installed in place of 1.0"
    assert said() == "la roja casa"


def test_a_broken_folder_of_the_same_name_is_replaced(packages_folder, pack):
    (packages_folder / "translate-en_es-1_0").mkdir()
    (packages_folder / "translate-en_es-1_0" / "metadata.json").write_text("{")
    assert install.from_file(pack()).change == "1.0 installed"
    assert said() == "la roja casa"


def test_a_package_that_argos_unpacked_has_no_checksums(lay):
    (finding,) = install.verify(packages.read(lay()))
    assert finding.severity is Severity.INFO and "not installed by pinglot" in finding.message


def test_check_looks_and_writes_nothing(packages_folder, pack):
    manifest = install.check(pack(version="1.9"))
    assert (manifest.source_code, manifest.target_code, manifest.version) == ("en", "es", "1.9")
    assert manifest.size > 1000
    assert list(packages_folder.iterdir()) == []


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "translate-en_es-2_0/../../evil", "/etc/evil", "translate-en_es-2_0//x", "translate-en_es-2_0/./x",
        "C:/evil", "c:evil", "translate-en_es-2_0\\..\\evil", "\\\\host\\share\\x", "translate-en_es-2_0/a\nb",
        "translate-en_es-2_0/\u202egpj.x", "translate-en_es-2_0/" + "n" * 300, "..", "/",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere(before, pack, name, tmp_path):
    with pytest.raises(PackageError, match="name"):
        install.from_file(with_entry(pack(version="2.0"), name))
    assert not list(tmp_path.rglob("evil*"))


def test_a_name_with_a_nul(before, pack):
    path = with_entry(pack(version="2.0"), "translate-en_es-2_0/aaZbb")
    path.write_bytes(path.read_bytes().replace(b"/aaZbb", b"/aa\0bb"))
    with pytest.raises(PackageError, match="control characters"):
        install.from_file(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices(before, pack, kind):
    with pytest.raises(PackageError, match="link or a device"):
        install.from_file(with_entry(pack(version="2.0"), "translate-en_es-2_0/x", b"/etc/passwd", kind | 0o777))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names", [["a", "A"], ["b", "b"], ["ﬁ", "fi"], ["é", "e\u0301"], ["d", "d/e"], ["d/e", "D/f"], ["ß", "SS"]]
)
def test_names_that_fall_together(before, pack, names):
    path = pack(version="2.0")
    for name in names:
        with_entry(path, f"translate-en_es-2_0/{name}")
    with pytest.raises(PackageError, match=r"twice|one name|two spellings"):
        install.from_file(path)


def test_a_bomb_by_ratio(before, pack):
    bomb = "translate-en_es-2_0/zeros"
    with pytest.raises(PackageError, match="times its size"):
        install.from_file(with_entry(pack(version="2.0", files={}), bomb, bytes(4 * 1024 * 1024)))
    # Beside ballast that does not shrink, the whole looks harmless.
    with pytest.raises(PackageError, match="'translate-en_es-2_0/zeros', which unpacks to"):
        install.from_file(with_entry(pack(version="2.0"), bomb, bytes(4 * 1024 * 1024)))


def test_a_bomb_by_size(before, pack, monkeypatch):
    monkeypatch.setattr(archive, "MAX_SIZE", 100_000)
    with pytest.raises(PackageError, match=r"over the limit of 0\.1 MB"):
        install.from_file(pack(version="2.0"))


def test_a_bomb_whose_headers_lie_about_the_size(before, pack):
    # The directory says one byte; the data are a megabyte of zeros.
    path = with_entry(pack(version="2.0"), "translate-en_es-2_0/zeros", bytes(1_000_003))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 1_000_003), struct.pack("<L", 1)))
    with pytest.raises(PackageError, match="damaged in 'zeros'"):
        install.from_file(path)


def test_a_bomb_of_overlapping_entries(before, pack):
    path = with_entry(pack(version="2.0"), "translate-en_es-2_0/noise", os.urandom(300_000))
    with zipfile.ZipFile(path, "a") as archive:
        noise = archive.getinfo("translate-en_es-2_0/noise")
        for number in range(20):
            copy = zipfile.ZipInfo(f"translate-en_es-2_0/noise{number}")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(copy, field, getattr(noise, field))
            archive.filelist.append(copy)
        archive._didModify = True  # type: ignore[attr-defined]
    with pytest.raises(PackageError, match="times its size"):
        install.from_file(path)


def test_too_many_files(before, pack, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 20)
    path = pack(version="2.0")
    for number in range(20):
        with_entry(path, f"translate-en_es-2_0/{number}")
    with pytest.raises(PackageError, match="over the limit of 20"):
        install.from_file(path)


def test_two_top_folders_and_none(before, pack, model_files):
    with pytest.raises(PackageError, match="one top folder"):
        install.from_file(with_entry(pack(version="2.0"), "another/file"))
    with pytest.raises(PackageError, match="one top folder"):
        install.from_file(with_entry(pack(version="2.0"), "file"))
    flat = pack(version="2.0")
    changed = rewrite(flat, lambda info, data: [(info.filename.split("/", 1)[1], data)])
    with pytest.raises(PackageError, match="one top folder"):
        install.from_file(changed)


def test_an_encrypted_entry_and_another_method(before, pack):
    path = with_entry(pack(version="2.0"), "translate-en_es-2_0/secret")
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("translate-en_es-2_0/secret").header_offset
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    data[offset + 6] |= 1
    data[directory + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(PackageError, match="encrypted"):
        install.from_file(path)
    other = pack(version="2.0")
    with zipfile.ZipFile(other, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("translate-en_es-2_0/x", b"x" * 100)
    with pytest.raises(PackageError, match="another method"):
        install.from_file(other)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"from_code": None}, "'from_code'"), ({"to_code": 7}, "'to_code'"), ({"package_version": None}, "version'"),
        ({"from_code": "../x"}, "no language code"), ({"to_code": "EN"}, "no language code"),
        ({"package_version": "new"}, "numbers with dots"), ({"package_version": "1" * 99}, "numbers with dots"),
        ({"type": "sbd"}, "type 'sbd'"), ({"type": ["translate"]}, "'type' is no text"), ({"links": "x"}, "no list"),
        ({"target_prefix": 3}, "no text"), ({"to_code": "en"}, "the same language"),
        ({"from_code": "fr"}, "one of them is wrong"), ({"code": "translate-de_fr"}, "one of them is wrong"),
    ],
)  # fmt: skip
def test_metadata_that_are_wrong(before, pack, metadata, message):
    with pytest.raises(PackageError, match=message):
        install.from_file(pack(version="2.0", top="translate-en_es-2_0", **metadata))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b'"x"'])
def test_metadata_that_are_none(before, pack, data):
    path = rewrite(
        pack(version="2.0"), lambda info, old: [(info, data if info.filename.endswith("metadata.json") else old)]
    )
    with pytest.raises(PackageError, match=r"metadata\.json"):
        install.from_file(path)


def test_parts_that_are_missing(before, pack, model_files):
    with pytest.raises(PackageError, match=r"has no metadata\.json"):
        install.from_file(
            rewrite(pack(version="2.0"), lambda info, data: [] if "metadata" in info.filename else [(info, data)])
        )
    for name, message in {"model/model.bin": r"has no model/model\.bin", "sentencepiece.model": "has neither"}.items():
        rest = {key: data for key, data in model_files.items() if key != name}
        with pytest.raises(PackageError, match=message):
            install.from_file(pack(version="2.0", files=rest))
    with pytest.raises(PackageError, match="which only an installation writes"):
        install.from_file(pack(version="2.0", files={**model_files, install.CHECKSUMS: b"{}"}))


def test_a_model_that_cannot_be_loaded(before, pack, model_files):
    with pytest.raises(PackageError, match="CTranslate2 cannot load"):
        install.from_file(pack(version="2.0", files={**model_files, "model/model.bin": os.urandom(5000)}))
    with pytest.raises(PackageError, match="tokenizer that cannot be loaded"):
        install.from_file(pack(version="2.0", files={**model_files, "sentencepiece.model": os.urandom(500)}))
    rest = {key: data for key, data in model_files.items() if "vocabulary" not in key}
    with pytest.raises(PackageError, match="CTranslate2 cannot load"):
        install.from_file(pack(version="2.0", files=rest))


def test_damage_in_the_middle(before, pack):
    path = pack(version="2.0")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("translate-en_es-2_0/model/model.bin")
    data = bytearray(path.read_bytes())
    data[info.header_offset + 200 + info.compress_size // 2] ^= 0xFF
    path.write_bytes(data)
    for call in (install.from_file, install.check):
        with pytest.raises(PackageError, match=r"damaged in 'model/model\.bin'"):
            call(path)


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_part_of_a_file_or_something_else(before, pack, keep):
    path = pack(version="2.0")
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data)) if keep < 1 else keep])
    with pytest.raises(PackageError, match="no zip archive"):
        install.from_file(path)


def test_no_file_and_a_folder(before, tmp_path):
    with pytest.raises(PackageError, match="no such file"):
        install.from_file(tmp_path / "nothing")
    with pytest.raises(PackageError, match="cannot be read"):
        install.from_file(tmp_path)


def test_an_older_version_over_a_newer_one(before, pack):
    with pytest.raises(PackageError, match=r"older than the installed 1\.5; use --force"):
        install.from_file(pack(version="1.4"))


def test_another_package_in_the_way(packages_folder, lay, pack):
    lay(source="de", target="fr", top="translate-en_es-1_0")
    with pytest.raises(PackageError, match="holds the package de_fr"):
        install.from_file(pack())
    assert [package.name for package in packages.installed()] == ["de_fr"]


def test_an_empty_archive(before, tmp_path):
    with zipfile.ZipFile(tmp_path / "empty.argosmodel", "w"):
        pass
    with pytest.raises(PackageError, match="empty archive"):
        install.from_file(tmp_path / "empty.argosmodel")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.integers(0, 1200), st.integers(1, 255)), min_size=1, max_size=4))
def test_any_damage_to_the_directory_is_one_clear_error(pack, flips, tmp_path):
    path = pack(files={"model/model.bin": b"x" * 50, "sentencepiece.model": b"y", "a/b": b"z", "a/c/d": b""})
    data = bytearray(path.read_bytes())
    path.unlink()
    for place, mask in flips:
        data[-1 - place % len(data)] ^= mask
    damaged = tmp_path / "damaged.argosmodel"
    damaged.write_bytes(data)
    try:
        manifest = install.check(damaged)
    except PackageError as error:
        assert "\n" not in str(error)
    else:
        assert manifest.files["model/model.bin"][0] == 50


# --- disks and kills ------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_from_the_start(before, pack, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(PackageError, match="nothing was changed"):
        install.from_file(pack(version="2.0"))


def test_a_disk_that_fills_up_on_the_way(before, pack, monkeypatch):
    real = Path.open

    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def full(self, mode="r", *rest, **options):
        return Full() if "x" in mode and self.name == "model.bin" else real(self, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(PackageError, match=r"No space left on device.*nothing was changed"):
        install.from_file(pack(version="2.0"))


def test_a_really_full_disk(pack, tmp_path, monkeypatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only; the test above raises the same error")
    try:
        folder = disk / "packages"
        install.from_file(pack(), folder)
        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 300_000))
        monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(0, 0, 1 << 40))
        with pytest.raises(PackageError, match="No space left"):
            install.from_file(pack(version="2.0"), folder)
        assert [package.version for package in packages.installed(folder)] == ["1.0"]
        assert nothing_left(folder)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_mounted_folder_into_which_nothing_can_be_renamed(packages_folder, pack, monkeypatch):
    install.from_file(pack(version="1.0"))
    real = Path.rename

    def across(self, target):
        if (packages_folder in self.parents) != (packages_folder in Path(target).parents):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", across)
    assert install.from_file(pack(version="2.0")).change == "updated from 1.0 to 2.0"
    assert said() == "la roja casa"
    assert nothing_left(packages_folder)
    # Argos's own list raises at a folder without metadata; ours must not be one.
    import argostranslate.package

    listed = argostranslate.package.get_installed_packages([packages_folder])
    assert [package.package_version for package in listed if package.type == "translate"] == ["2.0"]
    assert [package.change for package in install.remove("en", "es")] == ["2.0 removed"]


def test_a_folder_that_cannot_be_made(pack, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PackageError, match="cannot be written"):
        install.from_file(pack(), tmp_path / "file" / "packages")


def test_a_rename_that_fails_puts_the_old_package_back(before, pack, monkeypatch):
    real = Path.rename

    def fail(self, target):
        if self.parent.name == "new":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PackageError, match="nothing was changed"):
        install.from_file(pack(version="2.0"))


KILLED = """
import os, signal, sys
from pathlib import Path
from pinglot.engines import archive, install, staging
step, name, file, folder = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if step == "unpacking":
    real = archive.unpack
    def unpack(archive, manifest, name, path, take):
        if name == "model/model.bin":
            take(b"half of it")
            die()
        return real(archive, manifest, name, path, take)
    archive.unpack = unpack
else:
    real = Path.rename
    def rename(self, target):
        before = (step == "before aside" and Path(target).parent.name == "aside") or (
            step == "between" and self.parent.name == "new")
        if before:
            die()
        result = real(self, target)
        if step == "after" and self.parent.name == "new":
            die()
        return result
    Path.rename = rename
install.from_file(Path(file), Path(folder))
"""


@pytest.mark.parametrize(
    ("step", "version"), [("unpacking", "1.5"), ("before aside", "1.5"), ("between", "1.5"), ("after", "2.0")]
)
def test_a_kill_leaves_the_old_package_or_the_new_one(packages_folder, pack, step, version):
    install.from_file(pack(version="1.5"))
    newer = pack(version="2.0")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, step, "en_es", str(newer), str(packages_folder)],
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [package.version for package in packages.installed()] == [version]
    assert said() == "la roja casa"
    assert nothing_left(packages_folder)
    assert install.from_file(newer).version == "2.0"


@pytest.mark.soak
def test_kills_at_any_moment(packages_folder, pack):
    install.from_file(pack(version="1.5"))
    newer = pack(version="2.0")
    code = (
        "import sys\nfrom pathlib import Path\nfrom pinglot.engines import install\n"
        "install.from_file(Path(sys.argv[1]), Path(sys.argv[2]), force=True)"
    )
    for round_ in range(60):
        process = subprocess.Popen([sys.executable, "-c", code, str(newer), str(packages_folder)])
        time.sleep(0.1 + round_ * 0.01)
        process.kill()
        process.wait()
        assert [package.version for package in packages.installed()] in (["1.5"], ["2.0"])
        assert said() == "la roja casa"


def test_a_change_at_work_is_not_disturbed_by_a_reader(packages_folder, pack):
    install.from_file(pack(version="1.5"))
    with staging.opened(packages_folder) as shop:
        (shop.new / "translate-en_es-2_0").mkdir()
        assert [package.version for package in packages.installed()] == ["1.5"]
        assert shop.new.is_dir()


# --- removal --------------------------------------------------------------------------------------------------


def test_remove_takes_every_version_of_one_pair(packages_folder, lay):
    lay(version="1.0")
    lay(version="1.1")
    lay(target="fr")
    assert [package.version for package in install.remove("en", "es-MX")] == ["1.1", "1.0"]
    assert [package.name for package in packages.installed()] == ["en_fr"]
    assert nothing_left(packages_folder)
    with pytest.raises(EngineMissing, match="nothing was removed"):
        install.remove("en", "es")
