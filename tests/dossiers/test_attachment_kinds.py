"""Which files are kept: their names, their content, and office files that are not what they say."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError

from dossiers.attachments.kinds import recognise
from dossiers.attachments.names import clean_name, ending_of, key_of
from tests.dossiers import files
from tests.dossiers.files import CONTENTS, archive

MACROS = "The document carries macros, which are programs. Save it without them, as .docx, .xlsx or .pptx."
MACROS_BY_NAME = "Documents with macros are not kept. Save it without them, as .docx, .xlsx or .pptx."
BOMB = "The file unpacks to far more than a document needs and is not kept."
LEADS_OUT = "The file has parts with names that lead out of it or stand twice, and is not kept."
DAMAGED = "The file is damaged or was cut off on its way: it cannot be opened. Save it anew and upload it again."
ANOTHER = "The ending of the name does not agree with the content. Open the file, save it anew and upload it again."
DTD = "The file contains a document type definition and is not kept. Save it anew."
PACKED = "The document holds a packed archive and is not kept. Upload what is in it by itself."
NOT_OFFICE = "The content is not that of an office document; one with a password looks so too. Save it anew."
OTHER_OFFICE = "The name promises another kind of document than the content is."
WEB = "Web pages and drawings that can carry programs (HTML, SVG) are not kept. Save it as PDF."
MB = 1024 * 1024


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        recognise(io.BytesIO(data), name)
    [sentence] = refused.value.messages
    return str(sentence)


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("contract.PDF", files.PDF, "application/pdf"),
        ("quay.png", files.PNG, "image/png"),
        ("quay.jpg", files.JPEG, "image/jpeg"),
        ("quay.jpeg", files.JPEG, "image/jpeg"),
        ("quay.gif", files.GIF, "image/gif"),
        ("quay.webp", files.WEBP, "image/webp"),
        ("offer.docx", files.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("prices.xlsx", files.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "talk.pptx",
            files.pptx(files.xlsx()),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("letter.odt", files.odt(), "application/vnd.oasis.opendocument.text"),
        ("notes.txt", "Обошли док\r\n".encode(), "text/plain"),
        ("old notes.txt", "Обошли док".encode("cp1251"), "text/plain"),
        ("excel.csv", "цена;12\n".encode("utf-16"), "text/csv"),
    ],
)
def test_a_kind_is_told_by_name_and_content(name: str, data: bytes, content_type: str) -> None:
    assert recognise(io.BytesIO(data), name).content_type == content_type


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.html", b"<html>", WEB),
        ("logo.svg", b"<svg/>", WEB),
        ("setup.exe", b"MZ", "Programs are not kept."),
        ("setup.pdf.exe", files.PDF, "Programs are not kept."),
        ("book.xlsm", files.xlsx(), MACROS_BY_NAME),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0",
            "This is a format of old office programs, which hides macros. Save it as .docx, .xlsx or .pptx.",
        ),
        (
            "all.zip",
            archive({"a": b"a"}),
            "Packed archives are not kept: nobody sees what is in them. Unpack it and upload the files.",
        ),
    ],
)
def test_what_may_hide_a_program_is_refused_by_its_name(name: str, data: bytes, sentence: str) -> None:
    assert refusal(name, data) == sentence


def test_an_unknown_ending_and_none_are_refused_with_what_is_kept() -> None:
    kept = "Kept are: pdf, png, jpg, jpeg, gif, webp, docx, xlsx, pptx, odt, ods, odp, txt, csv."
    assert refusal("film.mkv", b"x") == f"Files ending in .mkv are not kept. {kept}"
    assert refusal("readme", b"x") == f"The name has no ending that tells what the file is. {kept}"
    assert refusal(".pdf", files.PDF) == f"The name has no ending that tells what the file is. {kept}"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("contract.pdf", b"MZ\x90\x00", ANOTHER),
        ("contract.pdf", b"<html>%PDF-1.4", ANOTHER),
        ("quay.png", files.JPEG, ANOTHER),
        ("quay.gif", b"<svg onload=alert(1)>", ANOTHER),
        ("notes.txt", files.PDF, ANOTHER),
        ("notes.txt", b"text\x00with zero", ANOTHER),
        ("notes.txt", b"x" * 300_000 + b"\x07", ANOTHER),
        ("notes.txt", "text".encode("utf-16") + b"\x00", ANOTHER),
        ("notes.txt", "text\x00".encode("utf-16"), ANOTHER),
        ("notes.txt", b"\xef\xbb\xbf  <!DOCTYPE html><script>", WEB),
        ("notes.csv", "<svg onload=alert(1)>".encode("utf-16"), WEB),
        ("offer.docx", files.PDF, NOT_OFFICE),
        ("offer.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, NOT_OFFICE),
        ("offer.docx", files.xlsx(), OTHER_OFFICE),
        ("offer.xlsx", archive({"evil.exe": b"MZ"}), OTHER_OFFICE),
        ("letter.ods", files.odt(), OTHER_OFFICE),
    ],
)
def test_the_ending_and_the_content_have_to_agree(name: str, data: bytes, sentence: str) -> None:
    assert refusal(name, data) == sentence


def bomb_of_zeros() -> bytes:
    return files.docx(word__media__a_bin=b"\x00" * (200 * MB))


def bomb_of_many_parts() -> bytes:
    return archive({f"word/{n}": b"" for n in range(5_000)} | {"[Content_Types].xml": CONTENTS})


def bomb_by_its_sum() -> bytes:
    piece = zipfile.ZipInfo("x")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", CONTENTS)
        for n in range(40):
            piece = zipfile.ZipInfo(f"word/{n}.bin")
            packed.writestr(piece, b"x")
    data = made.getvalue()
    # Every part claims ten megabytes, packed to one hundred kilobytes.
    for name in (f"word/{n}.bin".encode() for n in range(40)):
        place = data.rindex(b"PK\x01\x02", 0, data.rindex(name)) + 20
        data = data[:place] + struct.pack("<LL", 200_000, 10 * MB) + data[place + 8 :]
    return data


def bomb_with_a_huge_directory() -> bytes:
    """Half a million parts of no content in 24 MB of directory, which zipfile would read into memory as a whole."""
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * (24 * MB // len(entry))
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 100, 100, len(directory), 4, 0)
    return b"PK\x03\x04" + directory + end


def bomb_of_documents() -> bytes:
    """Thirty documents in a document, each of a hundred parts of a megabyte: none of them too much by itself."""
    parts = {f"word/media/{n}.bin": b"\x00" * MB for n in range(100)}
    inner = archive({"[Content_Types].xml": CONTENTS} | parts)
    outer = {f"word/embeddings/{n}.docx": inner for n in range(30)}
    return archive({"[Content_Types].xml": CONTENTS, "word/document.xml": b"<w/>"} | outer)


def bomb_of_parts_of_a_megabyte() -> bytes:
    return files.docx(**{f"word__media__{n}_bin": b"\x00" * MB for n in range(250)})


def bomb_of_parts_over_each_other() -> bytes:
    """Forty parts, each of which claims the bytes of nearly the whole file."""
    data = files.docx(word__media__a_bin=random.Random(1).randbytes(MB), **{f"word__{n}": b"x" for n in range(40)})
    for name in (f"word/{n}".encode() for n in range(40)):
        place = data.rindex(b"PK\x01\x02", 0, data.rindex(name)) + 20
        data = data[:place] + struct.pack("<L", MB) + data[place + 4 :]
    return data


BOMBS = (
    *(bomb_of_zeros, bomb_of_many_parts, bomb_by_its_sum, bomb_with_a_huge_directory, bomb_of_documents),
    *(bomb_of_parts_of_a_megabyte, bomb_of_parts_over_each_other),
)


@pytest.mark.parametrize("make", BOMBS)
def test_a_bomb_is_refused_in_five_seconds_and_a_hundred_megabytes(make: object) -> None:
    data = make()  # type: ignore[operator]
    tracemalloc.start()
    began = time.monotonic()
    said = refusal("offer.docx", data)
    spent, (_now, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (said, spent < 5, peak < 100 * MB) == (BOMB, True, True)


@pytest.mark.parametrize(("count", "is_kept"), [(60, True), (61, False)])
def test_a_presentation_holds_the_workbooks_of_its_charts_up_to_a_number(count: int, is_kept: bool) -> None:
    books = {f"ppt/embeddings/{n}.xlsx": files.xlsx() for n in range(count)}
    data = archive({"[Content_Types].xml": CONTENTS, "ppt/presentation.xml": b"<p/>"} | books)
    if is_kept:
        assert recognise(io.BytesIO(data), "talk.pptx").content_type.endswith("presentation")
    else:
        assert refusal("talk.pptx", data) == (
            "The document holds more than 60 other documents and is not kept. Save it without them."
        )


def test_the_parts_of_inner_documents_count_as_parts_of_the_document() -> None:
    inner = archive({"[Content_Types].xml": CONTENTS} | {f"word/{n}": b"" for n in range(3_000)})
    parts = {"[Content_Types].xml": CONTENTS, "word/document.xml": b"<w/>"}
    assert refusal("offer.docx", archive(parts | {"word/a.docx": inner, "word/b.docx": inner})) == BOMB


def test_the_type_that_a_file_names_is_not_read_into_memory_as_a_whole() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", b"application/vnd.oasis.opendocument.text" + (b" " * 1023 + b"x") * (60 * 1024))
        packed.writestr("a.bin", random.Random(1).randbytes(MB), compress_type=zipfile.ZIP_STORED)
    data = made.getvalue()
    tracemalloc.start()
    refusal("letter.odt", data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MB


def lying(data: bytes, name: bytes, size: int) -> bytes:
    """The directory says another size of the part than its bytes have."""
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(name)) + 24
    return data[:place] + struct.pack("<L", size) + data[place + 4 :]


def test_a_part_that_is_not_what_the_directory_says_is_damage() -> None:
    honest = files.docx(word__media__a_bin=b"\x00" * 4096)
    assert refusal("offer.docx", lying(honest, b"word/media/a.bin", 10)) == DAMAGED


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "word\\..\\x", "C:/x"])
def test_parts_that_lead_out_are_refused(name: str) -> None:
    parts = {"[Content_Types].xml": CONTENTS, "word/document.xml": b"", name: b"x"}
    assert refusal("offer.docx", archive(parts)) == LEADS_OUT


def test_a_link_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", CONTENTS)
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    assert refusal("offer.docx", made.getvalue()) == LEADS_OUT


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for data in (CONTENTS, b"<other/>"):
            packed.writestr("[Content_Types].xml", data)
    assert refusal("offer.docx", made.getvalue()) == LEADS_OUT


@pytest.mark.parametrize(
    ("part", "data", "sentence"),
    [
        ("word/vbaProject.bin", b"\xd0\xcf", MACROS),
        ("xl/macrosheets/sheet1.xml", b"<x/>", MACROS),
        ("Basic/script-lc.xml", b"<x/>", MACROS),
        ("word/a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a/>', DTD),
        ("word/b.xml", '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16"), DTD),
        ("word/embeddings/a.bin", archive({"a": b"a"}), PACKED),
        ("word/embeddings/a.docx", files.docx(word__embeddings__b_docx=files.docx()), PACKED),
        ("word/media/a.png", b"Rar!\x1a\x07\x01\x00", PACKED),
        ("word/embeddings/b.docx", files.docx(word__media__a_bin=b"\x00" * (20 * MB)), BOMB),
        ("word/embeddings/c.docx", files.docx(word__vbaProject_bin=b"\xd0"), MACROS),
    ],
)
def test_what_a_document_must_not_hold(part: str, data: bytes, sentence: str) -> None:
    parts = {"[Content_Types].xml": CONTENTS, "word/document.xml": b"<w/>", part: data}
    assert refusal("offer.docx", archive(parts)) == sentence


@pytest.mark.parametrize("cut", [30, 100, -1, -10])
def test_a_document_cut_off_on_its_way_is_damaged(cut: int) -> None:
    assert refusal("offer.docx", files.docx()[:cut]) == DAMAGED


def test_a_password_is_told() -> None:
    data = bytearray(files.docx())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal("offer.docx", bytes(data)) == "The file is protected by a password. Save it without one."


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Anna\\offer.docx", "offer.docx"),
        ("of\x00fer\r\n.docx", "offer.docx"),
        ("offer\u202excod.exe", "offerxcod.exe"),
        ("\ud800offer.pdf", "offer.pdf"),
        ("  offer   of   May.pdf. ", "offer of May.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("Договор «Ёлка».pdf", "Договор «Ёлка».pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
    ],
)
def test_a_name_keeps_what_can_be_seen(sent: str, name: str) -> None:
    assert clean_name(sent) == name


@pytest.mark.parametrize("sent", ["", "...", "\u202e\u200f", "/", " . "])
def test_a_name_of_nothing_is_refused(sent: str) -> None:
    with pytest.raises(ValidationError, match="The file has no name"):
        clean_name(sent)


def test_a_name_of_300_letters_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValidationError, match="The name has 304 characters; 200 are kept at most. Shorten it."):
        clean_name("я" * 300 + ".pdf")


def test_the_case_of_letters_does_not_make_another_file() -> None:
    assert key_of("Straße.PDF") == key_of("STRASSE.pdf")
    assert [ending_of(name) for name in ("a.PDF", "a", ".pdf", "a.tar.gz", "a.")] == ["pdf", "", "", "gz", ""]
