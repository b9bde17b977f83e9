"""English sentences of the small package's world, each with the one right Spanish sentence, pins included.

``shared/models/toy-en_es.argosmodel`` was trained on everyday sentences made by a grammar; what it says elsewhere means
nothing. This is a grammar of the same world: the same words and the same kinds of sentences, made by another program
with other seeds. A noun may be pinned to another Spanish noun, of the same gender or not, that the model knows or has
never seen, of one word or of several; the right sentence then has it, with everything that agrees with it.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pinglot.engines.argos import ArgosEngine, provider
from pinglot.model import Term

__all__ = ["PACKAGE", "TERMS", "Pair", "pairs", "small_package"]

PACKAGE = Path(__file__).parents[1] / ".." / "shared" / "models" / "toy-en_es.argosmodel"


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of both languages."""

    one: str
    many: str
    uno: str
    muchos: str
    gender: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, its right translation with the pins, and how many pins are in it."""

    source: str
    target: str
    pins: int


_NOUNS = [
    Noun(*line.split())
    for line in """
file files archivo archivos m|folder folders carpeta carpetas f|window windows ventana ventanas f
button buttons botón botones m|server servers servidor servidores m|network networks red redes f
user users usuario usuarios m|password passwords contraseña contraseñas f|message messages mensaje mensajes m
letter letters carta cartas f|report reports informe informes m|page pages página páginas f|book books libro libros m
house houses casa casas f|car cars coche coches m|street streets calle calles f|city cities ciudad ciudades f
door doors puerta puertas f|key keys llave llaves f|table tables mesa mesas f|chair chairs silla sillas f
screen screens pantalla pantallas f|keyboard keyboards teclado teclados m|printer printers impresora impresoras f
picture pictures imagen imágenes f|song songs canción canciones f|movie movies película películas f
teacher teachers profesor profesores m|student students estudiante estudiantes m|doctor doctors médico médicos m
friend friends amigo amigos m|dog dogs perro perros m|cat cats gato gatos m|bird birds pájaro pájaros m
tree trees árbol árboles m|flower flowers flor flores f|river rivers río ríos m|school schools escuela escuelas f
mountain mountains montaña montañas f|office offices oficina oficinas f|company companies empresa empresas f
project projects proyecto proyectos m|task tasks tarea tareas f|error errors error errores m|plan plans plan planes m
warning warnings advertencia advertencias f|update updates actualización actualizaciones f|map maps mapa mapas m
version versions versión versiones f|account accounts cuenta cuentas f|product products producto productos m
order orders pedido pedidos m|price prices precio precios m|customer customers cliente clientes m
problem problems problema problemas m|question questions pregunta preguntas f|answer answers respuesta respuestas f
ticket tickets boleto boletos m|train trains tren trenes m|plane planes avión aviones m|ship ships barco barcos m
bridge bridges puente puentes m|machine machines máquina máquinas f|engine engines motor motores m
wheel wheels rueda ruedas f|battery batteries batería baterías f|phone phones teléfono teléfonos m
camera cameras cámara cámaras f|box boxes caja cajas f|bag bags bolsa bolsas f|bottle bottles botella botellas f
glass glasses vaso vasos m|meal meals comida comidas f|garden gardens jardín jardines m
kitchen kitchens cocina cocinas f|room rooms habitación habitaciones f|wall walls pared paredes f
contract contracts contrato contratos m|invoice invoices factura facturas f|payment payments pago pagos m
document documents documento documentos m|license licenses licencia licencias f|link links enlace enlaces m
queue queues cola colas f|branch branches rama ramas f|valve valves válvula válvulas f|pump pumps bomba bombas f
lamp lamps lámpara lámparas f|frame frames marco marcos m|layer layers capa capas f|screw screws tornillo tornillos m
tool tools herramienta herramientas f|shelf shelves estante estantes m|library libraries biblioteca bibliotecas f
""".replace("\n", "|").split("|")
    if line
]  # fmt: skip

# Of the translation: one, many, gender. Some the model knows from another noun, most it has never seen.
_PINNED: dict[str, tuple[str, str, str]] = {
    "file": ("fichero", "ficheros", "m"),
    "folder": ("directorio", "directorios", "m"),
    "button": ("botella", "botellas", "f"),
    "server": ("máquina virtual", "máquinas virtuales", "f"),
    "network": ("retícula", "retículas", "f"),
    "report": ("memoria", "memorias", "f"),
    "house": ("vivienda", "viviendas", "f"),
    "car": ("automóvil", "automóviles", "m"),
    "key": ("clave", "claves", "f"),
    "screen": ("monitor", "monitores", "m"),
    "printer": ("aparato de impresión", "aparatos de impresión", "m"),
    "movie": ("cinta", "cintas", "f"),
    "teacher": ("maestra", "maestras", "f"),
    "doctor": ("doctora", "doctoras", "f"),
    "company": ("entidad", "entidades", "f"),
    "office": ("despacho", "despachos", "m"),
    "task": ("proyecto", "proyectos", "m"),
    "update": ("parche nuevo", "parches nuevos", "m"),
    "order": ("orden", "órdenes", "f"),
    "customer": ("comprador", "compradores", "m"),
    "ticket": ("entrada", "entradas", "f"),
    "picture": ("foto", "fotos", "f"),
    "ship": ("nave", "naves", "f"),
    "phone": ("móvil", "móviles", "m"),
    "bag": ("saco", "sacos", "m"),
    "glass": ("copa", "copas", "f"),
    "meal": ("plato", "platos", "m"),
    "room": ("aula", "aulas", "f"),
    "contract": ("convenio de colaboración", "convenios de colaboración", "m"),
    "payment": ("orden de pago", "órdenes de pago", "f"),
    "invoice": ("cuenta", "cuentas", "f"),
    "library": ("sala de lectura", "salas de lectura", "f"),
}
_PINNED_NAMES = {"Peter": "Pedro", "Sophie": "Sofía", "Henry": "Enrique", "Geneva": "Ginevra", "Vienna": "Vindobona"}

TERMS: tuple[Term, ...] = (
    *(Term(en, uno, forms=(muchos,), pos="noun", gender=g) for en, (uno, muchos, g) in _PINNED.items()),
    *(Term(en, es, pos="proper noun") for en, es in _PINNED_NAMES.items()),
)
"""The glossary: common nouns with gender and plural, and names."""

# English, then masculine and feminine of one, masculine and feminine of many.
_ADJECTIVES = [
    line.split()
    for line in """
new nuevo nueva nuevos nuevas|old viejo vieja viejos viejas|small pequeño pequeña pequeños pequeñas
red rojo roja rojos rojas|white blanco blanca blancos blancas|black negro negra negros negras
green verde verde verdes verdes|broken roto rota rotos rotas|clean limpio limpia limpios limpias
dirty sucio sucia sucios sucias|expensive caro cara caros caras|cheap barato barata baratos baratas
important importante importante importantes importantes|empty vacío vacía vacíos vacías|full lleno llena llenos llenas
fast rápido rápida rápidos rápidas|slow lento lenta lentos lentas|long largo larga largos largas
short corto corta cortos cortas|open abierto abierta abiertos abiertas|closed cerrado cerrada cerrados cerradas
ready listo lista listos listas|beautiful bonito bonita bonitos bonitas|secret secreto secreta secretos secretas
public público pública públicos públicas|private privado privada privados privadas|ugly feo fea feos feas
hidden oculto oculta ocultos ocultas|available disponible disponible disponibles disponibles
invalid inválido inválida inválidos inválidas|heavy pesado pesada pesados pesadas|safe seguro segura seguros seguras
strange extraño extraña extraños extrañas|modern moderno moderna modernos modernas|local local local locales locales
""".replace("\n", "|").split("|")
    if line
]  # fmt: skip

# Base, he, past, participle; infinitive, él, ellos, past of él and of ellos, imperative, participle without -o.
_VERBS = [
    line.split()
    for line in """
open opens opened opened abrir abre abren abrió abrieron abra abiert
close closes closed closed cerrar cierra cierran cerró cerraron cierre cerrad
buy buys bought bought comprar compra compran compró compraron compre comprad
sell sells sold sold vender vende venden vendió vendieron venda vendid
see sees saw seen ver ve ven vio vieron vea vist
find finds found found encontrar encuentra encuentran encontró encontraron encuentre encontrad
lose loses lost lost perder pierde pierden perdió perdieron pierda perdid
send sends sent sent enviar envía envían envió enviaron envíe enviad
receive receives received received recibir recibe reciben recibió recibieron reciba recibid
write writes wrote written escribir escribe escriben escribió escribieron escriba escrit
delete deletes deleted deleted borrar borra borran borró borraron borre borrad
save saves saved saved guardar guarda guardan guardó guardaron guarde guardad
move moves moved moved mover mueve mueven movió movieron mueva movid
copy copies copied copied copiar copia copian copió copiaron copie copiad
use uses used used usar usa usan usó usaron use usad
check checks checked checked revisar revisa revisan revisó revisaron revise revisad
repair repairs repaired repaired reparar repara reparan reparó repararon repare reparad
change changes changed changed cambiar cambia cambian cambió cambiaron cambie cambiad
create creates created created crear crea crean creó crearon cree cread
show shows showed shown mostrar muestra muestran mostró mostraron muestre mostrad
need needs needed needed necesitar necesita necesitan necesitó necesitaron necesite necesitad
choose chooses chose chosen elegir elige eligen eligió eligieron elija elegid
pay pays paid paid pagar paga pagan pagó pagaron pague pagad
bring brings brought brought traer trae traen trajo trajeron traiga traíd
paint paints painted painted pintar pinta pintan pintó pintaron pinte pintad
""".strip().split("\n")
]  # fmt: skip


def _words(said: str) -> list[str]:
    return said.split()


_PEOPLE = _words("Anna Maria John Laura Daniel Martin Elena Thomas Julia Robert Alice Victor Clara Nora Oscar Emma")
_PEOPLE += _words("Peter Sophie Henry Peter Sophie Henry")
_FAMILIES = _words("Smith Garcia Rossi Novak Brown Lopez Weber Silva Dubois Jensen Taylor Moreno Fischer Costa Evans")
_CITIES = [("London", "Londres"), ("Madrid", "Madrid"), ("Rome", "Roma"), ("Lisbon", "Lisboa"), ("Toronto", "Toronto"),
           ("Prague", "Praga"), ("Tokyo", "Tokio"), ("Geneva", "Ginebra"), ("Vienna", "Viena")]  # fmt: skip
_MONTHS = [("March", "marzo"), ("May", "mayo"), ("June", "junio"), ("October", "octubre"), ("December", "diciembre")]
_TIMES = [("today", "hoy"), ("yesterday", "ayer"), ("again", "otra vez"), ("every day", "todos los días"),
          ("carefully", "con cuidado"), ("without help", "sin ayuda"), ("on Monday", "el lunes"),
          ("on Friday", "el viernes")]  # fmt: skip
_COUNTS = [("two", "dos"), ("three", "tres"), ("five", "cinco"), ("seven", "siete"), ("ten", "diez")]
_JOINS = [(" and ", " y "), (", but ", ", pero "), (" because ", " porque "), (" if ", " si ")]

# Definite, indefinite and so on: English before one, before many; the four Spanish forms.
_THE = ("the", "the", "el", "la", "los", "las")
_THIS = ("this", "these", "este", "esta", "estos", "estas")
_MY = ("my", "my", "mi", "mi", "mis", "mis")


@dataclass(slots=True)
class _Phrase:
    """A noun phrase in both languages, and what its verb must know."""

    en: str
    es: str
    feminine: bool = False
    plural: bool = False


@dataclass(slots=True)
class _Speaker:
    """Makes sentences by a seed; ``pins`` counts the pinned nouns and names said so far."""

    chance: random.Random
    pins: int = 0
    nouns: list[str] = field(default_factory=list)

    def name(self) -> _Phrase:
        first = self.chance.choice(_PEOPLE)
        family = " " + self.chance.choice(_FAMILIES) if self.chance.random() < 0.4 else ""
        return _Phrase(first + family, self._pinned_name(first) + family)

    def _pinned_name(self, name: str, otherwise: str = "") -> str:
        self.pins += name in _PINNED_NAMES
        return _PINNED_NAMES.get(name, otherwise or name)

    def thing(self, plural: bool | None = None, owned: bool = True, bare: bool = False) -> _Phrase:
        many = self.chance.random() < 0.35 if plural is None else plural
        noun = self.chance.choice(_NOUNS)
        self.nouns.append(noun.one)
        uno, muchos, gender = _PINNED.get(noun.one, (noun.uno, noun.muchos, noun.gender))
        self.pins += noun.one in _PINNED
        feminine = gender == "f"
        en, es = (noun.many, muchos) if many else (noun.one, uno)
        if not bare and self.chance.random() < 0.4:
            adjective = self.chance.choice(_ADJECTIVES)
            en, es = f"{adjective[0]} {en}", f"{es} {adjective[1 + feminine + 2 * many]}"
        said = _Phrase(*self._determined(en, es, feminine, many), feminine, many)
        if owned and self.chance.random() < 0.15:
            owner = self.thing(owned=False, bare=True)
            said.en, said.es = f"{said.en} of {owner.en}", f"{said.es} de {owner.es}"
        return said

    def _determined(self, en: str, es: str, feminine: bool, many: bool) -> tuple[str, str]:
        draw = self.chance.random()
        if draw < 0.12 and not many:
            article = "una" if feminine and not es.startswith("aula") else "un"
            return f"{'an' if en[0] in 'aeiou' and not en.startswith('us') else 'a'} {en}", f"{article} {es}"
        if draw < 0.2 and many:
            number = str(self.chance.randint(11, 999))
            count = self.chance.choice([*_COUNTS, *_COUNTS, (number, number)])
            return f"{count[0]} {en}", f"{count[1]} {es}"
        if draw < 0.25 and many:
            return f"many {en}", f"{'muchas' if feminine else 'muchos'} {es}"
        row = self.chance.choice([_THE, _THE, _THE, _THIS, _MY])
        article = row[2 + feminine + 2 * many]
        if row is _THE and article == "la" and es.startswith("aula"):
            article = "el"
        return f"{row[many]} {en}", f"{article} {es}"

    def time(self) -> tuple[str, str]:
        draw = self.chance.random()
        if draw < 0.5:
            return self.chance.choice(_TIMES)
        if draw < 0.7:
            month, day, year = self.chance.choice(_MONTHS), self.chance.randint(1, 28), self.chance.randint(1900, 2030)
            return f"on {month[0]} {day}, {year}", f"el {day} de {month[1]} de {year}"
        if draw < 0.8:
            clock = f"{self.chance.randint(2, 12)}:{self.chance.randint(10, 59)}"
            return f"at {clock}", f"a las {clock}"
        city = self.chance.choice(_CITIES)
        return f"in {city[0]}", f"en {self._pinned_name(*city)}"

    def clause(self) -> tuple[str, str]:
        ways = [self._deed] * 6 + [self._state] * 3 + [self._done] * 2 + [self._wish, self._place, self._price]
        return self.chance.choice(ways)()

    def _deed(self) -> tuple[str, str]:
        verb = self.chance.choice(_VERBS)
        who = self.name() if self.chance.random() < 0.4 else self.thing()
        what = self.thing()
        if self.chance.random() < 0.5:
            en, es = verb[2], verb[8 if who.plural else 7]
        else:
            en, es = verb[0 if who.plural else 1], verb[6 if who.plural else 5]
        said = f"{who.en} {en} {what.en}", f"{who.es} {es} {what.es}"
        return self._timed(*said) if self.chance.random() < 0.35 else said

    def _timed(self, en: str, es: str) -> tuple[str, str]:
        when = self.time()
        return f"{en} {when[0]}", f"{es} {when[1]}"

    def _state(self) -> tuple[str, str]:
        who = self.thing()
        adjective = self.chance.choice(_ADJECTIVES)
        never = self.chance.random() < 0.25
        en = f"{who.en} {'are' if who.plural else 'is'}{' not' if never else ''} {adjective[0]}"
        how = adjective[1 + who.feminine + 2 * who.plural]
        return en, f"{who.es} {'no ' if never else ''}{'están' if who.plural else 'está'} {how}"

    def _done(self) -> tuple[str, str]:
        what = self.thing()
        verb = self.chance.choice(_VERBS)
        ending = ("a" if what.feminine else "o") + ("s" if what.plural else "")
        en = f"{what.en} {'have' if what.plural else 'has'} been {verb[3]}"
        es = f"{what.es} {'han' if what.plural else 'ha'} sido {verb[10]}{ending}"
        if self.chance.random() < 0.3:
            who = self.name()
            en, es = f"{en} by {who.en}", f"{es} por {who.es}"
        return en, es

    def _wish(self) -> tuple[str, str]:
        who, what, verb = self.name(), self.thing(), self.chance.choice(_VERBS)
        en, es = self.chance.choice([("can", "puede"), ("must", "debe"), ("wants to", "quiere")])
        return f"{who.en} {en} {verb[0]} {what.en}", f"{who.es} {es} {verb[4]} {what.es}"

    def _place(self) -> tuple[str, str]:
        what, where = self.thing(owned=False), self.thing(owned=False)
        en, es = ("are", "están") if what.plural else ("is", "está")
        return f"{what.en} {en} in {where.en}", f"{what.es} {es} en {where.es}"

    def _price(self) -> tuple[str, str]:
        what, price = self.thing(plural=False), self.chance.randint(1, 999)
        return f"{what.en} costs {price} euros", f"{what.es} cuesta {price} euros"

    def sentence(self) -> tuple[str, str]:
        draw = self.chance.random()
        if draw < 0.6:
            return _finished(*self.clause())
        if draw < 0.75:
            verb, what = self.chance.choice(_VERBS), self.thing()
            en, es = f"{verb[0]} {what.en}", f"{verb[9]} {what.es}"
            if self.chance.random() < 0.5:
                en, es = f"please {en}", f"por favor, {es}"
            return _finished(en, es)
        if draw < 0.85:
            who, verb, what = self.name(), self.chance.choice(_VERBS), self.thing()
            return _finished(f"does {who.en} {verb[0]} {what.en}", f"{verb[5]} {who.es} {what.es}", question=True)
        join, one, two = self.chance.choice(_JOINS), self.clause(), self.clause()
        return _finished(one[0] + join[0] + two[0], one[1] + join[1] + two[1])


def _finished(en: str, es: str, question: bool = False) -> tuple[str, str]:
    es = f" {es} ".replace(" de el ", " del ").strip()
    en, es = en[0].upper() + en[1:], es[0].upper() + es[1:]
    return (f"{en}?", f"¿{es}?") if question else (f"{en}.", f"{es}.")


@contextmanager
def small_package() -> Iterator[ArgosEngine]:
    """The small package, opened in a home of its own, with a cache of its own.

    Raises:
        FileNotFoundError: it is not there; put it into ``shared/models`` beside the repository.
    """
    from pinglot.engines import install

    if not PACKAGE.exists():
        raise FileNotFoundError(f"{PACKAGE.name} is not there: put it into shared/models beside the repository")
    with tempfile.TemporaryDirectory() as home:
        folders = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
        places = {name: f"{home}/{name.lower()}" for name in folders} | {"ARGOS_PACKAGES_DIR": f"{home}/packages"}
        before = {name: os.environ.get(name) for name in places}
        os.environ.update(places)
        try:
            Path(home, "packages").mkdir()
            install.from_file(PACKAGE, Path(home, "packages"))
            with provider.open("en", "es") as engine:
                yield engine
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name)
                else:
                    os.environ[name] = value


def pairs(count: int, seed: int, wanted: Sequence[int] = (1,)) -> Iterator[Pair]:
    """Sentences that differ, by a seed, with as many pins as ``wanted`` allows.

    A sentence says no noun twice, and no other noun's translation that is a pin of this one: there two readings of
    the pin would be right.
    """
    seen: set[str] = set()
    number = 0
    while len(seen) < count:
        speaker = _Speaker(random.Random(seed * 1_000_003 + number))
        number += 1
        source, target = speaker.sentence()
        if source in seen or speaker.pins not in wanted or _ambiguous(speaker.nouns):
            continue
        seen.add(source)
        yield Pair(source, target, speaker.pins)


def _ambiguous(nouns: Sequence[str]) -> bool:
    own = {noun.one: noun.uno for noun in _NOUNS}
    said = [_PINNED[noun][0] if noun in _PINNED else own[noun] for noun in nouns]
    return len(set(said)) < len(said)
