"""Accounts: the registration id decides whether a line is a new account, else the trade name as search folds it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts import bulk
from accounts.importing.columns import Column, Line, known_as
from accounts.importing.finding import ID_SYNONYMS, NAME_SYNONYMS, Stored, ambiguous, look_up
from accounts.importing.kinds import Circumstances, Kind, Write, titles
from accounts.importing.ledger import Ledger
from accounts.importing.words import STATUS
from accounts.keeping import not_before_the_present_decision, not_in_the_future
from accounts.models import Account, Status
from kam_portal.foundation.tabular.cells import day, quoted, text, year

PLAIN = ("trade_name", "legal_name", "registration_id", "country", "industry", "site", "founded")
# What two lines with one key may call differently: classes of shares of the same company, old and new names.
NAMES = ("trade_name", "legal_name")

COLUMNS = (
    Column(
        "trade_name",
        gettext_lazy("trade name"),
        text(200),
        NAME_SYNONYMS + known_as("name | Название | Наименование | Имя | Краткое наименование"),
    ),
    Column(
        "legal_name",
        gettext_lazy("legal name"),
        text(300),
        known_as(
            "full name | legal entity | registered name | Юридическое название | Юридическое наименование | "
            "Полное наименование | Полное название | Юридическое лицо | Юрлицо"
        ),
    ),
    Column(
        "registration_id", gettext_lazy("registration id"), text(64), ID_SYNONYMS + known_as("id | code | Код | Номер")
    ),
    Column(
        "country",
        gettext_lazy("country"),
        text(100),
        known_as("billing country | country name | land | Страна | Государство | Страна регистрации"),
    ),
    Column(
        "industry",
        gettext_lazy("industry"),
        text(120),
        known_as(
            "sector | GICS Sector | branch | line of business | vertical | industry sector | Отрасль | Сектор | "
            "Индустрия | Вид деятельности | Сфера деятельности"
        ),
    ),
    Column(
        "site",
        gettext_lazy("main site"),
        text(200),
        known_as(
            "city | billing city | headquarters | headquarters location | head office | HQ | location | office "
            "location | address | town | Город | Площадка | Основная площадка | Головной офис | Местонахождение | "
            "Расположение | Адрес | Юридический адрес"
        ),
    ),
    Column(
        "founded",
        gettext_lazy("founded"),
        year(1000, 2100),
        known_as(
            "year founded | founded in | year established | established | foundation year | Год основания | "
            "Основан | Основана | Год создания | Дата основания"
        ),
    ),
    Column(
        "parent",
        gettext_lazy("belongs to"),
        text(300),
        known_as(
            "parent account | parent company | parent id | subsidiary of | group | holding | owner company | "
            "Входит в | Материнская компания | Головная компания | Родитель | Группа | Холдинг | Группа компаний"
        ),
    ),
    Column(
        "status",
        gettext_lazy("status"),
        STATUS,
        known_as("account status | client status | class | Статус | Статус клиента | Категория клиента"),
    ),
    Column(
        "status_since",
        gettext_lazy("status since"),
        day,
        known_as("since | status date | key since | Статус с | Дата статуса | Статус с даты | С даты"),
    ),
    Column(
        "reason",
        gettext_lazy("reason"),
        text(2000),
        known_as("status reason | why | Причина | Причина статуса | Основание | Обоснование"),
    ),
)


@dataclass(eq=False)
class Target:
    """The account a line is about: a stored one, or one to be."""

    line: Line
    pk: int | None
    parent: Target | int | None = None
    account: Account = field(default_factory=Account)


@dataclass
class Roll:
    """All targets of a file, and the ways a line may mean one."""

    stored: Stored
    by_pk: dict[int, Target] = field(default_factory=dict)
    by_id: dict[str, Target] = field(default_factory=dict)
    by_fold: dict[str, list[Target]] = field(default_factory=dict)

    def meaning(self, name: str) -> list[Target | int]:
        """Targets of the file and stored accounts of that name, each once."""
        fold = self.stored.folds.get(name, "")
        among: list[Target | int] = list(self.by_fold.get(fold, []))
        for match in self.stored.by_name.get(fold, []):
            target: Target | int = self.by_pk.get(match.pk, match.pk)
            if target not in among:
                among.append(target)
        return among


def plan(lines: Sequence[Line], ledger: Ledger, circumstances: Circumstances) -> Write:
    names = [line.values[name] for line in lines for name in ("trade_name", "parent") if name in line.values]
    ids = [line.values[name] for line in lines for name in ("registration_id", "parent") if name in line.values]
    roll = Roll(look_up(names, ids))
    targets = [*_with_id(lines, roll, ledger), *_with_name_only(lines, roll, ledger)]
    _load(targets, circumstances)
    for target in targets:
        _set_parent(target, roll, ledger)
    _reject_circles(targets, ledger)
    return _sort_out(targets, ledger, circumstances)


def _with_id(lines: Sequence[Line], roll: Roll, ledger: Ledger) -> list[Target]:
    targets = []
    for line in lines:
        rid = line.get("registration_id")
        if not rid:
            continue
        if rid in roll.by_id:
            _repeat(line, roll.by_id[rid], ledger, _("registration id %(id)s") % {"id": rid})
            continue
        match = roll.stored.by_id.get(rid)
        if match is None and "trade_name" not in line.values and not ledger.has_rejected(line.number):
            ledger.reject(line.number, _("The name is missing, and no account has this registration id yet."))
        target = Target(line, match.pk if match else None)
        roll.by_id[rid] = target
        _enrol(target, roll)
        targets.append(target)
    return targets


def _with_name_only(lines: Sequence[Line], roll: Roll, ledger: Ledger) -> list[Target]:
    targets = []
    for line in lines:
        if line.get("registration_id"):
            continue
        name = line.get("trade_name")
        if not name:
            if not ledger.has_rejected(line.number):
                ledger.reject(line.number, pgettext("of an account", "The name is missing."))
            continue
        meant = roll.meaning(name)
        if len(meant) > 1:
            ledger.reject(line.number, ambiguous(name, len(meant)))
        elif meant and isinstance(meant[0], Target):
            _repeat(line, meant[0], ledger, _("name %(name)s") % {"name": quoted(name)})
        else:
            target = Target(line, meant[0] if meant else None)  # type: ignore[arg-type]
            _enrol(target, roll)
            targets.append(target)
    return targets


def _enrol(target: Target, roll: Roll) -> None:
    if target.pk is not None:
        roll.by_pk[target.pk] = target
    name = target.line.get("trade_name")
    if name:
        roll.by_fold.setdefault(roll.stored.folds[name], []).append(target)


def _repeat(line: Line, target: Target, ledger: Ledger, what: str) -> None:
    first = target.line.values
    named = titles(COLUMNS)
    differing = [
        named[name]
        for name, value in line.values.items()
        if name not in (*NAMES, "registration_id") and first.get(name) != value
    ]
    ledger.repeated(line, target.line, what, differing)


def _load(targets: Sequence[Target], circumstances: Circumstances) -> None:
    """Put the stored rows behind the targets, locked when they will be written."""
    rows = Account.objects.filter(pk__in=[t.pk for t in targets if t.pk is not None]).order_by("pk")
    if circumstances.lock:
        rows = rows.select_for_update(of=("self",))
    found = {row.pk: row for row in rows}
    for target in targets:
        if target.pk is not None:
            target.account = found[target.pk]


def _set_parent(target: Target, roll: Roll, ledger: Ledger) -> None:
    name = target.line.get("parent")
    if not name:
        target.parent = target.account.parent_id
        return
    meant: list[Target | int] = []
    if name in roll.by_id:
        meant = [roll.by_id[name]]
    elif name in roll.stored.by_id:
        pk = roll.stored.by_id[name].pk
        meant = [roll.by_pk.get(pk, pk)]
    meant = meant or roll.meaning(name)
    if not meant:
        ledger.reject(
            target.line.number,
            _("The parent %(name)s is neither in this file nor stored.") % {"name": quoted(name)},
        )
    elif len(meant) > 1:
        ledger.reject(target.line.number, ambiguous(name, len(meant)))
    else:
        target.parent = meant[0]


_ANCESTORS = """
WITH RECURSIVE up(id, parent_id) AS (
    SELECT id, parent_id FROM accounts_account WHERE id = ANY(%s)
    UNION SELECT a.id, a.parent_id FROM accounts_account a JOIN up ON a.id = up.parent_id
) SELECT id, parent_id FROM up
"""


def _reject_circles(targets: Sequence[Target], ledger: Ledger) -> None:
    """A group is a tree, also where the file and what is stored only together make the circle."""
    own = {target.pk: target for target in targets if target.pk is not None}
    outside = [target.parent for target in targets if isinstance(target.parent, int)]
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [outside])
        above = dict(cursor.fetchall())

    def next_up(node: Target | int) -> Target | int | None:
        parent = node.parent if isinstance(node, Target) else above.get(node)
        return own.get(parent, parent) if isinstance(parent, int) else parent

    for circle in _circles(targets, next_up):
        for target in circle:
            names = " → ".join(quoted(_name(member)) for member in [*circle, circle[0]])
            ledger.reject(target.line.number, _("The group goes in a circle: %(names)s.") % {"names": names})


def _name(target: Target) -> str:
    return str(target.line.get("trade_name") or target.account.trade_name)


def _circles(targets: Sequence[Target], next_up: Any) -> list[list[Target]]:
    """Every circle once, as those of its members that stand in the file."""
    circles = []
    done: set[Any] = set()
    for start in targets:
        path: list[Any] = []
        on_path: set[Any] = set()
        node: Any = start
        while node is not None and node not in done and node not in on_path:
            path.append(node)
            on_path.add(node)
            node = next_up(node)
        if node in on_path:
            circles.append([member for member in path[path.index(node) :] if isinstance(member, Target)])
        done |= on_path
    return circles


def _sort_out(targets: Sequence[Target], ledger: Ledger, circumstances: Circumstances) -> Write:
    created: list[bulk.StatusDecision] = []
    edited: list[Account] = []
    decided: list[bulk.StatusDecision] = []
    for target in sorted(targets, key=lambda t: t.line.number):
        if ledger.has_rejected(target.line.number):
            continue
        account, values = target.account, target.line.values
        status = values.get("status", account.status if target.pk else Status.CANDIDATE)
        decision = bulk.StatusDecision(
            account, status, values.get("status_since", circumstances.on), values.get("reason") or _("import")
        )
        is_decided = bool(target.pk) and status != account.status
        if not _has_a_day(decision, target, ledger, circumstances.on):
            continue
        is_edited = _fill(target)
        ledger.settle(target.line, is_new=not target.pk, is_changed=is_edited or is_decided)
        if not target.pk:
            created.append(decision)
        if target.pk and is_edited:
            edited.append(account)
        if is_decided:
            decided.append(decision)

    def write() -> None:
        bulk.create_accounts(decisions=created, by=circumstances.by, written=circumstances.written)
        bulk.edit_accounts(accounts=edited, fields=[*PLAIN, "parent"], written=circumstances.written)
        bulk.change_statuses(decisions=decided, by=circumstances.by)

    return write


def _has_a_day(decision: bulk.StatusDecision, target: Target, ledger: Ledger, today: datetime.date) -> bool:
    """Whether the status may count from the day of the line; the line is rejected otherwise."""
    is_decided = bool(target.pk) and decision.status != decision.account.status
    try:
        not_in_the_future(decision.since, today)
        if is_decided:
            not_before_the_present_decision(decision.since, decision.account)
    except ValidationError as error:
        ledger.reject(target.line.number, " ".join(error.messages))
        return False
    return True


def _fill(target: Target) -> bool:
    """Put what the line says onto the account; whether anything changed. An empty cell leaves what is stored."""
    account, changed = target.account, False
    for name in PLAIN:
        value = target.line.get(name)
        if value is not None and getattr(account, name) != value:
            setattr(account, name, value)
            changed = True
    parent = target.parent
    if isinstance(parent, Target) and parent.pk is None:
        account.parent, changed = parent.account, True
    else:
        parent_id = parent.pk if isinstance(parent, Target) else parent
        if account.parent_id != parent_id:
            account.parent_id, changed = parent_id, True
    return changed


KIND = Kind(
    name="accounts",
    title=gettext_lazy("Accounts"),
    about=gettext_lazy("Clients with industry, site, group and status. The registration id decides, else the name."),
    columns=COLUMNS,
    needs=(("trade_name", "registration_id"),),
    plan=plan,
)
