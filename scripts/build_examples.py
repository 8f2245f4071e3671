"""Makes docs/examples/: an export of invented companies shaped like each CRM's, for the tutorial.

python scripts/build_examples.py
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
FIRST = date(2022, 3, 14)


@dataclass(frozen=True)
class Company:
    """A company of the invented base: who serves it, where it is, and which company stands above it."""

    name: str
    owner: str
    city: str
    site: str = ""
    above: str = ""
    inn: str = ""
    phone: int = 0


# Two groups with quarrels (Кварцелит, Балтранс), one without (Медовар), a leaver (Орлов), a double (Ладожская верфь).
RUSSIAN = """
ООО «Кварцелит»|Иванова Анна|Москва|kvarcelit.example|
ООО «Кварцелит-Сервис»|Петров Сергей|Тула|kvarcelit.example|ООО «Кварцелит»
ООО «Кварцелит Логистика»|Иванова Анна|Казань|kvarcelit.example|ООО «Кварцелит»
АО «Балтранс»|Сидорова Мария|Санкт-Петербург|baltrans.example|
ООО «Балтранс Порт»|Сидорова Мария|Калининград|baltrans.example|АО «Балтранс»
ООО «Балтранс-Экспедиция»|Козлов Дмитрий|Мурманск|baltrans.example|АО «Балтранс»
ООО «Медовар»|Козлов Дмитрий|Уфа|medovar.example|
ООО «Медовар Ритейл»|Козлов Дмитрий|Самара|medovar.example|ООО «Медовар»
ООО «Ладожская верфь»|Петров Сергей|Санкт-Петербург||
Ладожская верфь, ООО|Иванова Анна|Санкт-Петербург||
ООО «Ромашка-Декор»|Иванова Анна|Москва|romashka-dekor.example|
ООО «Сибирский кедр»|Петров Сергей|Томск||
АО «Печорлес»|Сидорова Мария|Печора|pechorles.example|
ООО «Тихая гавань»|Козлов Дмитрий|Сочи||
ООО «Гранитстрой»|Орлов Олег (уволен)|Выборг||
ИП Савельева Нина Петровна|Иванова Анна|Рязань||
ООО «Полимерпак»|Петров Сергей|Нижний Новгород|polimerpak.example|
ООО «Вологодские кружева»|Сидорова Мария|Вологда||
ООО «Теплоком-Юг»|Козлов Дмитрий|Краснодар||
ООО «Агроферма Заречье»|Иванова Анна|Липецк||
АО «Уралкран»|Петров Сергей|Челябинск|uralkran.example|
ООО «Светлояр»|Сидорова Мария|Ярославль||
ООО «Мастер окон»|Козлов Дмитрий|Пенза||
ООО «Зернотрейд»|Орлов Олег (уволен)|Ставрополь|zernotrade.example|
ООО «Камская мебель»|Петров Сергей|Набережные Челны||
ООО «Стройдеталь»|Иванова Анна|Воронеж||
ООО «Академия вкуса»|Сидорова Мария|Москва||
АО «Волгаприбор»|Козлов Дмитрий|Саратов|volgapribor.example|
ООО «Пекарня на Лесной»|Иванова Анна|Тверь||
ООО «Северный ветер»|Петров Сергей|Архангельск||
ООО «Оптимед»|Сидорова Мария|Новосибирск|optimed.example|
ООО «Энергосбыт-Плюс»|Козлов Дмитрий|Омск||
ООО «Дальрыба»|Орлов Олег (уволен)|Владивосток||
ООО «Керамика Гжель-Арт»|Иванова Анна|Раменское||
ООО «Альтаир Софт»|Петров Сергей|Казань|altairsoft.example|
ООО «Юнимоторс»|Сидорова Мария|Ростов-на-Дону||
ООО «Чистый дом»|Козлов Дмитрий|Тюмень||
АО «Металлист»|Иванова Анна|Екатеринбург||
ООО «Птицефабрика Рассвет»|Петров Сергей|Курск||
ООО «Инжиниринг Центр»|Сидорова Мария|Пермь||
"""

# Two groups with quarrels (Brightmoor, Tallisker), one without (Quennel), a leaver (Oscar Dunn), a double (Harlow Tools).
ENGLISH = """
Brightmoor Holdings Inc.|Dana Brooks|Boston|brightmoor.example|
Brightmoor Logistics LLC|Luis Ortega|Dallas|brightmoor.example|Brightmoor Holdings Inc.
Brightmoor Retail LLC|Dana Brooks|Chicago|brightmoor.example|Brightmoor Holdings Inc.
Tallisker Corp.|Priya Nair|Seattle|tallisker.example|
Tallisker Marine LLC|Priya Nair|Portland|tallisker.example|Tallisker Corp.
Tallisker Freight Inc.|Tom Becker|Tacoma|tallisker.example|Tallisker Corp.
Quennel Foods Inc.|Tom Becker|Denver|quennel.example|
Quennel Dairy LLC|Tom Becker|Boise|quennel.example|Quennel Foods Inc.
Harlow Tools LLC|Luis Ortega|Cleveland||
Harlow Tools, L.L.C.|Dana Brooks|Cleveland||
Wexcombe Paper Co.|Dana Brooks|Albany|wexcombe.example|
Silver Pine Lumber Inc.|Luis Ortega|Spokane||
Osterly Glass LLC|Priya Nair|Toledo|osterly.example|
Quiet Harbor Hotels Inc.|Tom Becker|Miami||
Granby Stoneworks LLC|Oscar Dunn (inactive)|Burlington||
Nina Savell Consulting|Dana Brooks|Richmond||
Polypack Films Inc.|Luis Ortega|Newark|polypackfilms.example|
Lacewing Textiles LLC|Priya Nair|Greensboro||
Thermocore South LLC|Tom Becker|Atlanta||
Riverbend Farms Inc.|Dana Brooks|Lincoln||
Uplift Cranes Corp.|Luis Ortega|Detroit|upliftcranes.example|
Brightlake Lamps LLC|Priya Nair|Madison||
Master Windows of Penn LLC|Tom Becker|Harrisburg||
Graintrade Partners LLC|Oscar Dunn (inactive)|Topeka|graintrade.example|
Camden Furniture Works Inc.|Luis Ortega|Camden||
Buildpart Supply LLC|Dana Brooks|Tulsa||
Academy of Taste LLC|Priya Nair|New York||
Valmere Instruments Inc.|Tom Becker|Rochester|valmere.example|
Forest Lane Bakery LLC|Dana Brooks|Nashville||
Northwest Wind Sails Inc.|Luis Ortega|Anchorage||
Optimedica Labs LLC|Priya Nair|San Diego|optimedica.example|
Energo Plus Utilities LLC|Tom Becker|Omaha||
Farfish Seafood Inc.|Oscar Dunn (inactive)|Juneau||
Kestrel Ceramics LLC|Dana Brooks|Santa Fe||
Altair Bay Software Inc.|Luis Ortega|Austin|altairbay.example|
Unimoto Dealers LLC|Priya Nair|Phoenix||
Clean Home Services LLC|Tom Becker|Houston||
Ironmark Metals Inc.|Dana Brooks|Pittsburgh||
Sunrise Poultry LLC|Luis Ortega|Little Rock||
Delphine Engineering Inc.|Priya Nair|Baltimore||
"""


def companies(table: str) -> list[Company]:
    """The companies of a table; those that are one company twice have one INN and one phone."""
    found = []
    for place, line in enumerate(table.strip().splitlines()):
        name, owner, city, site, above = line.split("|")
        one = 8 if place == 9 else place
        found.append(Company(name, owner, city, site, above, inn(one), one))
    return found


def inn(number: int) -> str:
    """An INN with a right check digit, of a tax office that there is not."""
    digits = f"9900{number * 137 + 10011:05}"
    check = sum(int(d) * w for d, w in zip(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8), strict=True)) % 11 % 10
    return f"{digits}{check}"


def since(place: int) -> date:
    return FIRST + timedelta(days=place * 37)


def latest(place: int) -> date:
    return date(2026, 6, 1) + timedelta(days=(place * 61) % 160)


def bitrix24(base: list[Company]) -> bytes:
    head = [
        "ID",
        "Название компании",
        "Тип компании",
        "Рабочий телефон",
        "Рабочий e-mail",
        "Корпоративный сайт",
        "Ответственный",
        "Кем создана",
        "Дата создания",
        "Дата изменения",
        "Реквизит (Россия): ИНН",
        "Город",
    ]
    rows = [
        [
            str(101 + place),
            c.name,
            "Клиент",
            f"+7 (495) 201-{c.phone + 10:02}-{c.phone + 20:02}",
            f"info@{c.site}" if c.site else "",
            f"https://{c.site}" if c.site else "",
            c.owner,
            "Иванова Анна",
            f"{since(place):%d.%m.%Y} 10:15:00",
            f"{latest(place):%d.%m.%Y} 10:15:00",
            c.inn,
            c.city,
        ]
        for place, c in enumerate(base)
    ]
    # Each cell quoted, and a semicolon at the end of each row: so this CRM writes them.
    return ("\ufeff" + delimited([[*row, ""] for row in [head, *rows]], ";", "\n")).encode("utf-8")


def amocrm(base: list[Company]) -> bytes:
    head = [
        "ID",
        "Название компании",
        "Ответственный",
        "Дата создания",
        "Теги",
        "Рабочий телефон",
        "Рабочий email",
        "Web",
        "Адрес",
    ]
    rows = [
        [
            str(5000 + place),
            c.name,
            c.owner,
            f"{since(place):%d.%m.%Y} 10:10",
            "",
            f"+7 495 201 {c.phone + 10:02} {c.phone + 20:02}",
            f"info@{c.site}" if c.site else "",
            c.site,
            f"{c.city}, ул. Мира, {place + 1}",
        ]
        for place, c in enumerate(base)
    ]
    return delimited([head, *rows], ",", "\r\n").encode("utf-8")


def one_c(base: list[Company]) -> bytes:
    head = [
        "Код",
        "Наименование",
        "Полное наименование",
        "ИНН",
        "Головной контрагент",
        "Основной менеджер",
        "Телефон",
        "Адрес",
    ]
    rows = [
        [
            f"00-{place + 1:08}",
            c.name.replace("ООО «", "").replace("АО «", "").replace("»", ""),
            c.name,
            c.inn,
            c.above or c.name,
            c.owner,
            f"8 (495) 201-{c.phone + 10:02}-{c.phone + 20:02}",
            f"г. {c.city}, ул. Мира, {place + 1}",
        ]
        for place, c in enumerate(base)
    ]
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 11, 23)})  # noqa: DTZ001 (a workbook knows no time zones)
    sheet = book.add_worksheet("TDSheet")
    for line, row in enumerate([["Контрагенты"], ["Вывести список"], head, *rows]):
        sheet.write_row(line, 0, row)
    book.close()
    return made.getvalue()


def hubspot(base: list[Company]) -> bytes:
    head = [
        "Record ID",
        "Company name",
        "Company owner",
        "Create Date",
        "Phone Number",
        "Last Activity Date",
        "City",
        "Country/Region",
        "Company Domain Name",
        "Parent Company",
        "Lifecycle Stage",
    ]
    rows = [
        [
            str(8840000 + place),
            c.name,
            c.owner,
            f"{since(place)} 10:11",
            f"+1 617 555 {c.phone + 100:04}",
            f"{latest(place)} 09:00",
            c.city,
            "United States",
            c.site,
            c.above,
            "Customer",
        ]
        for place, c in enumerate(base)
    ]
    return delimited([head, *rows], ",", "\n").encode("utf-8")


def salesforce(base: list[Company]) -> bytes:
    head = [
        "Account ID",
        "Account Name",
        "Account Owner",
        "Parent Account",
        "Type",
        "Billing City",
        "Billing Country",
        "Phone",
        "Website",
        "Last Activity",
        "Created Date",
    ]
    rows = [
        [
            f"0015e00000AbC{place:02}",
            c.name,
            c.owner,
            c.above,
            "Customer",
            c.city,
            "United States",
            f"(617) 555-{c.phone + 100:04}",
            f"https://www.{c.site}" if c.site else "",
            american(latest(place)),
            american(since(place)),
        ]
        for place, c in enumerate(base)
    ]
    return delimited([head, *rows], ",", "\n").encode("utf-8")


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def delimited(rows: list[list[str]], delimiter: str, end: str) -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return made.getvalue()


def made() -> dict[str, bytes]:
    """Each example by the name of its file."""
    russian, english = companies(RUSSIAN), companies(ENGLISH)
    return {
        "bitrix24.csv": bitrix24(russian),
        "amocrm.csv": amocrm(russian),
        "1c.xlsx": one_c(russian),
        "hubspot.csv": hubspot(english),
        "salesforce.csv": salesforce(english),
    }


if __name__ == "__main__":
    EXAMPLES.mkdir(exist_ok=True)
    for name, content in made().items():
        (EXAMPLES / name).write_bytes(content)
