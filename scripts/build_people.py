"""Makes leadcli/names/tables/people.json: first names in all cases, and the words that only end like a surname.

    python scripts/build_people.py        (needs wordfreq and pymorphy3 in the environment)

First names: the hand-kept ones of ``words.json`` and those below, with the Russian names of pymorphy3's dictionary that
are in use (wordfreq). What a dictionary knows as an everyday word is no name, unless it was listed by hand.
Surnames are told by their ends (``names/notes/persons.py``); ``ordinary`` are the everyday words with such an end.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pymorphy3
from wordfreq import zipf_frequency

TABLES = Path(__file__).parent.parent / "leadcli" / "names" / "tables"
IN_USE = 3.0  # zipf frequency of a first name
EVERYDAY = 2.8  # of a word that is taken for no surname
CASES = ("gent", "datv", "accs", "ablt", "loct")
SURNAME_LIKE = re.compile("(?:[ое]в|[иы]н|[ое]ва|[иы]на|енко|[цч]ук|юк)(?:а|у|ым|ой|е|ы|ых|ыми)?$")
WORDS = {
    "вера",
    "надежда",
    "любовь",
    "роман",
    "лев",
    "слава",
    "роза",
    "тема",
    "майя",
    "ева",
    "света",
    "марк",
    "рома",
    "яна",
}
LATIN = (
    "adam alan albert alex alexander alice amanda amy andrea andreas andrew angela ann anna anne anthony antonio arthur ashley "
    "barbara ben benjamin bernd betty bill bob brandon brenda brian bruce carl carlos carol caroline catherine charles "
    "charlotte chris christian christine christopher claire claudia craig cynthia dan daniel dave david deborah dennis diana "
    "diane donald donna dorothy doug douglas ed eddie edward elena elizabeth emily emma eric erik ethan eva evelyn "
    "florian frank fred gary george gerald gerhard giovanni giulia grace graham greg gregory hannah hans harold harry heather heidi "
    "helen helga henry hugo ian ingrid isabel ivan jack jacob jake james jan jane janet jason jean jeff jeffrey jennifer jenny jeremy "
    "jerry jessica jill jim joan joe johan john johnny jonathan jose joseph joshua joyce juan judith judy julia julian julie jurgen "
    "karen karl kate katherine kathleen keith kelly ken kenneth kevin klaus kyle larry laura lauren lawrence leo linda lisa "
    "louis lucas lucy luigi luis luke marco margaret maria marie mario marion markus martin martha martina mary matt matthew "
    "megan melissa michael michel michelle miguel mike monika nancy natalie nathan neil nicholas nick nicole nigel nina "
    "noah olaf oliver olivia oscar pamela patricia patrick paul paula pedro peter petra phil philip pierre rachel ralf ralph ray raymond "
    "rebecca richard rick rob robert roger roland ronald rose roy russell ruth ryan sabine sam samantha samuel sandra sara sarah scott "
    "sean sharon simon sofia sophia stefan stephanie stephen steve steven sue susan susanne terry theresa thomas tim timothy "
    "tina todd tom tony tyler ursula valerie vanessa victor victoria vincent walter wayne werner william wolfgang yvonne zoe"
)  # fmt: skip


def made() -> str:
    """The table as text."""
    dictionary = pymorphy3.MorphAnalyzer()
    words = json.loads((TABLES / "words.json").read_text(encoding="utf-8"))
    listed = set(words["people"])
    names: set[str] = set()
    ordinary: set[str] = set()
    doubtful: set[str] = set()  # a form of a word, and maybe of a surname: соколов
    surnames: set[str] = set()
    plain_words: set[str] = set()
    for word, tag, normal, *_ in dictionary.dictionary.iter_known_words():
        grammemes = str(tag)
        if "-" in word:
            continue
        if "Surn" in grammemes:
            surnames.add(word)
        if "Name" in grammemes and "Patr" not in grammemes:
            names.add(normal)
        elif not any(mark in grammemes for mark in ("Name", "Patr", "Surn", "Infr", "Erro", "Dist")):
            plain_words.add(word.replace("ё", "е"))
            if SURNAME_LIKE.search(word) and zipf_frequency(word, "ru") >= EVERYDAY:
                (ordinary if word == normal and grammemes.startswith("NOUN") else doubtful).add(word)
    ordinary = {word.replace("ё", "е") for word in ordinary | (doubtful - surnames)}
    used = {n for n in names if len(n) > 2 and n not in plain_words and zipf_frequency(n, "ru") >= IN_USE} | {
        name for name in listed if re.match("[а-я]", name)
    }
    forms: set[str] = set(LATIN.split()) | listed
    for name in sorted(used):
        parsed = [p for p in dictionary.parse(name) if "Name" in p.tag and p.normal_form == name]
        for case in CASES:
            for found in filter(None, (parse.inflect({"sing", case}) for parse in parsed[:1])):
                if found.word not in plain_words or name in listed - WORDS:
                    forms.add(found.word.replace("ё", "е"))
        forms.add(name.replace("ё", "е"))
    forms -= set(words["compounded"])  # «Комета Авиа» is no woman's
    table = {"first": " ".join(sorted(forms)), "ordinary": " ".join(sorted(ordinary))}  # one string is read faster
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    (TABLES / "people.json").write_text(made(), encoding="utf-8")
