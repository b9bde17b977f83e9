"""Format strings and line ends: msgfmt -c and we refuse the same entries."""

from __future__ import annotations

import re
from bisect import bisect

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.catalogs import po, validate
from pinglot.catalogs.po import Entry, Header, PoFile
from pinglot.model import Severity

PIECES = {
    "c-format": "%d %s %i %u %% %1$s %2$s %1$d %*d %.3f %ld %lld %c %m %-5s %x % %q %n %hd %.*f %<PRIu64> %1$*2$d"
    " %ls %Lf %zd %e %p %0$s %'d %5% %hhd %Ld %jd %td %a %lc %C %S %3$s %@ a \n",
    "objc-format": "%d %s %@ %1$@ %% % a",
    "python-format": "%d %s %(a)s %(b)d %(a)d %(b)s %% %r %c %*d %.2f % %q %x %(c) %(a)% %i %e %ld %5% %(x(y))s %.*f a",
    "python-brace-format": "{} {0} {1} {a} {b} {a.b} {a[0]} {{ }} { } {a!r} {a:>10} {:d}"
    " {a:{b}} {a[b]} {a:} {-a} {a[} {00} a",
    "perl-brace-format": "{a} {b} {} {1} {_x} { } a %s",
    "php-format": "%s %d %1$s %2$s %2$d %% % %.2f %x %05d %'*10s %u %e %q %b %c %-10s %1$d %i %ld %F a",
    "javascript-format": "%s %d %1$s %2$s %2$d %% % %.2f %x %c %j %i %o %f %b %5d %*d %u a",
}


def texts(flag):
    pieces = [*PIECES[flag].split(" "), " "]
    return st.lists(st.sampled_from(pieces), max_size=3).map("".join)


@st.composite
def messages(draw):
    flag = draw(st.sampled_from(sorted(PIECES)))
    source = draw(texts(flag))
    said = st.one_of(st.just(source), texts(flag), texts(flag).map(lambda text: source + text))
    plural = draw(st.none() | said)
    forms = [draw(said) + "." for _ in range(1 if plural is None else 2)]
    return Entry(source + ".", forms, plural=None if plural is None else plural + ".", flags=[flag])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(messages(), min_size=20, max_size=80))
def test_msgfmt_refuses_the_same_entries(found, gettext, tmp_path):
    header = Entry("")
    Header(header).set("Content-Type", "text/plain; charset=UTF-8")
    Header(header).set("Plural-Forms", "nplurals=2; plural=(n != 1);")
    for number, entry in enumerate(found):
        entry.context = str(number)
    path = tmp_path / "a.po"
    path.write_bytes(po.render(PoFile([header, *found])))
    said = gettext("msgfmt", "-c", "-o", "/dev/null", path, check=False).stderr.decode(errors="replace")
    file = po.parse(path.read_bytes())
    starts = [entry.line for entry in file.entries]
    lines = re.findall(rf"(?m)^{re.escape(str(path))}:(\d+): (?!warning)", said)
    theirs = {starts[bisect(starts, int(line)) - 1] for line in lines}
    ours = {finding.line for finding in validate.check(file) if finding.severity is Severity.ERROR}
    assert ours == theirs


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("nplurals=2; plural=n", "gives the form 1000"),
        ("nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;", ""),
        ("nplurals=1; plural=0;", ""),
        ("nplurals=2; plural=n > 1", ""),
        ("nplurals=2; plural=n; DROP", "gives the form 1000"),
        ("nplurals=2; plural=__import__('os')", "which is none"),
        ("nplurals=2; plural=n / 0;", "divides by zero"),
        ("nplurals=2; plural=((((n", "which is none"),
        ("nplurals=x; plural=0", "no whole Plural-Forms"),
    ],
)
def test_plural_forms(field, problem, gettext, tmp_path):
    header = Entry("")
    Header(header).set("Content-Type", "text/plain; charset=UTF-8")
    Header(header).set("Plural-Forms", field)
    count = int(re.findall(r"nplurals=(\d*)", field)[0] or 2)
    file = PoFile([header, Entry("cat", ["x"] * count, plural="cats")])
    (tmp_path / "a.po").write_bytes(po.render(file))
    refused = gettext("msgfmt", "-c", "-o", "/dev/null", tmp_path / "a.po", check=False).returncode
    errors = [finding.message for finding in validate.check(file) if finding.severity is Severity.ERROR]
    assert bool(errors) == bool(problem) == bool(refused)
    assert problem in " ".join(errors)
