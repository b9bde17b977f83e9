"""Word documents written by hand, for the tests, and what is in one; LibreOffice, where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
DATE = (2019, 5, 4, 3, 2, 0)


# --- by hand --------------------------------------------------------------------------------------------------


def document(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    links: Mapping[str, str] | None = None,
    *,
    names: str = NAMES,
    main_type: str = MAIN_TYPE,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A file with a body, and other parts, whose kind is their name without digits."""
    parts = parts or {}
    kinds = {name: Path(name).stem.rstrip("0123456789") for name in parts if name.startswith("word/")}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES}{kind}+xml"/>' for name, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{name.removeprefix("word/")}"/>'
        for number, (name, kind) in enumerate(kinds.items(), 100)
    )
    relations += "".join(
        f'<Relationship Id="{name}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    core = (
        f'<Relationship Id="rId2" Type="{_CORE}" Target="docProps/core.xml"/>' if "docProps/core.xml" in parts else ""
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{overrides}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        f'Target="word/document.xml"/>{core}</Relationships>',
        "word/document.xml": f"{XML}<w:document {names}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        **parts,
    }
    return zipped(files, method)


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.comment = comment
        for name, content in files.items():
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def part(root: str, content: str) -> str:
    return f"{XML}<w:{root} {NAMES}>{content}</w:{root}>"


def run(text: str, look: str = "", attributes: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r{attributes}>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(content)}</w:p>"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>'


def complex_field(text: str, result: str) -> str:
    return mark("begin") + instruction(text) + mark("separate") + result + mark("end")


def picture(described: str, number: int = 1) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="95250" cy="95250"/><wp:docPr id="{number}" name="Picture {number}" '
        f'descr="{described}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="p.png" descr="{described}"/><pic:cNvPicPr/></pic:nvPicPr>'
        "<pic:blipFill/><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(content: str) -> str:
    """A text box as Word writes it: for those that know shapes, and for those that do not."""
    shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="1905000" cy="952500"/>'
        f'<wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData uri="{shape}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1905000" cy="952500"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/>"
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        '<v:shape style="width:150pt;height:75pt" alt="A small box"><v:textbox><w:txbxContent>'
        f"{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def core(title: str) -> str:
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>A. Author</dc:creator>'
        "</cp:coreProperties>"
    )


BOLD, ITALIC, LINK = "<w:b/>", "<w:i/>", '<w:rStyle w:val="Hyperlink"/>'
STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Bullets"><w:name w:val="Bullets"/><w:pPr><w:numPr/></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr>'
    "</w:style>",
)


def sentence_with_everything() -> str:
    """Bold, a link and a term across both: «the **European** **[Union](…)**»."""
    return paragraph(
        run("Help from the "),
        run("European ", BOLD),
        f'<w:hyperlink r:id="link">{run("Union", BOLD + LINK)}</w:hyperlink>',
        run(" reached Derry."),
    )


def _footnotes(kind: str) -> str:
    note = kind.removesuffix("s")
    return part(
        kind,
        f'<w:{note} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{note}>'
        f'<w:{note} w:id="2"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:vertAlign w:val='
        f'"superscript"/></w:rPr><w:{note}Ref/></w:r>{run(" A note below.")}</w:p></w:{note}>',
    )


def _table_of_contents() -> str:
    entry = (
        f'<w:hyperlink w:anchor="_Toc1">{run("Origins")}<w:r><w:tab/></w:r>{complex_field("PAGEREF _Toc1", run("3"))}'
    )
    return (
        paragraph(mark("begin"), instruction("TOC \\o"), mark("separate"), entry + "</w:hyperlink>")
        + paragraph(entry + "</w:hyperlink>")
        + paragraph(mark("end"))
        + paragraph(
            '<w:bookmarkStart w:id="1" w:name="_Toc1"/>', run("Origins"), '<w:bookmarkEnd w:id="1"/>',
            properties='<w:pStyle w:val="Mine"/>',
        )
    )  # fmt: skip


def _tables() -> str:
    def cell(*content: str) -> str:
        return f"<w:tc><w:tcPr/>{''.join(content)}</w:tc>"

    inner = f"<w:tbl><w:tblPr/><w:tr>{cell(paragraph(run('An inner cell')))}</w:tr></w:tbl>"
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
        '<w:tblCaption w:val="Money by year"/><w:tblDescription w:val="Three years of aid"/></w:tblPr>'
        f"<w:tr>{cell(paragraph(run('Year')))}{cell(paragraph(run('Sum')), paragraph(run('in euros')))}</w:tr>"
        f"<w:tr>{cell(paragraph(run('1995')))}{cell(inner, paragraph())}</w:tr></w:tbl>" + paragraph()
    )


BY_HAND: dict[str, Callable[[], bytes]] = {
    "plain": lambda: document(paragraph(run("One sentence.")) + paragraph() + "<w:p/>"),
    "revisions": lambda: document(
        paragraph(
            run("The bor", attributes=' w:rsidR="00AB12CD"'), '<w:proofErr w:type="spellStart"/>',
            run("der ", '<w:lang w:val="en-GB"/>', ' w:rsidRPr="00FF00AA"'), '<w:proofErr w:type="spellEnd"/>',
            run("cou", "<w:noProof/>"), '<w:bookmarkStart w:id="4" w:name="x"/>',
            run("nties", '<w:rFonts w:hint="cs"/>'), '<w:bookmarkEnd w:id="4"/>',
            '<w:r><w:lastRenderedPageBreak/><w:t xml:space="preserve"> grew.</w:t></w:r>',
        )
    ),
    "formats": lambda: document(
        paragraph(run("Read "), run("the ", BOLD), run("Irish", BOLD + ITALIC), run(" Times", BOLD), run(" now."))
        + paragraph(run("All of it is bold.", BOLD))
        + paragraph(run("Water is H", BOLD), run("2", BOLD + '<w:vertAlign w:val="subscript"/>'), run("O.", BOLD))
    ),
    "everything": lambda: document(sentence_with_everything(), links={"link": "https://example.org/eu?a=1&amp;b=2"}),
    "links": lambda: document(
        paragraph(f'<w:hyperlink w:anchor="top" w:tooltip="Back up">{run("To the top", LINK)}</w:hyperlink>')
        + paragraph(run("See "), complex_field('HYPERLINK "https://example.org/"', run("the site", LINK)), run("."))
        + paragraph(run("See "), f'<w:fldSimple w:instr=" HYPERLINK &quot;u&quot; ">{run("it", LINK)}</w:fldSimple>'),
        links={"link": "https://example.org/"},
    ),
    "fields": lambda: document(
        paragraph(run("Page "), complex_field("PAGE", run("3")), run(" of "), '<w:fldSimple w:instr="NUMPAGES">',
                  run("9"), "</w:fldSimple>")
        + paragraph(run("See "), complex_field("REF a", run("Figure ") + complex_field("SEQ F", run("1"))),
                    run(" here."))
        + paragraph(mark("begin"), instruction('XE "bridge"'), mark("end"), run("In the index"))
    ),
    "contents": lambda: document(_table_of_contents(), {"word/styles.xml": STYLES}),
    "characters": lambda: document(
        paragraph(run("Left"), "<w:r><w:tab/></w:r>", run("right"), "<w:r><w:br/></w:r>", run("below"),
                  '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', run("arrow."))
        + paragraph('<w:r><w:br w:type="page"/></w:r>', run("Well"), "<w:r><w:noBreakHyphen/></w:r>", run("known, co"),
                    "<w:r><w:softHyphen/></w:r>", run("operation &amp; &lt;g1&gt; &#233;.", attributes=' w:rsidR="1"'))
        + paragraph("<w:r><w:t>  Cut and <![CDATA[<b> raw]]><!-- not this -->&amp; more </w:t></w:r>")
    ),
    "ruby": lambda: document(
        paragraph(run("In "), f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('tō')}</w:rt><w:rubyBase>{run('東京')}</w:rubyBase>"
                  "</w:ruby></w:r>", run(" it rains."))
    ),
    "equation": lambda: document(
        paragraph(run("Where "), "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", run(" is the speed."))
    ),
    "notes": lambda: document(
        paragraph(run("It opened"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(" in 2011"),
                  '<w:r><w:endnoteReference w:id="2"/></w:r>', run(".")),
        {"word/footnotes.xml": _footnotes("footnotes"), "word/endnotes.xml": _footnotes("endnotes")},
    ),
    "headers": lambda: document(
        paragraph(run("Body.")),
        {f"word/{kind}{number}.xml": part(root, paragraph(run(f"{kind} number {number}")))
         for kind, root in (("header", "hdr"), ("footer", "ftr")) for number in (1, 2, 10)},
    ),
    "comments": lambda: document(
        paragraph(run("A "), '<w:commentRangeStart w:id="0"/>', run("doubtful claim"), '<w:commentRangeEnd w:id="0"/>',
                  '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="0"/></w:r>',
                  run(" stands here today.")),
        {"word/comments.xml": part(
            "comments", f'<w:comment w:id="0" w:author="Jane">{paragraph(run("Really?"))}</w:comment>')},
    ),
    "tables": lambda: document(_tables()),
    "text box": lambda: document(
        paragraph(run("Before "), text_box(paragraph(run("Inside the "), run("box", BOLD)) + paragraph(run("Twice"))),
                  run(" and after."))
    ),
    "pictures": lambda: document(
        paragraph(run("See "), picture("A bridge &amp; a river"), run(" here."))
        + paragraph(picture("Only a picture", 2))
        + paragraph(f'<w:hyperlink w:anchor="a">{picture("A linked picture", 3)}</w:hyperlink>', run("Under it"))
    ),
    "controls": lambda: document(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('In a block'))}</w:sdtContent></w:sdt>"
        + paragraph(run("Name: "), f"<w:sdt><w:sdtPr><w:alias w:val='n'/></w:sdtPr><w:sdtContent>{run('Jane Doe')}"
                    "</w:sdtContent></w:sdt>", run(" lives in "), "<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr>"
                    f"<w:sdtContent>{run('Derry')}</w:sdtContent></w:sdt>", run("."))
        + paragraph(f'<w:smartTag w:uri="u" w:element="place"><w:smartTagPr/>{run("Derry")}</w:smartTag>',
                    run(" is "), f'<w:bdo w:val="rtl">{run("old")}</w:bdo>', run("."))
    ),
    "title": lambda: document(paragraph(run("Text.")), {"docProps/core.xml": core("Aid &amp; regions")}),
    "styles": lambda: document(
        paragraph(run("A heading"), properties='<w:pStyle w:val="berschrift1"/>')
        + paragraph(run("Another one"), properties='<w:pStyle w:val="Mine"/>')
        + paragraph(run("An item"), properties='<w:pStyle w:val="Bullets"/>')
        + paragraph(run("An item, too"), properties='<w:numPr><w:ilvl w:val="0"/></w:numPr>'),
        {"word/styles.xml": STYLES},
    ),
    "right to left": lambda: document(
        paragraph(run("مرحبا", "<w:rtl/>"), run(" بالعالم", "<w:rtl/>"), properties='<w:bidi/><w:jc w:val="left"/>')
    ),
    "other prefix": lambda: document(
        '<q:p><q:pPr><q:jc q:val="left"/></q:pPr><q:r><q:rPr><q:b/></q:rPr><q:t>Bold </q:t></q:r><q:r><q:t '
        'xml:space="preserve"> and plain text</q:t></q:r></q:p>', names=f'xmlns:w="{W}" xmlns:q="{W}"'
    ),
    "no prefix": lambda: _without_prefix(),
    "strict": lambda: document(
        sentence_with_everything(), links={"link": "https://example.org/"},
        names=NAMES.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            R, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ),
    "local names": lambda: document(
        f'<p xmlns="{W}"><r><rPr><b/></rPr><t>Bold</t></r>'
        '<r><t xml:space="preserve"> and plain, in local names.</t></r></p>'
        + paragraph(run("See "), f'<w:hyperlink xmlns:z="{R}" z:id="link">{run("it")}</w:hyperlink>',
                           f'<w:r xmlns:y="{W}"><y:rPr><y:i/></y:rPr>'
                           '<y:t xml:space="preserve"> in italics</y:t></w:r>',
                           run(" at the end.")),
        links={"link": "https://example.org/"},
    ),
    "utf-16": lambda: _recoded("utf-16"),
    "byte order mark": lambda: _recoded("utf-8-sig"),
    "stored": lambda: document(paragraph(run("Stored as it is.")), method=zipfile.ZIP_STORED),
    "many codes": lambda: document(paragraph(*(run(f"w{n} ", BOLD if n % 2 else "") for n in range(900)))),
}  # fmt: skip


def _without_prefix() -> bytes:
    content = "<p><r><rPr><b/></rPr><t>Bold</t></r><r><t xml:space='preserve'> and the rest without.</t></r></p>"
    files = unzipped(document(""))
    files["word/document.xml"] = f'{XML}<document xmlns="{W}"><body>{content}</body></document>'.encode()
    return zipped(files)


def _recoded(encoding: str) -> bytes:
    files = unzipped(document(paragraph(run("Ünïcode in another encoding."))))
    text = files["word/document.xml"].decode()
    if encoding == "utf-16":
        text = text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    files["word/document.xml"] = text.encode(encoding)
    return zipped(files)


# --- what is in a file ----------------------------------------------------------------------------------------


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> str:
    return unzipped(data)["word/document.xml"].decode()


def canonical(xml: bytes) -> str:
    return ElementTree.canonicalize(xml.decode("utf-16") if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else xml)


def shape(data: bytes) -> list[tuple[object, ...]]:
    """What of a zip is to stay: order, names, dates, attributes, ways of compression, comments."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(archive.comment,)] + [
            (one.filename, one.date_time, one.compress_type, one.external_attr, one.comment, one.create_system)
            for one in archive.infolist()
        ]


# --- by LibreOffice -------------------------------------------------------------------------------------------

OFFICE = shutil.which("soffice")
FOR_OFFICE = sorted(one for one in Path(__file__).with_name("word").iterdir() if one.suffix != ".docx")
"""Sources that LibreOffice turns into .docx."""


def convert(folder: Path, to: str, *files: Path) -> list[Path]:
    """Files converted by one call of LibreOffice, with a profile of its own."""
    assert OFFICE is not None
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=280)
    return [folder / f"{file.stem}.{to.partition(':')[0]}" for file in files]
