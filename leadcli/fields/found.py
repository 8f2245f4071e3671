"""What an identifier's finder says of a text: where a value stands, and what words make a number something else."""

from __future__ import annotations

import re

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message


@frozen
class Found:
    """A value in a text, from ``start`` to ``end``, as ``written``.

    ``value``: its one writing; ``""`` where it was said to be one and is not valid, for the ``reason``. ``maybe``: the
    same digits may as well be of another kind, which is looked for, too.
    """

    start: int
    end: int
    written: str
    value: str
    reason: Message | None = None
    maybe: bool = False


# Words after which a number is of a paper, an account or another register: never a phone, never a tax number.
_OF_SOMETHING_ELSE = (
    r"(?:\b(?:договор|контракт|дог|сч[её]т|сч|заказ|заявк|накладн|упд|торг|акт|лот|тендер|закупк|извещени|артикул|арт|"
    r"окпо|оквэд|октмо|бик|снилс|полис|паспорт|лицензи|вин|vin|код|id|ид|карт|л/с|р/с|к/с|р/сч|рс|"
    r"contract|invoice|inv|order|ticket|case|account|acct|acc|card|ref|po|sku|тел|phone|tel|моб|mob|сот|факс|fax|quote|deal|lead|сделк|лид|обращени)"
    r"[а-яёa-z]{0,4}\.?|№|\bn|#)"
    r"\s*(?:(?:№|#|n|no|номер|number)\.?)?\s*[:.=]?\s*$"
)


_AMOUNT = re.compile(r"\s*(?:руб|₽|р\.|тыс|млн|млрд|тенге|usd|eur|rub|\$|€|%|тонн|шт\b|кг\b|экз)", re.IGNORECASE)


def is_of_something_else(text: str, start: int, end: int) -> bool:
    """Whether the words around a number say that it is a contract's, an invoice's, an account's, or an amount."""
    before = text[max(0, start - 40) : start]
    said = re.search(_OF_SOMETHING_ELSE, before, re.IGNORECASE) or _AMOUNT.match(text, end)
    return said is not None
