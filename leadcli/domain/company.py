"""A company as it calls, and as it stands on its card: what a client base can know of one.

A field that identifies companies stands in both records, under the name of its entry in ``fields.identifiers``.
"""

from __future__ import annotations

from datetime import date

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message
from leadcli.domain.places import NOWHERE, Place

# Cells of a record that are not understood: of each its field, its column, its text. They are unknown, never empty.
Unread = tuple[tuple[str, str, str], ...]
# What identifies a company, as it is called in a sentence.
KINDS = {
    "inn": message("INN"), "kpp": message("KPP"), "ogrn": message("OGRN"), "phone": message("phone number"),
    "email": message("e-mail address"), "website": message("site"),
}  # fmt: skip
LEDGER = "ledger"  # where a client stands whom no table has: the file of its place


@frozen
class Caller:
    """Who calls, as heard: a name and whatever else is known. Empty text means not said."""

    name: str
    city: str = ""
    country: str = ""
    inn: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    ogrn: str = ""
    kpp: str = ""


@frozen
class Client:
    """One card of the client base: a legal entity, a branch, or a contact of a group.

    ``owner`` and ``former_owner`` are managers' ids. ``last_quote``: the day of the last offer; ``contract_until``: the
    last day of the contract; ``status_since``: the day on which the status became what it is.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    brand: str = ""
    city: str = ""
    country: str = "RU"
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    head_office: bool = False
    activity: str = ""
    owner: str = ""
    since: date | None = None
    last_contact: date | None = None
    last_quote: date | None = None
    contract_until: date | None = None
    status: str = ""
    status_since: date | None = None
    former_owner: str = ""
    place: Place = NOWHERE
    extra: tuple[tuple[str, str], ...] = ()
    unread: Unread = ()

    @property
    def owner_unread(self) -> bool:
        """Whether the card names an owner who is not understood."""
        return not self.owner and any(field == "owner" for field, _, _ in self.unread)
