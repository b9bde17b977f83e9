"""Text from glossaries, articles, catalogs and requests is text on the page, whatever it looks like."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import quote

from pinglot.catalogs.po import parse
from pinglot.catalogs.unit_ids import unit_id
from pinglot.glossary import files
from pinglot.model import Term

_SEEDS = r"""
<script>alert(1)</script>   </textarea><script>alert(1)</script>   </title><svg onload=alert(1)>
"><img src=x onerror=alert(1)>   ' onfocus='alert(1)' autofocus='   </select></form><form action=//evil.example>
javascript:alert(1)   {{ 7*7 }}   {% raw %}   ${7*7}   <!--   -->   ]]>   <![CDATA[   &lt;b&gt;   &amp;amp;
&#60;script&#62;   &#x3c;   <b   <a href='javascript:alert(1)'>x</a>   <base href=//evil.example>
<meta http-equiv=refresh content=0>   <plaintext>   <noscript>   <style>*{display:none}</style>   <template>
<math><mi//xlink:href="data:x,y">   hx-get='//evil.example'   <div hx-get=/terms/undo hx-trigger=load>   a=b&c=d
../../etc/passwd   %3Cscript%3E   \x3cscript\x3e   =cmd|'/c calc'!A1   `alert(1)`   <x y=`z`>   "   '   <   >   &   /
""".strip()
SEEDS = [
    *_SEEDS.replace("\n", "   ").split("   "),
    *("\u2028\u2029", "\u202egnp.exe", "\u200f\u200e\u2067", "\ufeffx", "\ufffc", "\x0b\x0c", "\x7f\x80\x9f"),
    *("\\", "\ud7ff\ue000", "😀\U0010ffff", "a" * 300, " "),
]
COUNT = 2000
PAGES = 8  # of 250 strings each
PER_ROW = 25  # each in a field of its own, or in a list


def hostile(number: int) -> list[str]:
    """Strings of one and of several seeds, with whole ones of their own; the same in every run."""
    chance = random.Random(7)
    found = []
    for _ in range(number):
        text = "".join(chance.choice(SEEDS) for _ in range(chance.randint(1, 3)))
        cut = chance.randint(0, len(text))
        found.append(text[cut:] + text[:cut] if chance.random() < 0.3 else text)
    return found


def cell(text: str, tame: bool) -> str:
    """What a glossary can hold of a string: one line, no bar; or a harmless text in its place."""
    return "x" if tame else " ".join(text.replace("|", "/").split()) or "x"


def rows(texts: list[str], tame: bool) -> list[Term]:
    """Rows whose every field is hostile, or none."""
    said = [cell(text, tame) for text in texts]
    made = []
    for place in range(0, len(said), PER_ROW):
        own = [f"{number} {text}" for number, text in enumerate(said[place : place + PER_ROW])]
        made.append(
            Term(
                f"{place} {own[0]}",
                own[1],
                tuple(own[2:7]),
                tuple(own[7:12]),
                tuple(own[12:17]),
                status="proposed",
                pos=own[17],
                definition=own[18],
                note=own[19],
                reviewer=own[20],
                reviewed=own[21],
                gender=own[22],
                number=own[23],
                extra=(("owner", own[24]),),
                locale="es",
            )
        )
    return made


def test_every_field_of_a_row_stays_text(person, read_page):
    texts = hostile(COUNT)
    path = Path("glossary/names.es.csv")
    per_page = COUNT // PAGES
    for number in range(PAGES):
        part = texts[number * per_page : (number + 1) * per_page]
        shapes: list[list[set[object]]] = []
        for tame in (True, False):
            path.unlink()
            files.write(path, rows(part, tame))
            shapes.append([])
            terms = files.read(path).terms
            page = person.open()
            links = [link.get("href") for link in page.all("a") if (link.get("id") or "").startswith("row-")]
            assert len(links) == len(terms) == 10
            shown = page.text("span", class_="name")
            assert shown == [term.term.strip() for term in terms]
            for link, term in list(zip(links, terms, strict=True))[:: 1 if not tame else 10]:
                page = person.open(link)
                form = page.form()
                for column in ("term", "translation", "note", "definition", "pos", "gender", "number"):
                    assert form[f"col_{column}"] == getattr(term, column)
                for column in ("variants", "forms", "forbidden"):
                    assert form[f"col_{column}"].split("\n") == list(getattr(term, column))
                shapes[-1].append({_of_template(shape) for shape in page.shape})
                _inert(page)
        assert set().union(*shapes[1]) <= set().union(*shapes[0]) | KNOWN


def _of_template(shape):
    """An element without what the page says of a field that must be changed."""
    tag, names = shape
    return tag, tuple(name for name in names if name not in ("aria-describedby", "aria-invalid", "autofocus"))


KNOWN = {("p", ("class",)), ("bdi", ()), ("div", ("id",))}
"""What the page itself adds for some texts: a warning beside a field."""


def _inert(page) -> None:
    """No element and no attribute that a template has not: nothing that runs, loads or leads elsewhere."""
    assert len(page.all("script")) == 2 and all(
        script.get("src", "").startswith("/static/") for script in page.all("script")
    )
    assert not page.all("style") and not page.all("iframe") and not page.all("base") and not page.all("svg")
    for element in page.root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "action", "src", "hx-get", "formaction"):
                assert value.startswith(("/", "#")) and not value.startswith("//"), (element.tag, name, value)


def test_articles_catalogs_and_their_names_stay_text(person):
    texts = [cell(text, False) for text in hostile(300)]
    Path("article.txt").write_text("\n\n".join(f"Brussels {text}" for text in texts[:100]), encoding="utf-8")
    Path("<b>'&amp;.txt").write_text("Brussels is a name.\n", encoding="utf-8")
    entries = "".join(
        f"\nmsgid {quoted(f'Brussels {n} {source}')}\nmsgstr {quoted(f'Bruselas {target}')}\n"
        for n, (source, target) in enumerate(zip(texts[100:200], texts[200:], strict=True))
    )
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    Path("locales/es/LC_MESSAGES/article.po").write_text(head + entries, encoding="utf-8")
    page = person.open("/terms/?entries=all")
    assert len(page.one("ul", class_="entries").findall("li")) == 100
    _inert(page)
    page = person.open("/terms/extract")
    assert "<b>'&amp;.txt" in [option.get("value") for option in page.one("select", id="article").iter("option")]
    _inert(page)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_what_an_address_says_stays_text(person):
    names = ["q", "status", "locale", "file", "term", "page", "conflict", "entries", "suggest"]
    for number, text in enumerate(SEEDS):
        # All at once, and one by one, since a filter that leaves nothing hides what others do.
        chosen = names if number % 2 else [names[number // 2 % len(names)]]
        _inert(person.open("/terms/?" + "&".join(f"{name}={quote(text)}" for name in chosen)))


def test_what_a_form_says_stays_text(person, read_page):
    page = person.open()
    for text in hostile(30):
        form = {one: text for one in page.form() if one.startswith("col_")} | {"id": page.form()["id"], "version": text}
        answer = person.post("/terms/save", form)
        assert answer.status_code in (409, 422)
        refused = read_page(answer.text)
        _inert(refused)
        assert refused.form()["col_translation"] == text.replace("\r", "\n").replace("\n", "")
    for text in hostile(20):
        answer = person.post("/terms/extract", dict.fromkeys(("article", "locale", "file", "limit"), text))
        assert answer.status_code == 422
        _inert(read_page(answer.text))
        answer = person.post("/terms/batch", {"action": text, "row": [text], "all": ""})
        assert answer.status_code == 404
        _inert(read_page(answer.text))


def test_what_is_said_of_a_hostile_row_stays_text(person, read_page):
    path = Path("glossary/names.es.csv")
    path.unlink()
    terms = rows(hostile(250), False)
    files.write(path, terms)
    for _ in range(4):
        answer = person.send(person.open("/terms/?status=proposed"), "approve")
        page = person.follow(answer)
        assert page.messages and " is approved." in page.messages[0]
        _inert(page)
    page = person.follow(person.post("/terms/undo"))
    assert page.messages[0].startswith("Undone: ")
    _inert(page)
    for link in [link.get("href") for link in page.all("a") if (link.get("id") or "").startswith("row-")][:4]:
        _inert(person.open(link))


# --- translations ---------------------------------------------------------------------------------------------


def test_every_part_of_an_entry_stays_text(person):
    """Sources, translations, comments, references, hints, codes' meanings and earlier sources; pins in them, too."""
    texts = [" ".join(text.split()) or "x" for text in hostile(COUNT // 4)]
    path = Path("locales/es/LC_MESSAGES/article.po")
    blocks = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: es\\n"\n']
    for number in range(0, len(texts) - 7, 8):
        source, target, comment, hint, code, place, before, wrong = texts[number : number + 8]
        blocks.append(
            f"# a {comment}\n#. b {hint}\n#. <g1>: {code}\n"
            f"#: \u2068c {place.replace(chr(0x2069), '')}\u2069:1\n#, fuzzy\n"
            f"#| msgid {quoted(f'Lima {before}')}\n"
            f"msgid {quoted(f'Lima {number} <g1>{source}</g1>')}\nmsgstr {quoted(f'Lima {target} {wrong}')}\n"
        )
    path.write_text("\n".join(blocks), encoding="utf-8")
    entries = [entry for entry in parse(path.read_bytes(), path).messages if not entry.obsolete]
    assert len(entries) == len(blocks) - 1
    _inert(person.open("/translations/"))
    tame: set[object] = set()
    for entry in entries:
        page = person.open(f"/translations/?at=es/article/{unit_id(entry.context, entry.msgid)}")
        assert page.text("textarea", id="text-0") == [entry.msgstr[0].strip()]
        _inert(page)
        tame |= {tag for tag, _ in page.shape}
    assert tame <= PARTS


_PARTS = """
html head meta title link script body a div p bdi nav ul li header main h1 h2 h3 form input button section label select
option span code mark textarea strong dl dt dd del ins
"""
PARTS = frozenset(_PARTS.split())
"""Every element that the page of translations has."""


def test_what_addresses_and_forms_of_translations_say_stays_text(person, read_page):
    at = f"es/article/{unit_id(None, 'Brussels is far.')}"
    names = ["q", "state", "locale", "domain", "at", "page"]
    for number, text in enumerate(SEEDS):
        for name in names if number % 3 == 0 else [names[number % len(names)]]:
            answer = person.get(f"/translations/?{name}={quote(text)}")
            assert answer.status_code in (200, 400)
            _inert(read_page(answer.text))
    for text in hostile(150):
        filters = dict.fromkeys(("q", "state", "locale", "domain", "page"), text)
        answer = person.post("/translations/save", {"at": at, "text": text, "shown": "x", "how": text, **filters})
        assert answer.status_code == 409
        page = read_page(answer.text)
        assert "".join(page.one("textarea", id="text-0").itertext()) == text.replace("\r", "\n")
        _inert(page)
        looked = person.post("/translations/look", {"at": at, "text": text})
        assert looked.status_code == 200
        _inert_part(read_page(looked.text))
        assert person.post("/translations/accept", {"pick": [text, f"{at}@{text}"]}).status_code in (303, 400)
        assert person.post("/translations/undo", filters).status_code == 303
        saved = person.post("/translations/save", {"at": f"es/article/{text}", "text": text})
        assert saved.status_code in (400, 409)
        _inert(read_page(saved.text))


def _inert_part(page) -> None:
    """As :func:`_inert`, of a part of a page, which brings no script."""
    assert {str(element.tag) for element in page.root.iter()} <= PARTS - {"script", "form", "input", "button"}
    assert not any(name.startswith(("on", "hx-")) for element in page.root.iter() for name in element.attrib)
