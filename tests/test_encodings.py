"""Which encoding a file is in: told by all of it, Latin letters apart from Cyrillic, and a doubt is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.io.encodings import decode, guess_encoding
from leadcli.io.exports import form_of, rows

RUSSIAN = "ID;Название компании;Ответственный\n1;ООО «Мется Борд»;Ирина Соколова\n2;ИП Ёлкин, Щёлково;Дима Волков\n"
GERMAN = "Record ID;Company name;Company owner\n1;Müller GmbH;d.volkov@team.example\n2;Étoile Éclairage;Jürgen Öz\n"
OLD = {"cp1251": RUSSIAN, "mac_cyrillic": RUSSIAN.replace("«", "").replace("»", ""), "cp1252": GERMAN, "utf-8": GERMAN}


@pytest.mark.parametrize("encoding", OLD)
def test_old_encodings_are_told_apart(encoding: str) -> None:
    data = OLD[encoding].encode(encoding)
    assert decode(data, "x") == OLD[encoding], guess_encoding(data)


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252", "utf-8"])
def test_the_whole_file_tells(encoding: str, tmp_path: Path) -> None:
    """Far more plain rows than are looked at to tell the rest, then names."""
    names = OLD[encoding].splitlines()[1:]
    plain = [f"{n};Company {n};owner" for n in range(20_000)]
    path = tmp_path / "export.csv"
    path.write_bytes("\n".join(["id;name;owner", *plain, *names, ""]).encode(encoding))
    found = list(rows(path, form_of(path)))
    assert [row.raw.strip() for row in found[-len(names) :]] == names
    assert not any(row.fault for row in found)


@pytest.mark.parametrize("wrong", ["cp1251", "latin-1"])
def test_letters_that_were_damaged_before_are_said(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    # cp1251 cannot hold every byte: letters that it has not are left out.
    path.write_bytes(RUSSIAN.replace("И", "").replace("Ё", "").encode().decode(wrong).encode())
    said = [each.text for each in form_of(path).doubts]
    assert said[:1] == ["letters were damaged before: {wrong} was probably {right}"]
    path.write_text(RUSSIAN, encoding="utf-8")
    assert form_of(path).doubts == ()


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(GERMAN.encode("cp1252"))
    assert ["--encoding" in each.text for each in form_of(path).doubts] == [True]
    assert form_of(path, "cp1252").doubts == ()
