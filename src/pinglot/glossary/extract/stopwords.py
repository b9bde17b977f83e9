"""Words that are no terms by themselves: function words by language, and what names are made of in English.

The lists are of closed classes (articles, pronouns, prepositions, conjunctions, auxiliaries, numerals), and for
English of the adverbs, reporting verbs and general nouns that fill newspaper texts.
"""

from __future__ import annotations

from functools import cache

from pinglot import lemmas, locales

__all__ = [
    "ADJECTIVES",
    "CLASSES",
    "GENERAL",
    "LINKS",
    "PARTICLES",
    "PLACE_TAILS",
    "PLURAL_OWNERS",
    "SUBJECTS",
    "TITLES",
    "is_common",
    "is_proper",
    "stop_words",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = {
    "en": """
        a about above according across after afterwards again against ago ahead albeit all almost alone along alongside
        already also although always am amid among amongst an and another any anybody anyone anything anyway anywhere
        apart are around as aside at away back be became because become becomes becoming been before beforehand behind
        being below beneath beside besides between beyond both but by came can cannot come comes concerning could
        currently dear despite did do does doing done down due during each earlier either else elsewhere enough
        especially etc even eventually ever every everybody everyone everything everywhere except far few fewer finally
        first firstly following for former formerly forth from further furthermore gave generally get gets getting give
        given gives giving go goes going gone got had half hardly has have having he hence her here hers herself him
        himself his how however hundred i if in including indeed inside instead into is it its itself just keep keeps
        kept last lately later latest least less let like likely ll lot lots made mainly make makes making many may
        maybe me meanwhile merely might mine more moreover most mostly much must my myself namely near nearly neither
        never nevertheless next no nobody none nonetheless nor not nothing notably now nowadays nowhere of off often
        on once one ones only onto or other others otherwise our ours ourselves out outside over overall own partly
        past per perhaps previously probably quickly quite rather re really recently regarding said same saw say saying
        says second secondly see seen several shall she should since so some somebody somehow someone something
        sometimes somewhat somewhere soon still such t take taken takes taking than that the their theirs them
        themselves then there thereafter thereby therefore these they third this those though three through throughout
        thus till to today together told tomorrow too took toward towards twice two under underneath unless unlike
        until unto up upon us use used uses using usually various ve versus very via was we well went were what
        whatever when whenever where whereas whereby wherein wherever whether which whichever while whilst who whoever
        whole whom whose why will with within without would yes yesterday yet you your yours yourself yourselves
        four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundreds
        thousand thousands million millions billion billions trillion dozen dozens percent
        add added adds announced announces ask asked asks believe believed call called calls claimed confirmed
        continue continued continues declared described describes explain explained explains expected helped hope
        hoped include included includes insisted known launched led means mean noted pointed pledged promised remain
        remained remains reported said stated stressed suggested think thinks thought urged want wanted wants warned
        work works worked need needs needed become help helps began begin begins start started starts held hold holds
        show shows showed shown provide provides provided bring brings brought set sets put puts run runs ran
    """,
    "es": """
        a acá ahí al algo alguien algún alguna algunas alguno algunos allá allí ambos ante antes aquel aquella aquellas
        aquello aquellos aquí así aún aunque bajo bien cabe cada casi como cómo con conforme contra cual cuál cuales
        cualquier cuando cuándo cuanto cuya cuyas cuyo cuyos de del desde donde dónde dos durante e el él ella ellas
        ello ellos en entonces entre era eran eres es esa esas ese eso esos esta está están estar estas este esto estos
        fue fueron ha había habían hacia han hasta hay he incluso la las le les lo los luego más me mediante menos mi
        mientras mis mismo misma mucho muchos muy nada nadie ni no nos nosotros nuestra nuestro nunca o os otra otras
        otro otros para pero poco pocos por porque primera primero pues que qué quien quién quienes se sea según ser si
        sí siempre sin sino sobre solo sólo somos son su sus tal también tampoco tan tanto te ti tiene tienen toda
        todas todo todos tras tres tu tú tus un una unas uno unos usted ustedes vez y ya yo dijo afirmó señaló explicó
        añadió millones mil
    """,
    "fr": """
        à afin ainsi alors après assez au aucun aucune aujourd'hui auquel aussi autre autres aux avait avant avec avoir
        beaucoup bien car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment contre d dans
        de déjà depuis des deux devant donc dont du durant elle elles en encore enfin entre est et étaient était être eu
        eux fait fois font fut grâce hors ici il ils j jamais je jusque l la là laquelle le lequel les leur leurs lors
        lorsque lui m ma mais malgré me même mêmes mes moi moins mon n ne ni non nos notre nous on ont ou où par parce
        parmi pas pendant peu peut plus plusieurs pour pourquoi près puis qu quand que quel quelle quelles quels qui
        quoi sa sans se selon sera ses si sien soit son sont sous sur t ta tandis te tes toi ton toujours tous tout
        toute toutes très trois trop tu un une vers voici voilà vos votre vous y déclaré affirmé expliqué ajouté
        millions milliards mille
    """,
    "de": """
        ab aber alle allem allen aller alles als also am an andere anderen auch auf aus außer bei beide beim bereits
        bis bisher bist da dabei dafür dagegen daher dahin damit danach daneben dann daran darauf daraus darin darüber
        darum das dass davon dazu dein deine dem den denn denen der deren des dessen deshalb die dies diese diesem
        diesen dieser dieses doch dort du durch ein eine einem einen einer eines einige er erst es etwa etwas euch euer
        für gegen gewesen hab habe haben hat hatte hatten her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren
        ihrer im immer in indem ins ist ja jede jedem jeden jeder jedes jedoch jene jetzt kann kein keine keinem keinen
        keiner können könnte laut machen man manche mehr mein meine mich mir mit muss müssen nach nachdem nicht nichts
        noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so sogar solche soll
        sollen sondern sonst sowie statt über um und uns unser unsere unter vom von vor während wann war waren warum
        was weil welche welcher wenn wer werde werden wie wieder will wir wird wo wollen worden wurde wurden zu zum zur
        zwar zwei zwischen sagte erklärte betonte millionen milliarden
    """,
    "it": """
        a abbiamo ad agli ai al alla alle allo altra altre altri altro anche ancora avere aveva c che chi ci ciò
        ciascuno come con contro cui d da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro di
        dopo dove dunque durante e è ed era erano essere fa fino fra fu gli ha hanno i il in infatti io l la le lei lo
        loro lui ma mentre mi mia mio molti molto ne negli nei nel nella nelle nello no noi non nostra nostro o ogni
        oltre ora per perché però più poi prima qual quale quali quando quanto quella quelle quelli quello questa queste
        questi questo qui quindi sarà se secondo sei sempre senza si sia solo sono sopra sotto stata stato sua sue sui
        sul sulla sulle suo suoi tra tre tu tutta tutte tutti tutto un una uno verso vi due detto milioni miliardi
    """,
    "pt": """
        a à ainda além alguma algumas alguns algum ante antes ao aos apenas após aquela aquele aquilo as às assim até
        bem cada com como contra cujo da daquela daquele das de dela dele deles depois desde dessa desse desta deste do
        dois dos durante e é ela elas ele eles em então entre era eram essa essas esse esses esta está estão estas este
        estes foi foram há isso isto já lá lhe lhes mais mas me menos mesmo meu minha muito muitos na nas não nem no nos
        nós nossa nosso nunca o onde os ou outra outras outro outros para pela pelas pelo pelos perante pois por porque
        quais qual quando quanto que quem são se segundo seja sem sempre ser seu seus si sido sob sobre sua suas também
        tal tem têm tinha toda todas todo todos três tu um uma umas uns você vocês disse afirmou explicou milhões mil
    """,
    "ca": """
        a abans això al algun alguna alguns als altra altre altres amb aquell aquella aquest aquesta aquestes aquests
        aquí així aixó cada com contra d da dalt de del dels des després dins doncs dos durant e el ell ella elles ells
        els em en encara entre era eren és es et fins ha haver havia hi ho i ja l la les li llavors lo malgrat mentre
        més meu meva mi molt molta molts n ni no nostre o on per però perquè poc pot qual quals quan que què qui s sa
        se segons sense ser seu seus seva si sobre són sota tal també tan tant te tot tota totes tots tres un una unes
        uns va van vers vosaltres dit milions mil
    """,
    "gl": """
        a aínda agora algún algunha ao aos aquel aquela as así até ben cada can co coa coas coma como con contra cos
        cuxo da das de dela dele deles dende desde despois do dos dous durante e é el ela elas eles en entre era esa
        ese esta está están este estes eu fai foi foron hai ía isto lle lles mais máis mentres meu moi moito moitos na
        nas non nos nós o onde os ou outra outras outro outros para pero pola polas polo polos por porque pouco que quen
        se segundo sen sempre ser seu seus si só sobre son súa súas tal tamén ten teñen toda todas todo todos tras tres
        un unha unhas uns xa dixo millóns mil
    """,
    "nl": """
        aan achter af al alle alles als altijd andere anders ben bij bijna binnen boven buiten daar daarna daarom dan
        dat de deze die dit doen door dus een eens en er erg ga geen geweest haar had hadden hebben heeft hem hen het
        hier hij hoe hun ik in is ja je jij jou jullie kan kon kunnen maar meer men met mij mijn moet moeten na naar
        niet niets nog nu of om omdat onder ons onze ook op over per reeds sinds te tegen toch toen tot tussen u uit
        uw van veel vele verder via volgens voor waar waarom wanneer want waren was wat we wel werd werden wezen wie wij
        wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou twee drie miljoen miljard
    """,
}

GENERAL = _words(
    """
    addition aim amount answer area aspect bit case chance change choice couple course day days decade decades effort
    end example fact facts figure form friend great group half hand hour idea issue kind kinds level life line list lot
    man matter member members men minute moment month months morning name night number numbers one order other part
    parts people person place places point problem problems question reason report result results rest round side
    situation sort story thing things time times total type use view way ways week weeks woman women word words work
    world year years good new old big small large long high low young late early important different own able better
    best main major key full real same sure next certain possible whole public right left open close free hard easy
    """
)
"""English words that are too general to be a term alone."""

SUBJECTS = _words("i you he she it we they who to will would can could may might must should shall")
"""English words after which a verb stands more often than a noun."""

CLASSES = _words(
    """
    academy act administration agency agenda agreement airlines airport alliance archive army article assembly
    association authority bank bay bill board body brigade bridge bureau cabinet campaign canal castle cathedral
    cemetery center centre chamber charter church city clinic club coalition code college commission commissioner
    committee community company conference confederation congress constitution convention cooperation corporation
    corps council county court creek declaration department desert directive directorate district division embassy
    emirates empire exchange expedition expressway faculty federation festival forest foundation front fund funds game
    games garden gardens gazette government group guard gulf hall harbour highway hill hills hospital hotel house
    initiative institute institution island islands isles journal kingdom laboratory lake law league library mall
    market memorandum minister ministry mission monastery mosque mount mountain mountains museum nations network
    observatory ocean office opera orchestra organisation organization palace park parliament partnership party pass
    peninsula plan plateau platform plaza pledge police policy port post prefecture president press prize programme
    programmes program programs project protocol province railway rainforest ranch rebellion reef regulation reform
    register republic reserve reservoir resolution revolution river road sanctuary school scheme sea secretariat
    secretary senate service services society square stadium state states station strait strategy street studio
    summit survey synagogue temple territories territory theatre theater times tower town treaty tribunal trust
    tunnel union university valley village war ward waterfall watch wetland zone bulletin bond award line route scale
    centres centers avenue lane quarter radio television
    """
)
"""Words that make a run of capitals a place, an institution or a programme, and no person."""

PLACE_TAILS = (
    "autonomous region", "autonomous prefecture", "autonomous county", "administrative region", "special economic zone",
    "metropolitan area", "news agency", "national park",
    "district", "county", "province", "prefecture", "region", "municipality", "city", "town", "village", "township",
    "state", "governorate", "oblast", "canton", "borough", "parish", "island", "islands", "peninsula", "river", "lake",
    "mountains", "valley", "desert", "strait", "canal", "delta", "basin", "plateau", "port", "airport",
)  # fmt: skip
"""Small words that belong to the name before them: ``Shufu county``."""

TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady president vice-president vice prime minister premier
    chancellor vice-chancellor secretary-general secretary general director-general commissioner senator governor
    mayor cardinal bishop archbishop rabbi imam judge justice
    captain colonel major lieutenant sergeant admiral marshal ambassador director chairman chairwoman chair
    spokesman spokeswoman spokesperson representative congressman congresswoman mp mep rev reverend father sister
    brother coach officer inspector detective analyst economist engineer foreign finance deputy former acting
    señor señora sr sra dra don doña herr frau monsieur madame mme signor signora
    """
)
"""What stands before a person's name and is no part of it."""

ADJECTIVES = _words(
    """
    northern southern eastern western north south east west northeast northwest southeast southwest north-east
    north-west south-east south-west central upper lower inner outer greater new old great saint san santa los las el
    la port fort mount lake river cape united first second third royal national international federal global world
    european african asian american arab afghan argentine austrian australian belgian brazilian british bulgarian
    canadian catalan chilean chinese colombian croatian cuban czech danish dutch egyptian english estonian ethiopian
    finnish flemish french german greek hungarian icelandic indian indonesian iranian iraqi irish israeli italian
    japanese jewish kenyan korean kurdish latvian lebanese libyan lithuanian maltese mexican moroccan nepalese nigerian
    norwegian pakistani palestinian persian peruvian polish portuguese romanian russian saudi scottish serbian
    slovak slovenian somali spanish swedish swiss syrian taiwanese thai tunisian turkish ukrainian uygur uyghur
    venezuelan vietnamese welsh christian muslim islamic catholic buddhist hindu latin
    """
)
"""Capitalised words that qualify: of peoples, of directions, and the first words of place names."""

PLURAL_OWNERS = _words("people peoples women men children workers nations farmers fishermen youth players")
"""Words that may stand with ``'s`` inside a name: ``People's Republic``."""

PARTICLES = _words("de del della di da dos du des van von der den la le el al bin ibn ben")
"""Small words inside the names of persons and places in English: ``Ursula von der Leyen``."""

LINKS = _words(
    "de del della dello dell delle dei degli di da do das dos du des d l van von der den ter el la las los le les "
    "para pour per für"
)
"""Small words that hold names together in other languages: ``Organización Mundial de la Salud``."""


@cache
def stop_words(tag: str) -> frozenset[str]:
    """The function words of a language, in small letters; of a language without a list, none."""
    return frozenset(_STOP.get(locales.language(tag), "").split())


def is_common(word: str, tag: str) -> bool:
    """Whether a dictionary of the language has a word in small letters: ``wealth``, but not ``catalonia``.

    For a language without a dictionary every word counts as common: a capital at the head of a sentence then says
    nothing.
    """
    return lemmas.is_listed(word.lower(), locales.language(tag)) is not False


def is_proper(word: str, tag: str) -> bool:
    """Whether a capitalised word is a name by itself: the dictionary has it so, or does not have it at all."""
    language = locales.language(tag)
    return lemmas.is_listed(word, language) is True or lemmas.is_listed(word.lower(), language) is False
