"""The words by which a row of an export shows that it is no client, Russian, English and some German.

All are compared as ``plain`` writes them: casefolded, ё as е, one blank, without marks of bytes and of width.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from leadcli.fields.cleaners import ABSENT

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# A sum; what may follow it is told by AFTER_SUM, or the manager whose sum it is.
SUMS = (
    "итого", "итоги", "общий итог", "общие итоги", "общая сумма", "общее количество", "общее кол-во", "всего",
    "всего найдено", "найдено", "подытог", "под итог", "промежуточный итог", "промежуточные итоги", "в том числе",
    "grand total", "grand totals", "grand summary", "overall total", "report total", "report totals", "total", "totals",
    "sub total", "subtotal", "subtotals", "total records", "total rows", "record count", "summe", "gesamt",
    "gesamtsumme", "gesamtergebnis", "zwischensumme", "сумма", "количество", "кол-во", "среднее", "среднее значение",
    "sum", "count", "average", "avg",
)  # fmt: skip
SUMS_AFTER = ("итог", "итого", "всего", "количество", "сумма", "total", "subtotal", "count", "sum")  # «Ольга Итог»
COUNTED = (
    "компаний", "компании", "клиентов", "клиента", "контрагентов", "контрагента", "строк", "строки", "записей",
    "записи", "организаций", "организации", "сделок", "сделки", "лидов", "лида", "заявок", "звонков", "позиций", "шт",
    "штук", "единиц",
    "records", "rows", "clients", "customers", "companies", "accounts", "leads", "deals", "contacts", "items", "calls",
)  # fmt: skip

# What a title of a group of rows begins with, before a colon, beside the headers of TITLE_FIELDS.
TITLES = (
    "группа", "отдел", "подразделение", "филиал", "регион", "область", "период", "отбор", "параметры", "сортировка",
    "группировка", "фильтр", "фильтры", "отборы", "раздел", "категория", "дата", "department", "region", "team",
    "territory", "period", "filter", "filters", "filtered by", "grouped by", "sorted by", "section", "category",
    "date",
)  # fmt: skip
TITLE_FIELDS = ("owner", "group", "city", "country", "status")

# What a row under the header says that tells of its columns.
TYPES = (
    "текст", "строка", "число", "целое", "дата", "дата/время", "пользователь", "список", "справочник", "да/нет",
    "булево", "телефон", "ссылка", "привязка к сотруднику", "сотрудник", "обязательно", "обязательное",
    "обязательное поле", "необязательно", "необязательное", "text", "string", "number", "integer", "int", "numeric",
    "date", "datetime", "user", "lookup", "picklist", "enum", "list", "boolean", "bool", "varchar", "phone", "email",
    "url", "id", "uuid", "currency", "required", "optional", "mandatory",
)  # fmt: skip

# What stands for a name where a program found none; the last only in brackets: a firm may be called so.
NO_NAMES = ABSENT | {
    "не заполнено", "не задано", "нет данных", "нет записей", "нет названия", "без названия", "объект не найден",
    "пустое значение", "no data", "no name", "no records", "no results",
}  # fmt: skip
BRACKETED = (*NO_NAMES, "пусто", "удаленный объект", "blank", "empty", "unnamed", "untitled", "unknown", "неизвестно")

# How the foot of a report begins, and a note.
FOOTERS = (
    r"copyright\b.*(\(c\)|©|\d{4})", r"(\(c\)|©)\s*\d{4}", r"©", r"confidential information",
    r"конфиденциальн\w+ информаци", r"(strictly )?confidential\W*$", r"(for )?internal use only",
    r"строго конфиденциально\W*$", r"конфиденциально\W*$", r"коммерческая тайна\W*$", r"vertraulich\W*$",
    r"для (служебного|внутреннего) (пользования|использования)",
    r"(report )?(generated|created|exported|printed|downloaded)( (by|on|at))?\s*:",
    r"(report )?generated (by|on|at)\b", r"(exported|downloaded|printed) (by|on|at|from)\b", r"report run (by|on|at)\b",
    r"last (updated|modified|refreshed|synced)\b", r"(data )?as of \d", r"stand:? \d", r"all rights reserved",
    r"все права защищены", r"(page|seite) \d+( (of|von) \d+)?$", r"(страница|стр\.) ?\d+( из \d+)?$",
    r"лист \d+ из \d+$", r"(showing|displaying) \d+", r"показан[оаы]? .*\d+ (из|по)\b",
    r"end of (report|file|list)", r"(accounts?|leads?|contacts?|opportunit(y|ies)|sales|customers?|clients?) report$",
    r"\W*(конец|end|ende)\W*$", r"конец (отчета|списка|файла|таблицы)",
    r"отчет (сформирован|подготов|постро|создан|состав|выгру)\w*",
    r"(сформирован|сформировано|выгружен|выгружено|подготовила?|составила?|проверила?|исполнитель|руководитель|подпись"
    r"|главный бухгалтер|утверждаю|согласовано|ответственн\w+ за (отчет|выгрузку|выпуск|данные))\s*[:_]",
    r"(выгружено|экспортировано|распечатано|напечатано) (из|от|на|в)\b", r"(утверждаю|согласовано|м\.? ?п\.?)$",
    r"перенос (на|со?) .*(страниц|лист)", r"(перенесено|переходящий остаток)\b", r"(carried|brought) (forward|over)\b",
    r"продолжение (на следующей|таблицы|списка|следует)", r"continued\b.*\b(page|overleaf)",
    r"дата (формирования|выгрузки|отчета|печати|экспорта)\b", r"данные на \d",
)  # fmt: skip
SIGNED = "___"  # where one signs
NOTES = (r"(примечани[ея]|прим\.|сноска|внимание|комментарий|важно|n\.?b\.?|notes?|remarks?|attention)\s*:", r"\*+ ?\w")

DOUBLES = ("дубль", "дубликат", "duplicate")  # alone of a card to be deleted, beside a name of its copy
# A card that nobody calls from: made to try something, or meant to be deleted. The first make a name such a card's,
# with nothing but the others beside them; the last do so beside any name.
TESTS = (
    "тест", "тесты", "тестовый", "тестовая", "тестовое", "тестовые", "тестирование", "проверка", "проба", "демо",
    "пример", "образец", "test", "tests", "testing", "demo", "dummy", "sample", "example", "asdf", "qwerty", "йцукен",
    "фыва", *DOUBLES,
)  # fmt: skip
OF_TESTS = (
    "клиент", "клиента", "компания", "компании", "контрагент", "организация", "фирма", "карточка", "запись", "строка",
    "заявка", "сделка", "лид", "client", "company", "customer", "account", "contact", "lead", "deal", "record", "row",
    "entry", "card", "kunde", "firma",
    "ооо", "ао", "зао", "ип", "тоо", "gmbh", "llc", "ltd", "inc", "the", "a", "please",
)  # fmt: skip
TO_DELETE = (
    "löschen", "bitte löschen", "nicht verwenden",
    "удалить", "на удаление", "к удалению", "не использовать", "do not use", "don't use", "delete", "to be deleted",
    "ignore this",
)  # fmt: skip
COPIES = ("копия", "copy", "kopie", "duplikat", *DOUBLES)


def plain(text: str) -> str:
    """A text as these words are compared."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.casefold().replace("ё", "е").split())


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


# After a sum: nothing, a number, or what is counted; a time or a list it is of; after a colon or «по» anything.
_OF = _any(COUNTED)
_REST = (
    rf"(?:\W*|\W*\b(?:{_OF})\b\W*[\d\s.,]*\W*|\W*[\d\s.,]+(?:\s*(?:{_OF}))?\W*"
    r"|\s*:.*|\s+(?:по|for|by|of)\s.+|\s+за\s+(?:период|день|неделю|месяц|квартал|год|\d).*"
    r"|\s+в\s+(?:базе|отчете|списке|выгрузке|файле|таблице)\W*[\d\s]*)"
)
# A sum may also say what is counted alone: «6 записей», «Компаний: 6».
SUM_ROW = re.compile(rf"\W*(?:(?:{_any(SUMS)}){_REST}|\d[\d\s]*(?:{_OF})\W*|(?:{_OF})\s*[:=–—-]\s*\d[\d\s]*)")
SUM_OF = re.compile(rf"\W*(?:{_any(SUMS)})\s+(.+)")
OF_SUM = re.compile(rf"(.+?)\s+(?:{_any(SUMS_AFTER)})\W*")
FOOT = re.compile("|".join(FOOTERS))
NO_NAME = re.compile(rf"[\W_]*|\W*(?:{_any(NO_NAMES)})\W*|[<(\[{{]\W*(?:{_any(BRACKETED)})\W*[>)\]}}]")
AMOUNT = re.compile(r"[-+(]?[\d\s.,]*\d[\d\s.,]*[)%₽$€]?(?:\s*(?:руб|р|шт|тыс|млн|usd|eur|rub)\.?)?")
# What a program calls a column: TITLE, UF_INN, assigned_by_id.
NAME_OF_PROGRAM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
# A day: a text that stands alone in its row and has one tells when the table was made.
_MONTHS = (
    r"(?:январ|феврал|март|апрел|ма[яйе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[а-яa-z]*"
)
DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)(?!\d)"
    rf"|\b{_MONTHS}\.? (?:\d{{1,2}},? )?(?:19|20)\d\d\b"
)
NOTE = re.compile("|".join(NOTES))
_DELETED = rf"\b(?:{_any(TO_DELETE)})\b"
TEST = re.compile(
    rf"\W*(?:(?:{_any(OF_TESTS)})\W+)*(?:(?:{_any(TESTS)})\d*|{_DELETED})"
    rf"(?:\W*\b(?:{_any((*TESTS, *OF_TESTS))})\b|\W*{_DELETED}|\W*\d+)*\W*"
)
DELETED = re.compile(rf"\W*{_DELETED}|.*[(\[] ?{_DELETED}|.*[-–—:/] ?{_DELETED}\W*$")
_COPY = rf"(?:{_any(COPIES)})\b(?: ?№? ?\(?\d{{1,3}}\)?)?"
_COPY_OF = re.compile(rf"\W{{0,3}}{_COPY} (of |von |карточки |компании |клиента )?(\S.*)")
_COPY_AFTER = re.compile(rf" ?(?:[(\[] ?{_COPY} ?[)\]]| [-–—] {_COPY})\W{{0,3}}$")


def copy_of(name: str) -> tuple[str, bool]:
    """Of whom a card is a copy by its name, as CRMs call one, and whether that is sure: a firm may be «Копия Плюс»."""
    text = plain(name)
    if (found := _COPY_AFTER.search(text)) and found.start():
        return text[: found.start()], True
    if found := _COPY_OF.fullmatch(text):
        return found[2], bool(found[1]) or found[2][0] in "«\"'“„"
    return "", False


TITLE = re.compile(r"([^:]{2,40}?)\s*:\s*(?:\S.*)?")
