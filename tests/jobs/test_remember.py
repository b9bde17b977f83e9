"""Memory in a run: what people approved elsewhere comes before the engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pinglot import config
from pinglot.catalogs import tmx
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.memory import Pair
from pinglot.errors import CatalogError, ConfigError, UsageError
from pinglot.jobs.diff import diff
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.memories import export, import_memory
from pinglot.jobs.project import Project
from pinglot.jobs.translate import translate_articles
from pinglot.model import Unit

BRIDGE = "The bridge is open in 1995."
PUENTE = "El puente está abierto en 1995."


class World:
    """A project with the pseudo engine."""

    def __init__(self, folder):
        self.folder = folder
        self.engine = "pseudo"
        self.memory = True

    @property
    def project(self):
        settings = config.load(self.folder).override(engine=self.engine, targets=("es",))
        return Project(settings if self.memory else replace(settings, memory=None))

    def write(self, name, *paragraphs):
        (self.folder / name).write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return self.folder / name

    def glossary(self, *rows):
        (self.folder / "glossary").mkdir(exist_ok=True)
        (self.folder / "glossary" / "terms.es.csv").write_text("\n".join(("term,translation,pos", *rows)), "utf-8")

    def run(self, *names):
        paths = [self.folder / name for name in names]
        return [e for e in translate_articles(self.project, paths) if isinstance(e, ArticleResult)]

    def catalog(self, domain):
        return Catalog.open(self.folder / "locales", "es", domain)

    def entry(self, domain, source):
        return self.catalog(domain).entry(Unit(source))

    def approve(self, domain, source, said):
        catalog = self.catalog(domain)
        catalog.set(Unit(source), said)
        catalog.save(self.folder / ".pinglot")


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.write("a.md", BRIDGE, "Rain fell. The road is wet. Nobody came.")
    made.run("a.md")
    made.approve("a", BRIDGE, PUENTE)
    made.approve("a", "Rain fell. The road is wet. Nobody came.", "Llovió. La calle está mojada. No vino nadie.")
    return made


def test_an_identical_unit_comes_from_memory_with_its_origin(world):
    world.write("b.md", BRIDGE)
    world.engine = "argos"  # not installed for this pair, and not needed
    (result,) = world.run("b.md")
    entry = world.entry("b", BRIDGE)
    assert entry.msgstr == [PUENTE] and not entry.fuzzy
    assert entry.comments[-1].startswith(" pinglot: memory a [")
    assert (result.stats.sentences, result.stats.remembered, result.stats.translated) == (0, 1, 1)
    assert world.catalog("b").origin(Unit(BRIDGE)) == "memory a"
    assert world.run("b.md")[0].written == ()


def test_a_near_unit_is_a_suggestion_with_what_it_was_made_for(world):
    source = "The bridge is open in 1996!"
    world.write("b.md", source)
    (said,) = diff(world.project, [world.folder / "b.md"])
    assert [(one.kind, one.action, one.previous) for one in said.changes] == [("new", "suggest", BRIDGE)]
    (result,) = world.run("b.md")
    entry = world.entry("b", source)
    assert entry.fuzzy and entry.previous_msgid == BRIDGE
    assert entry.msgstr == ["El puente está abierto en 1996."]
    assert [finding.check for finding in result.findings if finding.check.startswith("memory")] == ["memory.near"]
    assert result.stats.fuzzy == 1 and result.stats.sentences == 0
    assert world.run("b.md")[0].written == ()


def test_sentences_inside_a_unit_come_from_memory_and_the_rest_from_the_engine(world):
    source = "Nobody came. The museum was closed all week. Rain fell."
    world.write("b.md", source)
    (said,) = diff(world.project, [world.folder / "b.md"])
    assert (said.sentences, said.remembered) == (1, 2)
    (result,) = world.run("b.md")
    assert (result.stats.sentences, result.stats.remembered) == (1, 2)
    text = world.entry("b", source).msgstr[0]
    assert text.startswith("No vino nadie. Ţ") and text.endswith(" Llovió.")
    assert world.catalog("b").origin(Unit(source)) == "pseudo 1 + memory a"


def test_codes_around_a_remembered_sentence_stay_around_it(world):
    source = "<g1>Nobody came.</g1> Rain <x1/> fell. The road is wet."
    world.write("b.md", "**Nobody came.** Rain `x` fell. The road is wet.")
    (result,) = world.run("b.md")
    text = world.entry("b", source).msgstr[0]
    assert text.startswith("<g1>No vino nadie.</g1> ") and text.endswith(" La calle está mojada.")
    assert result.stats.remembered == 2


def test_memory_that_breaks_a_pin_is_not_taken(world):
    world.glossary("bridge,puentecillo,noun")
    world.write("b.md", BRIDGE, "Rain fell. It was the bridge.")
    (result,) = world.run("b.md")
    assert "puentecillo" in world.entry("b", BRIDGE).msgstr[0]
    assert world.catalog("b").origin(Unit(BRIDGE)) == "pseudo 1"
    assert result.stats.held == result.stats.pins == 2 and result.stats.remembered == 1


def test_memory_that_holds_its_pin_names_it(world):
    world.glossary("bridge,puente,noun")
    world.write("b.md", BRIDGE, "The bridge is open in 1995. Yes, it is.")
    (result,) = world.run("b.md")
    assert result.stats.held == result.stats.pins == 2
    assert world.entry("b", BRIDGE).msgstr == [PUENTE]


def test_two_approved_ways_are_a_question(world):
    world.write("c.md", BRIDGE)
    world.run("c.md")
    world.approve("c", BRIDGE, "El puente quedó abierto en 1995.")
    world.write("d.md", BRIDGE)
    (result,) = world.run("d.md")
    entry = world.entry("d", BRIDGE)
    assert entry.fuzzy and entry.msgstr == [PUENTE] and entry.previous_msgid is None
    (finding,) = [one for one in result.findings if one.check == "memory.several"]
    assert "a, c" in finding.message


def test_a_paragraph_that_moves_to_another_article_takes_its_translation_along(world):
    world.write("a.md", "Something else stands here.")
    world.run("a.md")
    assert world.entry("a", BRIDGE) is None  # obsolete there
    world.write("b.md", BRIDGE)
    world.run("b.md")
    assert world.entry("b", BRIDGE).msgstr == [PUENTE]


def test_an_articles_own_resembling_paragraph_is_no_suggestion(world):
    world.write("a.md", BRIDGE, "The bridge is open in 1997.", "Rain fell. The road is wet. Nobody came.")
    (result,) = world.run("a.md")
    assert result.stats.sentences == 1 and not world.entry("a", "The bridge is open in 1997.").fuzzy


def test_the_machines_texts_are_no_memory(world):
    world.write("b.md", "A sentence of the machine.")
    world.run("b.md")
    world.write("c.md", "A sentence of the machine.")
    (result,) = world.run("c.md")
    assert (result.stats.sentences, result.stats.remembered) == (1, 0)


def test_memory_can_be_left_alone(world):
    world.write("b.md", BRIDGE)
    world.memory = False
    (result,) = world.run("b.md")
    assert (result.stats.sentences, result.stats.remembered) == (1, 0)


def test_false_in_the_configuration_means_none(world):
    (world.folder / "pinglot.toml").write_text("memory = false\n", encoding="utf-8")
    world.write("b.md", BRIDGE)
    assert world.run("b.md")[0].stats.remembered == 0
    (world.folder / "pinglot.toml").write_text('memory = "tm"\n', encoding="utf-8")
    assert world.project.settings.memory == world.folder / "tm"
    (world.folder / "pinglot.toml").write_text("memory = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="'memory' must be"):
        world.project  # noqa: B018


def test_what_is_exported_serves_another_project(world, tmp_path_factory):
    exported = export(world.project)
    assert exported.pairs == 2 and exported.data == export(world.project).data
    other = World(tmp_path_factory.mktemp("other"))
    (other.folder / "theirs.tmx").write_bytes(exported.data)
    came = import_memory(other.project, other.folder / "theirs.tmx")
    assert came.path == other.folder / "memory" / "theirs.tmx"
    assert (came.locales, came.skipped, came.written) == ({"es": 2}, 0, True)
    assert not import_memory(other.project, other.folder / "theirs.tmx").written
    other.write("b.md", BRIDGE, "Nobody came. Who knows why.")
    (result,) = other.run("b.md")
    assert other.entry("b", BRIDGE).msgstr == [PUENTE]
    assert other.catalog("b").origin(Unit(BRIDGE)) == "memory theirs"
    assert (result.stats.sentences, result.stats.remembered) == (1, 2)


def test_an_import_keeps_what_can_serve_and_replaces_nothing_unasked(world):
    pairs = [("es", Pair("Yes.", ("Sí.",), "x")), ("fr", Pair("Yes.", ("Oui.",), "x"))]
    path = world.folder / "x.tmx"
    path.write_bytes(tmx.write(pairs, "en", "1")[0].replace(b"S\xc3\xad.", b"<ph/>S\xc3\xad."))
    came = import_memory(world.project, path)
    assert (came.locales, came.skipped) == ({"es": 0, "fr": 1}, 1)
    path.write_bytes(tmx.write(pairs, "en", "1")[0])
    with pytest.raises(UsageError, match="--force"):
        import_memory(world.project, path)
    assert import_memory(world.project, path, ["es"], name="y").locales == {"es": 1}
    assert import_memory(world.project, path, force=True).locales == {"es": 1, "fr": 1}
    with pytest.raises(UsageError, match="cannot name"):
        import_memory(world.project, path, name="../up")
    with pytest.raises(CatalogError, match="holds nothing from en to de"):
        import_memory(world.project, path, ["de"])


def test_a_broken_memory_stops_a_run_before_anything_is_written(world):
    (world.folder / "memory").mkdir()
    (world.folder / "memory" / "bad.tmx").write_text("<tmx>", encoding="utf-8")
    world.write("b.md", BRIDGE)
    with pytest.raises(CatalogError, match=r"bad\.tmx:1"):
        world.run("b.md")
    assert not (world.folder / "b.es.md").exists()


def test_a_broken_catalog_of_another_article_is_named_with_the_way_around_it(world):
    world.catalog("a").path.write_text('msgid "open\n', encoding="utf-8")
    world.write("b.md", BRIDGE)
    with pytest.raises(CatalogError, match=r"a\.po:1: .*--no-memory"):
        world.run("b.md")
    world.memory = False
    assert world.run("b.md")[0].stats.sentences == 1
