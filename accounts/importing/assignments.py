"""Assignments: which manager owns which account. The same manager already is no change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import bulk
from accounts.assigning import key_load, who_stay
from accounts.importing.columns import Column, Line, known_as
from accounts.importing.finding import ACCOUNT_COLUMNS, accounts_of
from accounts.importing.kinds import Circumstances, Kind, Write
from accounts.importing.ledger import Ledger
from accounts.keeping import not_in_the_future
from accounts.models import Account, Status
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.tabular.cells import day, email, quoted, text

COLUMNS = (
    *ACCOUNT_COLUMNS,
    Column(
        "manager",
        gettext_lazy("manager's e-mail"),
        email,
        known_as(
            "manager email | manager e-mail | manager | KAM | KAM email | key account manager | account manager | "
            "owner | owner email | responsible | email | e-mail | sales agent | Менеджер | Почта менеджера | "
            "E-mail менеджера | КАМ | Ответственный | Ответственный менеджер | "
            "Клиентский менеджер | Владелец | Эл. почта | Почта"
        ),
        required=True,
    ),
    Column(
        "date",
        gettext_lazy("from"),
        day,
        known_as(
            "from | since | start | start date | started on | assigned on | С | Дата | С даты | "
            "Дата назначения | Начало"
        ),
    ),
    Column(
        "reason",
        gettext_lazy("reason"),
        text(2000),
        known_as("why | comment | note | Причина | Основание | Комментарий | Примечание"),
    ),
)


def plan(lines: Sequence[Line], ledger: Ledger, circumstances: Circumstances) -> Write:
    ids = accounts_of(lines, ledger)
    accounts = _accounts(set(ids.values()), circumstances)
    managers = _managers(lines, circumstances)
    firsts: dict[int, Line] = {}
    handovers: list[bulk.Handover] = []
    for line in lines:
        manager = _manager(line, managers, ledger)
        _refuse_a_day_ahead(line, ledger, circumstances)
        if manager is None or ledger.has_rejected(line.number):
            continue
        account = accounts[ids[line.number]]
        if account.pk in firsts:
            _repeat(line, firsts[account.pk], account, ledger)
            continue
        firsts[account.pk] = line
        is_changed = account.kam_id != manager.pk
        ledger.settle(line, is_new=is_changed and account.kam_id is None, is_changed=is_changed)
        if is_changed:
            on, reason = line.get("date", circumstances.on), line.get("reason") or _("import")
            handovers.append(bulk.Handover(account, manager, on, reason))
    _note_loads(handovers, ledger)

    def write() -> None:
        bulk.hand_over(handovers=handovers, by=circumstances.by, written=circumstances.written)

    return write


def _refuse_a_day_ahead(line: Line, ledger: Ledger, circumstances: Circumstances) -> None:
    try:
        not_in_the_future(line.get("date"), circumstances.on)
    except ValidationError as error:
        ledger.reject(line.number, " ".join(error.messages))


def _managers(lines: Sequence[Line], circumstances: Circumstances) -> dict[str, User]:
    """The people of the file by e-mail, kept from leaving while the file is carried out."""
    emails = {line.values["manager"].lower() for line in lines if "manager" in line.values}
    found = User.objects.annotate(folded=Lower("email")).filter(folded__in=emails)
    people = who_stay(found).values() if circumstances.lock else found
    return {user.email.lower(): user for user in people}


def _manager(line: Line, managers: dict[str, User], ledger: Ledger) -> User | None:
    written = line.get("manager")
    if not written:
        if not ledger.has_rejected(line.number):
            ledger.reject(line.number, _("The manager's e-mail is missing."))
        return None
    manager = managers.get(written.lower())
    if manager is None:
        reason = _("Nobody here has the e-mail %(email)s. Import the people first, or correct it.")
        ledger.reject(line.number, reason % {"email": quoted(written)})
    elif not manager.is_active:
        reason = _("%(name)s is deactivated. Choose somebody who works here.")
        ledger.reject(line.number, reason % {"name": manager.full_name})
    elif not manager.may(Right.EDIT_OWN):
        reason = _("%(name)s is not a sales manager and cannot own accounts. Change the role first.")
        ledger.reject(line.number, reason % {"name": manager.full_name})
    return manager


def _accounts(ids: set[int], circumstances: Circumstances) -> dict[int, Account]:
    rows = Account.objects.filter(pk__in=ids).order_by("pk")
    if circumstances.lock:
        rows = rows.select_for_update(of=("self",))
    return {row.pk: row for row in rows}


def _repeat(line: Line, first: Line, account: Account, ledger: Ledger) -> None:
    is_other = line.values["manager"].lower() != first.values["manager"].lower()
    what = _("account %(name)s") % {"name": quoted(account.trade_name)}
    ledger.repeated(line, first, what, [_("manager's e-mail")] if is_other else [])


def _note_loads(handovers: Sequence[bulk.Handover], ledger: Ledger) -> None:
    """Say who would carry too many key accounts; the file's reason, or “import”, overrides it."""
    gained = Counter(h.manager.pk for h in handovers if h.account.status == Status.KEY)
    lost = Counter(h.account.kam_id for h in handovers if h.account.status == Status.KEY)
    managers = {h.manager.pk: h.manager for h in handovers}
    for pk, load in key_load(managers.values()).items():
        after = load + gained[pk] - lost[pk]
        if gained[pk] and after >= settings.KEY_ACCOUNTS_WARN_FROM:
            ledger.notes.append(
                _("%(name)s would carry %(count)d key accounts; one manager keeps one to three.")
                % {"name": managers[pk].full_name, "count": after}
            )


KIND = Kind(
    name="assignments",
    title=gettext_lazy("Assignments"),
    about=gettext_lazy("Which manager owns which account. An account that has this manager already is unchanged."),
    columns=COLUMNS,
    needs=(("account", "registration_id"), ("manager",)),
    plan=plan,
)
