"""Groups with several owners given to one manager each, with as few clients moved as the wanted balance allows.

A mixed integer programme, solved by HiGHS (MIT): x[g, m] is 1 when group g goes to manager m; the cost is the clients
of g that m does not own yet; each group goes to one manager; no manager is over the cap, or further than the balance
from a fair share of the load, which is the whole load by weight. The optimum is proven, or the gap is stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leadcli.assignment.plan_file import CONSOLIDATE
from leadcli.assignment.rows import Action, Line
from leadcli.domain.book import Book, Manager
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import message

APART = ("public_network", "franchise")  # kinds of groups that nobody owns as a whole
SECONDS = 50.0
WHOLE = 0.5  # clients are whole: a bound that is nearer than this, ties left out, proves the optimum
TIE = 1e-6  # cost of a place in the list of managers: of equal divisions, the one that favours the first


class NoSolverError(Exception):
    """HiGHS is not installed."""


class NoRoomError(Exception):
    """Whoever gets the groups, a manager is over the cap, or nobody may have them."""


@frozen
class Division:
    """Who gets each group. ``moved``: clients that change hands; ``gap``: how far from proven optimal, 0 is proven.

    ``balance``: the largest distance from a fair share, as a share of it. ``feasible``: the wanted balance was reached.
    """

    owners: Mapping[str, str]
    moved: int
    gap: float
    balance: float
    feasible: bool


def fair_shares(managers: Mapping[str, Manager], total: int) -> dict[str, float]:
    """What each active manager would own if the load were divided by weight."""
    weights = {m.id: m.weight for m in managers.values() if m.active and m.weight > 0}
    whole = sum(weights.values())
    return {manager: total * weight / whole for manager, weight in weights.items()}


def divide(
    groups: Mapping[str, Mapping[str, int]],
    base: Mapping[str, int],
    managers: Mapping[str, Manager],
    balance: float | None = None,
    seconds: float = SECONDS,
) -> Division:
    """Divide groups among managers.

    ``groups``: clients of each group by present owner (``""``: nobody). ``base``: clients that stay where they are.
    ``balance``: the largest distance from a fair share, as a share of it (0.1 is 10 %); None: as few moves as can be.
    Raises NoRoomError where caps leave no division at all.
    """
    total = sum(base.values()) + sum(sum(owners.values()) for owners in groups.values())
    fair = fair_shares(managers, total)
    names = sorted(groups)
    if not fair:
        raise NoRoomError
    solved = _solve(names, groups, base, managers, fair, balance, seconds)
    feasible = solved is not None
    if solved is None:
        solved = _solve(names, groups, base, managers, fair, None, seconds, nearest=True)
    if solved is None:
        raise NoRoomError
    found, gap = solved
    moved = sum(sum(groups[g].values()) - groups[g].get(m, 0) for g, m in found.items())
    loads = {m: base.get(m, 0) for m in fair}
    for group, manager in found.items():
        loads[manager] += sum(groups[group].values())
    off = max((abs(loads[m] - fair[m]) / fair[m] for m in fair if fair[m]), default=0.0)
    return Division(found, moved, gap, off, feasible)


def _solve(
    names: list[str],
    groups: Mapping[str, Mapping[str, int]],
    base: Mapping[str, int],
    managers: Mapping[str, Manager],
    fair: Mapping[str, float],
    balance: float | None,
    seconds: float,
    nearest: bool = False,
) -> tuple[dict[str, str], float] | None:
    """One run of the solver: who gets each group, and how far that may be from the best; None where nobody can.

    ``nearest``: make the largest distance from a fair share as small as can be.
    """
    try:
        import highspy
        import numpy as np
    except ImportError:
        raise NoSolverError from None
    able = list(fair)
    size = np.array([sum(groups[g].values()) for g in names], dtype=float)
    count, wide = len(names), len(able)
    moves = [[size[i] - groups[g].get(m, 0) + TIE * j for j, m in enumerate(able)] for i, g in enumerate(names)]
    cost = np.array(moves)
    endless = highspy.kHighsInf
    start, index, value = [0], [], []
    for i in range(count):
        for j in range(wide):
            blocks = (count + j, count + wide + j, count + 2 * wide + j) if nearest else (count + j,)
            index += [i, *blocks]
            value += [1.0, *([size[i]] * len(blocks))]
            start.append(len(index))
    low, high = [1.0] * count, [1.0] * count
    for manager in able:
        own, cap = base.get(manager, 0), managers[manager].cap
        most = endless if cap is None else float(max(cap, own))
        least = 0.0
        if balance is not None:
            most, least = min(most, (1 + balance) * fair[manager]), (1 - balance) * fair[manager]
        low.append(max(0.0, least - own))
        high.append(most if most == endless else max(0.0, most - own))
    costs = cost.ravel().tolist()
    lower, upper, whole = [0.0] * len(costs), [1.0] * len(costs), [True] * len(costs)
    if nearest:  # load + t * fair >= fair - own and load - t * fair <= fair - own; t is what counts
        ahead = [fair[m] - base.get(m, 0) for m in able]
        low += [*ahead, *([-endless] * wide)]
        high += [*([endless] * wide), *ahead]
        index += range(count + wide, count + 3 * wide)
        value += [*(fair[m] for m in able), *(-fair[m] for m in able)]
        start.append(len(index))
        costs = [c * TIE for c in costs] + [1e3]
        lower, upper, whole = [*lower, 0.0], [*upper, endless], [*whole, False]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(low)
    model.col_cost_, model.col_lower_, model.col_upper_ = np.array(costs), np.array(lower), np.array(upper)
    model.row_lower_, model.row_upper_ = np.array(low), np.array(high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.array(start, dtype=np.int32)
    model.a_matrix_.index_ = np.array(index, dtype=np.int32)
    model.a_matrix_.value_ = np.array(value)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if w else kinds.kContinuous for w in whole]
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    slack = 1e-6 if nearest else max(1e-6, WHOLE - TIE * count * wide)
    for option, setting in (
        ("output_flag", False),  # its log would stand before the answer of who calls this from Python
        ("time_limit", seconds),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", slack),
    ):
        solver.setOptionValue(option, setting)
    solver.passModel(model)
    solver.run()
    info: Any = solver.getInfo()
    if info.primal_solution_status != 2:  # no feasible point
        return None
    chosen = np.array(solver.getSolution().col_value)[: count * wide].reshape(count, wide).argmax(axis=1)
    gap = float(info.mip_gap) if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal else 0.0
    return {g: able[int(chosen[i])] for i, g in enumerate(names)}, gap


# --- the lines of a plan --------------------------------------------------------------------------------------------
def split_groups(lines: Iterable[Line], book: Book) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Of a folded plan: clients by owner of each group that has several owners, and clients that stay, by owner.

    Networks and franchises are no groups for ownership; their clients stay.
    """
    groups: dict[str, dict[str, int]] = {}
    for line in lines:
        owner = line.new if line.action in ("keep", "change") else line.old
        if line.action in ("keep", "change") and owner:
            root = book.root(line.group) if line.group else None
            own = f"group {root.id}" if root and root.kind not in APART else ""
            counts = groups.setdefault(own, {})
            counts[owner] = counts.get(owner, 0) + 1
    base = dict(groups.pop("", {}))
    for name in [g for g, owners in groups.items() if len(owners) == 1]:
        for owner, count in groups.pop(name).items():
            base[owner] = base.get(owner, 0) + count
    return {name.removeprefix("group "): owners for name, owners in groups.items()}, base


def consolidated(lines: Iterable[Line], owners: Mapping[str, str], book: Book) -> Iterator[Line]:
    """The plan with groups given to one manager each."""
    for line in lines:
        group = book.root(line.group).id if line.group else ""
        owner = owners.get(group, "")
        if not owner or line.action not in ("keep", "change") or line.new == owner:
            yield line
            continue
        named, manager = book.groups[group].name, book.managers[owner].name
        why = message("{group} goes to one manager: {manager}", group=named, manager=manager)
        action: Action = "keep" if owner == line.old else "change"
        yield replace(line, new=owner, action=action, rule=CONSOLIDATE, reason=why)
