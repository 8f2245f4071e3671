"""Numbers of a phone note that are no part of a name: times, dates, contracts, invoices, workshops, addresses, phones.

What stands in quotes is left alone, and so is a number that nothing claims (школа 7, 3M, 7-Eleven).
"""

from __future__ import annotations

import re
from functools import cache

_NUMBER = r"(?:(?:n|no|nr|num|number|nº|ном|номер\w{0,3})\b\.?\s*)?[#]?\s*[a-zа-я]{0,4}[-/]?\d[\w/-]*(?:\.\d[\w/-]*)?"
_MONTHS = (
    "январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|"
    "декабр[ьяе]|янв|фев|апр|авг|сент?|окт|ноя|дек|january|february|march|april|may|june|july|august|september|october|"
    "november|december|jan|feb|mar|apr|aug|sept?|oct|nov|dec"
)
_BEFORE_TIME = (
    r"(?:до|к|ко|с|со|в|во|на|от|за|после|около|ближе\s+к|"
    r"at|by|on|from|since|till|until|before|after|dated|around|of|due)"
)
_DOCUMENTS = (
    r"договор\w{0,3}|контракт(?:а|у|ом|е|ы|ов|ам)?|дог|счет(?:а|у|ом|е|ов|ам|ами)?(?:(?:\s?-\s?|\s)?фактур\w{0,2})?|сч|с/ф|сф|накладн\w{1,3}|ттн|упд|акт(?:а|у|ом|е|ы|ов|ам)?|"
    r"заказ\w{0,3}|заявк\w{1,3}|наряд\w{0,3}|тендер\w{0,3}|лот(?:а|у|ом|е)?|закупк\w{1,3}|спецификаци\w{1,2}|соглашени\w{1,2}|сделк\w{1,2}|"
    r"обращени\w{1,2}|тикет\w{0,2}|рекламаци\w{1,2}|претензи\w{1,2}|платежк\w{1,2}|поручени\w{1,2}|п/п|вх|исх|письм\w{1,2}|инвойс\w{0,2}|"
    r"паспорт\w{0,2}|инн|огрн|кпп|invoices?|inv|orders?|po|p\.o|contracts?|agreements?|quotes?|quotations?|tickets?|cases?|ref|reference|"
    r"claims?|bills?|lot|tender|shipments?|rma|deal|job|rfq"
)
_INSIDE = (
    r"цех\w{0,2}|участ\w{2,3}|склад\w{0,2}|корпус\w{0,2}|корп|офис\w{0,2}|оф|каб|кабинет\w{0,2}|этаж\w{0,2}|подъезд\w{0,2}|"
    r"строени[еяю]|стр|помещени[еяю]|пом|бокс\w{0,2}|ворота\w{0,2}|пост|бригад\w{1,2}|смен[аыуе]|терминал\w{0,2}|доб|добавочн\w{2,3}|"
    r"вн|внутр|подразделени[еяю]|ext|extension|room|rm|office|floor|suite|building|bldg|unit|workshop|gate|dock|warehouse|bay|desk|plant"
)
_FLOORS = "цех|участок|этаж|корпус|подъезд|склад|смена|floor"
_STREETS = (
    r"ул|улиц[аеы]|пр-т|пр|просп|проспект\w?|пер|переул\w{2,3}|шоссе|ш|наб|набережн\w{2}|пл|площад[ьи]|бульвар\w?|б-р|"
    r"проезд\w?|тупик|аллея"
)
_TEAMS = "purchasing|procurement|sales|accounting|accounts|finance|legal|hr|quality|logistics|warehouse|support|it"
_HOUSE = r"(?:\s*,?\s*(?:д|дом)?\.?\s*\d+[а-я]?(?:\s*,?\s*(?:к|корп|стр|оф|кв)\.?\s*\d+[а-я]?)*)"

# Surely no name.
_HARD = rf"""(?<!\w)(?:
      (?:{_DOCUMENTS})\b\.?\s*(?:{_NUMBER}|б\s?/\s?н)
    | (?:{_BEFORE_TIME}\s+)?(?:[01]?\d|2[0-3]):[0-5]\d(?:\s*(?:[ap]\.?m\b\.?|мск|ч\b|час\w*))?
    | (?:{_BEFORE_TIME}\s+)?(?:\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{4}}-\d\d-\d\d)(?:\s*г(?:ода)?\b\.?)?
    | (?:от|dated)\s+\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?
    | (?:до|к|после|till|until|before|after|by|в|at|с)\s+(?:[01]?\d|2[0-3])[.-][0-5]\d(?!\w)
    | \+\s?\d(?:[\s().-]{{0,2}}\d){{5,}}
    | (?:call(?:s|ed|ing)?|ring|rang|phone)\s+back
    | (?:{_TEAMS})\s+(?:department|dept|team|desk|office)
    | (?:{_STREETS})\b\.?\s+[^\W\d_][\w-]*(?:\s+[^\W\d_][\w-]*)?{_HOUSE}
    | [\w-]+(?:ая|ий|ый|ой)\s+(?:ул|улица|пр-т|проспект|шоссе|пер|переулок|бульвар|наб|набережная)\b\.?{_HOUSE}
    )(?!\w)"""
_PHONE = re.compile(r"(?<!\w)\d(?:[\s().-]{0,2}\d){8,}(?!\w)")  # once dates are out: «завод 9 12.03.2026»
# No name where one is left without it.
_SOFT = rf"""(?<!\w)(?:
      (?:{_BEFORE_TIME}\s+)?\d{{1,2}}(?:-?(?:го|ое|е|th|st|nd|rd))?\s+(?:{_MONTHS})\b(?:\s+\d{{4}}(?:\s*г(?:ода)?\b\.?)?)?
    | (?:{_BEFORE_TIME}\s+)(?:{_MONTHS})\b\.?(?:\s+\d{{1,4}}(?:st|nd|rd|th)?)?
    | (?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s*\d{{4}})?
    | (?:за\s+|for\s+)?(?:[1-4](?:-?й)?|i{{1,3}}|iv)\s+(?:квартал|полугоди)\w{{0,2}}
    | (?:за\s+|for\s+)?q[1-4]\b
    | \d{{1,2}}\.(?:0[1-9]|1[0-2])
    | (?:{_BEFORE_TIME}\s+)?\d{{1,2}}\s*(?:ч|час(?:а|ов|ам)?|мин(?:ут\w?)?|утра|вечера|дня|[ap]m|o\s?clock)\b
    | (?:до|к|после|till|until|before|after|by)\s+(?:[01]?\d|2[0-4])(?!\s*[^\W\d_])
    | (?:в|at)\s+(?:[01]?\d|2[0-4])(?=\s*(?:$|[,;)]))
    | (?:{_INSIDE})\b\.?\s*{_NUMBER}
    | \d{{1,3}}(?:-?(?:й|ый|ой|я|го|м|th|st|nd|rd))?\s+(?:{_FLOORS})\w{{0,2}}(?!\s*\d)
    | (?:ул|улица|улице)\b\.?\s+[^\W\d_][\w-]*
    | \d(?:[\s().-]{{0,2}}\d){{5,}}
    )(?!\w)"""
_TOLD = re.compile(
    r"\d|/|back|dep|team|desk|office|ул|квартал|полугоди|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled for the first note with a number: both take 5 ms, which other calls are spared."""
    return re.compile(pattern, re.VERBOSE)


def without_numbers(text: str, soft: bool) -> tuple[str, str, bool]:
    """A plain note without such numbers, what was taken out, and whether any of it was surely no name.

    ``soft``: take out also what may be a name where nothing else is said (цех 5).
    """
    if not _TOLD.search(text):
        return text, "", False
    taken: list[str] = []

    def cut(found: re.Match[str]) -> str:
        if text.count('"', 0, found.start()) % 2:
            return found[0]
        taken.append(found[0])
        return " , " if found[0][:1].isdigit() and ":" in found[0] else " "

    text = _PHONE.sub(cut, _compiled(_HARD).sub(cut, text))
    hard = bool(taken)
    if soft:
        text = _compiled(_SOFT).sub(cut, text)
    return text, " ".join(taken), hard
