"""Which encoding a file is in: told by all of it, Latin letters apart from Cyrillic, and a doubt is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, Run, few_cards
from hypothesis import given
from hypothesis import strategies as st

from leadcli.io import encodings, exports, raw_csv
from leadcli.io.encodings import Unreadable, decode, guess_encoding, read_bytes, tell_encoding
from leadcli.io.exports import form_of, rows

RUSSIAN = "ID;Название компании;Ответственный\n1;ООО «Мется Борд»;Ирина Соколова\n2;ИП Ёлкин, Щёлково;Дима Волков\n"
GERMAN = "Record ID;Company name;Company owner\n1;Müller GmbH;d.volkov@team.example\n2;Étoile Éclairage;Jürgen Öz\n"
PLAIN = RUSSIAN.replace("«", "").replace("»", "")
OLD = {"cp1251": RUSSIAN, "cp866": PLAIN, "koi8-r": PLAIN, "mac_cyrillic": RUSSIAN, "cp1252": GERMAN, "utf-8": GERMAN}
# Names that the table of letter pairs was not counted in, and Western ones.
NAMES = sorted(
    {
        name
        for path in [*ROOT.glob("tests/names/*.yaml"), *ROOT.glob("tests/matching/*.yaml")]
        for name in re.findall(r"[А-ЯЁ][А-Яа-яёЁA-Za-z .-]{3,40}", path.read_text(encoding="utf-8"))
    }
)
WESTERN = [
    "Müller GmbH",
    "Étoile Éclairage",
    "MÜßIG SÖHNE",
    "Société Générale",
    "Peña Nieto SA",
    "Ångström AB",
    "Ørsted A/S",
    "São Paulo",
]


@pytest.mark.parametrize(("size", "fits"), [(2_000, True), (2_001, False)])
def test_a_file_may_have_so_many_bytes(size: int, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "LIMIT_MB", 0.002)
    (tmp_path / "t.csv").write_bytes(b"x" * size)
    if fits:
        assert read_bytes(tmp_path / "t.csv", "t") == b"x" * size
        return
    with pytest.raises(Unreadable) as refused:
        read_bytes(tmp_path / "t.csv", "t")
    assert refused.value.problem.code == "file-too-large"


# Few words each, as in a small table; what two encodings say alike (ñ, ń) is taken for the Western one.
SMALL = [
    ("cp1250", "Firma;Opiekun\nZakład Łączności;Łukasz Żak\n"),
    ("cp1250", "Firma;Obchodník;Město\nDvořák stroje;Jiří Němec;Plzeň\n"),
    ("cp1250", "Kůň a syn;Věra Černá;Ústí\n"),
    ("cp1254", "Şirket;Müşteri temsilcisi;Şehir\n"),
    ("cp1254", "Çelik A.Ş.;Işık Doğan;Ağrı\n"),
    ("cp1252", "Société Générale;Hôpital Mère;Père Noël\n"),
    ("cp1252", "Città di Milano;Però;Caffè Forlì;Perù\n"),
    ("cp1252", "Peña Nieto;Compañía Española\n"),
    ("cp1252", "São Paulo;Construções Ltda\n"),
    ("cp1252", "Ørsted A/S;Ångström AB;Hämeenlinna\n"),
]


@pytest.mark.parametrize(("encoding", "text"), SMALL, ids=[f"{name} {text.strip()}" for name, text in SMALL])
def test_encodings_of_neighbours_are_told_apart(encoding: str, text: str) -> None:
    assert guess_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", OLD)
def test_old_encodings_are_told_apart(encoding: str) -> None:
    data = OLD[encoding].encode(encoding)
    assert decode(data, "x") == OLD[encoding], guess_encoding(data)


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    st.sampled_from(["cp1251", "cp866", "koi8-r", "mac_cyrillic"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_any_list_of_russian_names_is_told_or_in_doubt(names, encoding, case) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(map(case, names))
    told, sure = tell_encoding(text.encode(encoding))
    assert not sure or text.encode(encoding).decode(told) == text


@pytest.mark.parametrize(("letters", "damage"), [(20, True), (19, False)])
def test_one_broken_byte_behind_many_whole_letters_is_damage(letters: int, damage: bool) -> None:
    data = ("Ромашка" * 3)[:letters].encode() + b"\n\xcb\xe5\xed\xf2\xe0 \xcc\xe0\xff\xea\n"
    assert (tell_encoding(data) == ("utf-8", True)) is damage


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_is_sure(encoding: str) -> None:
    assert tell_encoding(RUSSIAN.encode(encoding)) == (encoding, True)


# Of ten characters, how many may be other than Latin or Cyrillic for the NULs to be those of UTF-16; a tenth at most.
@pytest.mark.parametrize(("others", "wide"), [(0, True), (1, True), (2, True), (3, False)])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_are_told_by_their_nuls(encoding: str, others: int, wide: bool) -> None:
    data = ("a" * (21 - others) + "—" * others).encode(encoding)
    assert (tell_encoding(data) == (encoding, True)) is wide


@pytest.mark.parametrize(
    ("data", "encoding", "code", "place"),
    [
        (b"id\n1;\xff\n", "utf-8", "file-encoding", "t:2:3"),
        ("имя\nя".encode() + b"\xff", "utf-8", "file-encoding", "t:2:2"),
        (b"\xff", "utf-8", "file-encoding", "t:1:1"),
        (b"id", "no such", "encoding-unknown", "t:1:1"),
        (b"id\n\n1;\0\n", "", "file-nul", "t:3:3"),
        (b"\0id;n", "", "file-nul", "t:1:1"),
    ],
)
def test_what_is_no_text_has_a_place(data: bytes, encoding: str, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(data, "t", encoding)
    assert (refused.value.problem.code, str(refused.value.problem.place)) == (code, place)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "mac_cyrillic"])
def test_three_rows_are_enough(encoding: str) -> None:
    lists = [NAMES[start::40] for start in range(40)]
    texts = [
        "\n".join(["ID;Название;Ответственный", *(f"{n};{name};" for n, name in enumerate(each[:3]))]) for each in lists
    ]
    assert {tell_encoding(text.encode(encoding)) for text in texts} == {(encoding, True)}


@given(st.lists(st.sampled_from(WESTERN), min_size=1, unique=True))
def test_western_names_are_not_taken_for_russian(names: list[str]) -> None:
    text = "\n".join(names)
    assert text.encode("latin-1").decode(guess_encoding(text.encode("latin-1"))) == text


def test_the_table_of_letter_pairs_is_that_of_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from build_letter_pairs import made

    from leadcli.io.letter_pairs import PAIRS

    near = [abs(int(a) - int(b)) for a, b in zip("".join(made().split()), "".join(PAIRS), strict=True)]
    assert max(near) <= 3, "our texts grow; the table is made anew when they say something else"
    assert sum(near) / len(near) < 0.2


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


@pytest.mark.parametrize("size", [1 << 10, 1 << 18])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_are_told_in_a_file_of_any_length(
    encoding: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of Russian text every byte may be one of ASCII, and a line end does not end with the byte that says so."""
    for module in (exports, raw_csv):
        monkeypatch.setattr(module, "HEAD", size)
    lines = ["id;имя;owner", *(f"{n};Мется {n};Ирина" for n in range(99))]
    assert (len("\n".join(lines)) * 2 > size) is (size == 1 << 10)
    path = tmp_path / "export.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    form = form_of(path)
    assert (form.encoding, form.delimiter) == (encoding, ";")
    assert [row.raw.strip() for row in rows(path, form)] == lines


@pytest.mark.parametrize("wrong", ["cp1251", "latin-1"])
def test_letters_that_were_damaged_before_are_said(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    # cp1251 cannot hold every byte: letters that it has not are left out.
    path.write_bytes(RUSSIAN.replace("И", "").replace("Ё", "").encode().decode(wrong).encode())
    said = [each.text for each in form_of(path).doubts]
    assert said[:1] == ["letters were damaged before: {wrong} was probably {right}"]
    path.write_text(RUSSIAN, encoding="utf-8")
    assert form_of(path).doubts == ()


@pytest.mark.parametrize("name", ["utf8x", "base64"])
def test_of_an_encoding_that_there_is_not_those_that_are_known_are_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("id,name", encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        form_of(path, name)
    assert refused.value.problem.code == "encoding-unknown"
    assert "cp1251" in str(refused.value.problem.remedy)


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(GERMAN.encode("cp1252"))
    assert ["--encoding" in each.text for each in form_of(path).doubts] == [True]
    assert form_of(path, "cp1252").doubts == ()


POLISH = "Firma;Opiekun\n" + "".join(
    f"Zakład Łączności {n};{'Łukasz Żak' if n % 2 else 'Świętosława Kość'}\n" for n in range(6)
)
STAFF = "Imię i nazwisko;Email\nŁukasz Żak;l@team.example\nŚwiętosława Kość;s@team.example\n"
SAID = "the encoding cp1250 is guessed; if names look wrong: --encoding NAME"
READING = {  # every command that reads a table of somebody else's
    "init": ["init", "base", "--yes", "--from", "polish.csv"],
    "init, a list": ["init", "base", "--yes", "--from", "clients=plain.csv", "--from", "managers=staff.csv"],
    "import": ["import", "polish.csv", "--as", "clients"],
    "discover": ["discover", "polish.csv"],
    "match": ["match", "polish.csv"],
    "reassign": ["reassign", "polish.csv"],
}


@pytest.mark.parametrize("command", READING)
def test_every_command_says_that_an_encoding_is_guessed(command: str, tmp_path: Path, run: Run) -> None:
    few_cards(tmp_path)
    if command == "import":
        assert run("init", "made", "--yes", "--from", "plain.csv", folder=_with_tables(tmp_path)).code == 0
        tmp_path = tmp_path / "made"
    ran = run(*READING[command], language="en", folder=_with_tables(tmp_path), width=120)
    assert ran.err.count(SAID) == 1, ran.err
    assert "columns: " in ran.err


def _with_tables(folder: Path) -> Path:
    for name, text, encoding in (("polish", POLISH, "cp1250"), ("plain", POLISH, "utf-8"), ("staff", STAFF, "cp1250")):
        (folder / f"{name}.csv").write_text(text, encoding=encoding)
    return folder
