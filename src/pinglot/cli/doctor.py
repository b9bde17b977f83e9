"""``pinglot doctor``: what is installed, what is missing, and what to do."""

from __future__ import annotations

import click

from pinglot.cli.output import Speaker, format_option

_SIGNS = {"ok": ("ok", "green"), "missing": ("missing", "red"), "optional": ("optional", "yellow")}


@click.command("doctor")
@format_option
def command(form: str) -> int:
    """Look at the configuration with the origin of each value, engines, libraries, tools and folders.

    Exit code 1 says that something is missing; each gap is shown with what to do about it.
    """
    from pinglot.jobs.doctor import diagnose

    speaker = Speaker(form)
    found = list(diagnose())
    speaker.result({"diagnoses": found}, found)
    area = ""
    for one in found:
        if one.area != area:
            area = one.area
            speaker.write(area, bold=True)
        word, colour = _SIGNS[one.state]
        speaker.write(f"  {click.style(word.ljust(8), fg=colour)} {one.subject}: {one.detail}")
        if one.remedy:
            speaker.write(f"           → {one.remedy}")
    return int(any(one.state == "missing" for one in found))
