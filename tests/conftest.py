"""What every test shares: no skip in CI, and a home that is not the developer's."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Shared machines are slow at times; a deadline would test the machine. The examples are the same in every run, so that
# a change is judged by what it changed; PINGLOT_EXPLORE=1 (as `make soak` sets) looks for new ones.
settings.register_profile(
    "pinglot",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("PINGLOT_EXPLORE"),
)
settings.load_profile("pinglot")


def pytest_configure(config: pytest.Config) -> None:
    """Dictionaries are written once a checkout, and not once a test that has a cache folder of its own."""
    cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
    if cache is not None:
        os.environ["PINGLOT_LEMMAS"] = str(cache.mkdir("lemmas"))


SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _argos_without_packages(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Argos Translate looks where its packages are once a process: in an empty home, whichever test comes first."""
    home = tmp_path_factory.mktemp("argos")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        patch.delenv("ARGOS_PACKAGES_DIR", raising=False)
        from argostranslate import settings as argos

        assert argos.package_data_dir.is_relative_to(home)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, object, object]:
    """With ``PINGLOT_NO_SKIP``, a skip is a failure, unless what lacks is the folder that no clone has."""
    report = yield
    assert isinstance(report, pytest.TestReport)
    reason = str(report.longrepr)
    if (
        report.skipped
        and os.environ.get("PINGLOT_NO_SKIP")
        and "shared" not in reason
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be skipped: {reason}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long tests run only where they are asked for."""
    if "soak" not in (config.getoption("-m") or ""):
        long = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
