"""A column's header as it is compared, and what real exports put around the word that says what the column holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from leadcli.names.scripts import one_script

LONGEST = 1_000  # characters of a header that is looked into
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
_COMPARED = {**_INVISIBLE, **str.maketrans("ёЁıİ", "еЕii")}  # Turkish has four letters i, which casefold to three
# How words begin that say of somebody that he had the client before; of a column that is old it may hold still.
FORMER = "прошл|бывш|прежн|предыдущ|prev|former"
# What a column of that other thing holds is not the field itself: the id of a company is no name.
_OTHER = rf"\b(?:id|guid|uuid|код|ид|ссылка|link|url|стар|old|{FORMER}|контакт|contact|тип|type|дата|date|кем|кто)"
_NOTE = r"(?:(?<!\s)\s+)?(?:\(([^()]*)\)|\[([^\[\]]*)\]|,\s*([\w.%/]{1,12}))\s*$"
_ABOUT = (
    r"(?:компания|организация|контрагент|клиент|партн[её]р|реквизиты?(?:\s*\([^()]*\))?|company|account|organi[sz]ation|"
    r"customer|client|partner|details|custom(?:\s+fields?)?)(?:\s*[:.>/|]\s*|\s+[-–]\s+)(?=\w)"
)
_FIRST_OF_SEVERAL = r"(\D+?)\s+1\s+-\s+(\w.*)"  # Google's «Phone 1 - Value», «Address 1 - City»
_APART = r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])"  # CompanyName, ОсновнойМенеджер


def header_key(header: str) -> str:
    """A header as it is compared: casefolded, ё as е, ı as i, blanks, underscores and hyphens as one blank."""
    if "-\n" in header:  # a word that a narrow cell breaks
        header = re.sub(r"(?<=\w)-\n\s*", "", header)
    if not header.isascii():
        header = unicodedata.normalize("NFC", header).translate(_COMPARED)
    return " ".join(header.casefold().replace("_", " ").replace("-", " ").split())


def plainer_keys(header: str) -> tuple[str, ...]:
    """A header without what stands around its word, as compared, the least changed first.

    Stars, colons, question marks, notes and units («ИНН*», «Город (факт.)», «Комментарий, обяз.»), then the thing of
    which it is told («Компания: ИНН», «Реквизит (Россия): ИНН», ``Account.Name``, ``custom.Lead Owner``), then which of
    several it is (``Phone 1 - Value``), then words that are written as one.
    """
    if len(header) > LONGEST:
        return ()
    found: list[str] = []
    text = unicodedata.normalize("NFC", header).translate(_INVISIBLE).strip()
    while True:
        bare = text.strip(" \t\r\n\u00a0*:：.;?!\"'«»№")
        note = re.search(_NOTE, bare)
        if note and note.start() and not re.search(_OTHER, next(filter(None, note.groups()), ""), re.IGNORECASE):
            bare = bare[: note.start()]
        about = re.match(_ABOUT, bare, re.IGNORECASE) if bare == text else None
        text, before = bare[about.end() :] if about else bare, text
        if text == before:
            break
        found.append(header_key(text))
    if first := re.fullmatch(_FIRST_OF_SEVERAL, text):
        text = first[1] if first[2].casefold() == "value" else f"{first[1]} {first[2]}"
        found.append(header_key(text))
    apart = header_key(re.sub(_APART, " ", text))
    alike = " ".join(map(one_script, apart.split())) if not apart.isascii() else apart  # «Oтветственный» with a Latin O
    return tuple(dict.fromkeys(key for key in (*found, apart, alike) if key and key != header_key(header)))


def bearing(columns: Sequence[str], index: int) -> list[int]:
    """The columns that bear the header of one, that one among them."""
    key = header_key(columns[index])
    return [n for n, column in enumerate(columns) if header_key(column) == key]


def numbered(columns: Sequence[str], index: int) -> str:
    """A column as a user may name it: its header; where another bears it too, with its number among them (Owner#2)."""
    same = bearing(columns, index)
    if not header_key(columns[index]):
        return f"#{index + 1}"
    return columns[index] if len(same) == 1 else f"{columns[index]}#{same.index(index) + 1}"


def meant(columns: Sequence[str], said: str) -> tuple[int, ...]:
    """The columns that a user names: by the header; the second of that header as Owner#2, the seventh of all as #7."""
    key = header_key(said)
    if found := tuple(n for n, column in enumerate(columns) if header_key(column) == key):
        return found
    numbered = re.fullmatch(r"(.*)#(\d{1,5})", said.strip(), re.DOTALL)
    if numbered is None:
        return ()
    key, number = header_key(numbered[1]), int(numbered[2])
    found = tuple(n for n, column in enumerate(columns) if not key or header_key(column) == key)
    return found[number - 1 : number] if number else ()


def placed(columns: Sequence[str], mapped: Mapping[str, str]) -> dict[int, str]:
    """What a user says that columns hold, by their places; what is named twice or nowhere is left out."""
    return {found[0]: field for said, field in mapped.items() if len(found := meant(columns, said)) == 1}


_OWNERS_MARK = (  # compiled where an export is read
    r"(?i:(?:\b|_)(?:id|guid|uuid|код|ид)(?:\b|_)|mail|почт|фио|login|логин|username|alias|псевдоним|id\b)"
)


def owners_marks(columns: Sequence[str], owner: int) -> list[int]:
    """The columns that tell owners by id, e-mail or login, beside the column ``owner`` of names, or alone (-1)."""
    if not any(re.search(_OWNERS_MARK, column) for column in columns):
        return []
    from leadcli.fields.header_words import marks_of_owner  # most tables have no such column

    return marks_of_owner(columns, owner)


# What the parts of a person's name are called where each has a column of its own.
GIVEN_NAMES = frozenset(("given name", "first name", "имя"))
SURNAMES = frozenset(("family name", "last name", "surname", "фамилия", "фамилии"))


def parted_names(columns: Sequence[str]) -> bool:
    """Whether a table is of people: a name and a surname stand in columns of their own."""
    keys = set(map(header_key, columns))
    return bool(GIVEN_NAMES & keys and SURNAMES & keys)


_FIRST_NAME = re.compile(r"(?:\b|_)(?:имя|name|first)(?:\b|_)", re.IGNORECASE)


def holds_first_names(columns: Sequence[str], owner: int) -> bool:
    """Whether a column of owners holds their first names alone: their surnames stand in another."""
    if not _FIRST_NAME.search(columns[owner]):
        return False
    from leadcli.fields.header_words import surnames_beside

    return surnames_beside(columns, owner)


# --- in the languages of neighbours ---------------------------------------------------------------------------------
# Ukrainian, Belarusian, Kazakh, German, Polish, Turkish, Spanish, French, Italian: each the field's own word there, as
# the CRMs translate their own columns (Bitrix24, Salesforce, HubSpot, Zoho) and as people head a list. Not among them
# is what heads another thing elsewhere: CIF (Incoterms), kraj (a Czech region), сторінка (a page).
_NEIGHBOURS = {
    "name": """
        компанія · назва · назва компанії · назва клієнта · клієнт · організація · назва організації · кампанія ·
        назва кампаніі · кліент · компания атауы · клиент атауы · ұйым · ұйым атауы · firma · firmenname ·
        name der firma · unternehmen · unternehmensname · kunde · kundenname · accountname · nazwa · nazwa firmy ·
        klient · nazwa klienta · kontrahent · firma adı · şirket · şirket adı · müşteri · müşteri adı · empresa ·
        nombre de la empresa · cliente · nombre del cliente · razón social · société · nom de la société ·
        entreprise · nom de l'entreprise · nom du compte · raison sociale · azienda · nome azienda · ragione sociale
        · nome del cliente
    """,
    "person": """
        фамилия имя · фамилия, имя · фамилия и имя · имя и фамилия · имя фамилия · фамилия имя отчество · фамилия,
        имя, отчество · фамилия и инициалы · піб · прізвище та ім'я · прізвище та імя · прізвішча і імя · аты жөні ·
        тегі аты · vor und nachname · vorname nachname · nachname, vorname · mitarbeiter · mitarbeiterin · imię i
        nazwisko · nazwisko i imię · pracownik · ad soyad · adı soyadı · çalışan · nombre y apellidos · nombre y
        apellido · nombre completo · empleado · nom et prénom · nom prénom · prénom et nom · nom complet ·
        collaborateur · nome e cognome · cognome e nome · nominativo · dipendente · nome completo · jméno · jméno a
        příjmení · meno a priezvisko · név · nume și prenume
    """,
    "owner": """
        відповідальний · відповідальна · відповідальний менеджер · адказны · адказны менеджар · жауапты ·
        жауапты тұлға · жауапты менеджер · betreuer · kundenbetreuer · zuständig · zuständiger · verantwortlich ·
        verantwortlicher · kundenverantwortlicher · vertriebsmitarbeiter · verkäufer · accountinhaber ·
        accountbesitzer · opiekun · opiekun klienta · handlowiec · przedstawiciel handlowy · odpowiedzialny ·
        właściciel konta · sorumlu · müşteri temsilcisi · satış temsilcisi · müşteri sorumlusu · responsable ·
        vendedor · asesor · asesor comercial · ejecutivo comercial · ejecutivo de cuenta · comercial asignado ·
        propietario · propietario de la cuenta ·
        propriétaire du compte · responsable commercial · chargé de compte · responsabile · venditore ·
        agente di vendita · responsável · vendedor responsável · proprietário da conta · chargé d'affaires ·
        conseiller commercial · attaché commercial · opiekun handlowy · accountmanager · responsabile commerciale
    """,
    "city": """
        місто · населений пункт · горад · қала · ort · stadt · miasto · miejscowość · şehir · ciudad · ville · città ·
        cidade · rechnungsort
    """,
    "country": """
        країна · краіна · land · ülke · país · pays · paese
    """,
    "group": """
        група компаній · група кампаній · konzern · unternehmensgruppe · grupa kapitałowa · grupa · şirketler grubu
        · grupo · groupe · gruppo
    """,
    "parent": """
        материнська компанія · головна компанія · muttergesellschaft · übergeordneter account · spółka dominująca ·
        ana şirket · empresa matriz · cuenta principal · société mère · compte principal · società madre ·
        azienda capogruppo
    """,
    "inn": """
        іпн · рнокпп · жсн · бсн · ust idnr. · ust idnr · ust id · steuernummer · vergi no · vergi numarası · nif ·
        numéro de tva · partita iva · p. iva · p.iva
    """,
    "phone": """
        телефон компанії · тэлефон · telefon · telefonnummer · nr telefonu · numer telefonu · telefon numarası ·
        teléfono · téléphone · telefono · telefone
    """,
    "email": """
        ел. пошта · електронна пошта · пошта · эл. пошта · e mail adresse · adres e mail · e posta ·
        correo electrónico · courriel · adresse e mail · posta elettronica
    """,
    "website": """
        вебсайт · webseite · webpräsenz · strona www · strona internetowa · web sitesi · sitio web ·
        site web · site internet · sito web
    """,
}


def neighbours(field: str) -> tuple[str, ...]:
    """The headers of a field in other languages."""
    return tuple(" ".join(_NEIGHBOURS[field].split()).split(" · "))
