"""Directories of made-up companies and the callers that ring them, seeded: the same seed makes the same files.

    python -m benchmarks.generate directory FOLDER --clients 10000 --seed 1
    python -m benchmarks.generate callers FOLDER --callers 10000 --seed 2

Names are put together as Russian firms put theirs: a coined or common word, a trade, a weak word, a city, a legal
form. The word stock is our own list; cities come from the package's table. `callers` writes labelled callers
(callers.csv: id, caller, city, client_id, group_id, kind) for the clients of FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from leadcli.names.geography import places
from leadcli.names.scripts import other_layout

_STOCK: dict[str, str] = json.loads((Path(__file__).parent / "stock.json").read_text(encoding="utf-8"))
COMMON, TRADES, ADJECTIVES, NOUNS, SYLLABLES, ENDINGS = (words.split() for words in _STOCK.values())
FORMS = ("ООО «{}»", 'ООО "{}"', "АО «{}»", "{}, ООО", "ПАО «{}»", "ООО {}", "ЗАО «{}»", "{} ООО")
ENDINGS = (["н", "с", "т", "р", "л", "к", "м", "вик", "лон", "рим", "тек", "лан", "дис", "мир"])  # fmt: skip


def coined(rng: random.Random) -> str:
    """A word that is in no dictionary."""
    return ("".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))) + rng.choice(ENDINGS)).capitalize()


def company(rng: random.Random, cities: list[str]) -> str:
    """The name of a company, without its legal form."""
    kind = rng.random()
    if kind < 0.12:
        return rng.choice(COMMON)
    if kind < 0.36:
        return rng.choice((coined(rng), rng.choice(COMMON))) + rng.choice(("", "-")) + rng.choice(TRADES).lower()
    if kind < 0.56:
        return f"{coined(rng)} {rng.choice(TRADES)}{rng.choice(TRADES).lower()}"
    if kind < 0.68:
        return f"{rng.choice(ADJECTIVES)} {rng.choice(NOUNS)} {coined(rng)}"
    if kind < 0.8:
        return f"{rng.choice(TRADES)}{rng.choice(TRADES).lower()}{rng.choice(('', ' ' + rng.choice(COMMON)))}"
    if kind < 0.86:
        return f"{rng.choice(('Гимназия', 'Школа', 'Детский сад', 'СМУ', 'Поликлиника'))} № {rng.randrange(1, 2000)}"
    if kind < 0.93:
        return f"{coined(rng)}-{coined(rng)}"
    return f"{coined(rng)} {rng.choice(cities)}"


def directory(folder: Path, clients: int, seed: int) -> None:
    """Write managers.yaml, groups.csv and clients.csv of a made-up team."""
    rng = random.Random(seed)
    cities = city_stock()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    managers = [f"Менеджер {n}" for n in range(1, 21)]
    (data / "managers.yaml").write_text("".join(f"- name: {m}\n" for m in managers), encoding="utf-8")
    groups = max(1, clients // 40)
    names = {f"g{n}": f"{coined(rng)}{rng.choice(('', ' ' + rng.choice(TRADES)))}" for n in range(1, groups + 1)}
    with (data / "groups.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name"))
        writer.writerows(names.items())
    with (data / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "group", "city", "owner"))
        for number in range(1, clients + 1):
            group = f"g{rng.randrange(1, groups + 1)}" if rng.random() < 0.25 else ""
            city = rng.choice(cities)
            name = (
                f"{names[group]} {rng.choice((city, rng.choice(TRADES), coined(rng)))}"
                if group
                else company(rng, cities)
            )
            owner = rng.choice(managers) if rng.random() < 0.8 else ""
            writer.writerow((f"c{number}", rng.choice(FORMS).format(name), group, city, owner))


def city_stock(most: int = 120) -> list[str]:
    """The largest Russian cities, as the package's table has them."""
    return [place.name for place in places() if place.kind == "city" and place.country == "RU"][:most]


# --- callers ----------------------------------------------------------------------------------------------------
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_WRITTEN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_LATIN = dict(zip(_CYRILLIC, _WRITTEN.split(" "), strict=True))
_NEAR = {
    "а": "о",
    "о": "а",
    "е": "и",
    "и": "е",
    "б": "п",
    "п": "б",
    "д": "т",
    "т": "д",
    "з": "с",
    "с": "з",
    "в": "ф",
    "г": "к",
    "ж": "ш",
}


def bare(name: str) -> str:
    """A name without its legal form and quotes."""
    words = name.replace("«", " ").replace("»", " ").replace('"', " ").replace(",", " ").split()
    return " ".join(w for w in words if w not in ("ООО", "АО", "ПАО", "ЗАО"))


def typo(rng: random.Random, text: str, edits: int = 1) -> str:
    """Letters dropped, doubled, swapped or misheard, never the first of a word."""
    letters = list(text)
    for _ in range(edits):
        places = [i for i in range(1, len(letters)) if letters[i].isalpha() and letters[i - 1].isalpha()]
        if not places:
            break
        at = rng.choice(places)
        kind = rng.random()
        if kind < 0.3:
            letters[at] = _NEAR.get(letters[at].lower(), rng.choice("аоеинтсрвл"))
        elif kind < 0.5:
            del letters[at]
        elif kind < 0.7:
            letters.insert(at, letters[at])
        elif kind < 0.85 and at + 1 < len(letters) and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = rng.choice("абвгдеиклмнопрстуя")
    return "".join(letters)


def latin(text: str) -> str:
    """Everyday transliteration."""
    return "".join(_LATIN.get(c, c) if c.islower() else _LATIN.get(c.lower(), c).capitalize() for c in text)


def note(rng: random.Random, text: str) -> str:
    """What a busy person writes down around a name."""
    before = (
        "звонили из {}",
        "менеджер {}",
        "{}, счёт не пришёл",
        "{}, отдел закупок",
        "Иван, {}",
        "{}, перезвонить завтра",
        "опять {}",
    )
    return rng.choice(before).format(text)


def shuffled(rng: random.Random, text: str) -> str:
    """The words in another order."""
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


KINDS: dict[str, Callable[[random.Random, str], str]] = {
    "exact": lambda rng, text: text,
    "case": lambda rng, text: text.lower() if rng.random() < 0.5 else text.upper(),
    "typo": typo,
    "typos": lambda rng, text: typo(rng, text, 2),
    "latin": lambda rng, text: latin(text),
    "layout": lambda rng, text: other_layout(text) or text,
    "note": note,
    "order": shuffled,
    "glued": lambda rng, text: text.replace(" ", "").replace("-", ""),
}


def callers(folder: Path, count: int, seed: int, mix: str = "kinds") -> Iterator[tuple[str, str, str, str, str, str]]:
    """Labelled callers: id, caller, city, client_id, group_id, kind. Unknown ones have no ids.

    ``mix``: ``kinds`` takes every kind alike and 25 % unknown; ``phone`` is 40 % exact after folding, 45 % with one or
    two typos, 15 % unknown.
    """
    rng = random.Random(seed)
    cities = city_stock()
    with (folder / "data" / "clients.csv").open(encoding="utf-8", newline="") as file:
        clients = list(csv.DictReader(file))
    known = {bare(row["name"]).lower() for row in clients}
    for number in range(1, count + 1):
        share = rng.random()
        if share < (0.15 if mix == "phone" else 0.25):
            text = company(rng, cities)
            while text.lower() in known:
                text = company(rng, cities)
            yield str(number), text, "", "", "", "unknown"
            continue
        row = rng.choice(clients)
        if mix == "phone":
            kind = rng.choice(("exact", "case")) if share < 0.55 else rng.choice(("typo", "typos"))
        else:
            kind = rng.choice(list(KINDS))
        text = KINDS[kind](rng, bare(row["name"]))
        yield str(number), text, row["city"] if rng.random() < 0.5 else "", row["id"], row["group"], kind


def write_callers(folder: Path, count: int, seed: int, mix: str = "kinds") -> Path:
    """Write the labelled callers to callers.csv of the folder."""
    path = folder / "callers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "caller", "city", "client_id", "group_id", "kind"))
        writer.writerows(callers(folder, count, seed, mix))
    return path


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("directory", "callers"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--callers", type=int, default=10_000)
    parser.add_argument("--mix", choices=("kinds", "phone"), default="kinds")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.what == "directory":
        directory(given.folder, given.clients, given.seed)
        return
    write_callers(given.folder, given.callers, given.seed, given.mix)


if __name__ == "__main__":
    main()
