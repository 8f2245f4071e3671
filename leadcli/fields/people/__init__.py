"""People by their names: how a manager is written, whom a text names, and how a name is written back."""

from leadcli.fields.people.roster import Named, Naming, Roster, as_above, named, own_labels, person_key

__all__ = ["Named", "Naming", "Roster", "as_above", "named", "own_labels", "person_key"]
