"""Our own people: the e-mail decides. Teams named in the file are created, their leads named by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.importing.columns import Column, Line, known_as
from accounts.importing.contacts import name_of
from accounts.importing.kinds import Circumstances, Kind, Write, titles
from accounts.importing.ledger import Ledger
from accounts.importing.words import FUNCTION, LANGUAGE, ROLE
from kam_portal.foundation.people import bulk
from kam_portal.foundation.people.leaving import duties_beyond
from kam_portal.foundation.people.models import Team, User, check_time_zone
from kam_portal.foundation.people.roles import RIGHTS, Right, Role
from kam_portal.foundation.tabular.cells import Cell, Doubtful, as_text, email, quoted, text

OWN = ("full_name", "role", "function", "language", "time_zone")


def _zone(cell: Cell) -> str:
    written = as_text(cell)
    try:
        check_time_zone(written)
    except ValidationError as refusal:
        raise Doubtful(" ".join(refusal.messages)) from None
    return written


COLUMNS = (
    Column(
        "email",
        gettext_lazy("e-mail"),
        email,
        known_as(
            "mail | email address | e-mail address | user email | login | sign-in | Почта | Эл. почта | "
            "Электронная почта | Адрес электронной почты | Имейл | Логин"
        ),
        required=True,
    ),
    Column(
        "name",
        gettext_lazy("name"),
        text(160),
        known_as("full name | user | person | employee | sales agent | ФИО | Имя и фамилия | Сотрудник | Пользователь"),
    ),
    Column("first_name", gettext_lazy("first name"), text(80), known_as("given name | forename | Имя")),
    Column("last_name", gettext_lazy("last name"), text(80), known_as("surname | family name | Фамилия")),
    Column("role", gettext_lazy("role"), ROLE, known_as("user role | access | Роль | Права | Доступ")),
    Column(
        "function", gettext_lazy("function"), FUNCTION, known_as("department | unit | Функция | Отдел | Подразделение")
    ),
    Column("team", gettext_lazy("team"), text(120), known_as("group | regional office | office | Команда | Группа")),
    Column(
        "lead",
        gettext_lazy("team lead's e-mail"),
        email,
        known_as(
            "team lead | team lead email | lead email | manager | manager email | supervisor | boss | Руководитель | "
            "Почта руководителя | Руководитель команды | Начальник"
        ),
    ),
    Column("language", gettext_lazy("language"), LANGUAGE, known_as("lang | locale | Язык")),
    Column(
        "time_zone",
        gettext_lazy("time zone"),
        _zone,
        known_as("timezone | zone | tz | Часовой пояс | Временная зона | Пояс"),
    ),
)


@dataclass
class Staff:
    """Everybody the file is about: stored people and those to be, teams likewise, by folded name."""

    people: dict[str, User]
    teams: dict[str, Team]
    new: list[User] = field(default_factory=list)
    changed: list[User] = field(default_factory=list)
    leads: dict[str, tuple[Line, str]] = field(default_factory=dict)

    @property
    def new_teams(self) -> list[Team]:
        return [team for team in self.teams.values() if team.pk is None]


def plan(lines: Sequence[Line], ledger: Ledger, circumstances: Circumstances) -> Write:
    staff = Staff(_people(lines, circumstances), _teams(circumstances))
    firsts: dict[str, Line] = {}
    touched: dict[int, Line] = {}
    for line in lines:
        if ledger.has_rejected(line.number):
            continue
        if not line.get("email"):
            ledger.reject(line.number, _("The e-mail is missing."))
            continue
        key = line.values["email"].lower()
        if key in firsts:
            _repeat(line, firsts[key], ledger)
            continue
        firsts[key] = line
        _take(line, staff, ledger, touched)
    changed_leads = _leads(staff, ledger)
    _keep_an_admin(staff, touched, ledger)
    _count(staff, firsts, touched, changed_leads, ledger)
    return _writing(staff, changed_leads)


def _people(lines: Sequence[Line], circumstances: Circumstances) -> dict[str, User]:
    emails = {line.values[name].lower() for line in lines for name in ("email", "lead") if name in line.values}
    rows = User.objects.select_related("team").annotate(folded=Lower("email")).filter(folded__in=emails).order_by("pk")
    if circumstances.lock:
        rows = rows.select_for_update(of=("self",))
    return {user.email.lower(): user for user in rows}


def _teams(circumstances: Circumstances) -> dict[str, Team]:
    rows = Team.objects.select_for_update(of=("self",)) if circumstances.lock else Team.objects.all()
    return {team.name.casefold(): team for team in rows.order_by("pk")}


def _take(line: Line, staff: Staff, ledger: Ledger, touched: dict[int, Line]) -> None:
    """Put one line onto its person; remember it in `touched` when something is new."""
    key = line.values["email"].lower()
    person = staff.people.get(key)
    values = {name: line.values[name] for name in OWN[1:] if name in line.values}
    if name := name_of(line):
        values["full_name"] = name
    elif person is None:
        ledger.reject(line.number, _("The name is missing."))
        return
    team = _team(line, staff, ledger)
    if person is None:
        person = User(email=line.values["email"], **values)
        staff.people[key] = person
        staff.new.append(person)
    elif not _fill(person, values, line, ledger) and (team is None or person.team == team):
        return
    else:
        staff.changed.append(person)
    if team is not None:
        person.team = team
    touched[id(person)] = line


def _fill(person: User, values: dict[str, Any], line: Line, ledger: Ledger) -> bool:
    changed = {name: value for name, value in values.items() if getattr(person, name) != value}
    if "role" in changed:
        for duty in duties_beyond(person, changed["role"]):
            ledger.reject(line.number, duty)
    for name, value in changed.items():
        setattr(person, name, value)
    return bool(changed)


def _team(line: Line, staff: Staff, ledger: Ledger) -> Team | None:
    name, lead = line.get("team"), line.get("lead")
    if not name:
        if lead:
            ledger.reject(line.number, _("A team lead is named, but no team. Name the team, or leave the lead empty."))
        return None
    key = name.casefold()
    if lead:
        before = staff.leads.setdefault(key, (line, lead))
        if before[1].lower() != lead.lower():
            reason = _("Line %(line)s names another lead for the team %(team)s. A team has one.")
            ledger.reject(line.number, reason % {"line": before[0].number, "team": quoted(name)})
    return staff.teams.setdefault(key, Team(name=name))


def _leads(staff: Staff, ledger: Ledger) -> dict[str, User]:
    """The teams whose lead changes. A lead stands in the file or is stored, is active and has a role that leads."""
    changed: dict[str, User] = {}
    for key, (line, email_address) in staff.leads.items():
        lead = staff.people.get(email_address.lower())
        if lead is None:
            reason = _("The team lead %(email)s is neither in this file nor stored.")
            ledger.reject(line.number, reason % {"email": quoted(email_address)})
        elif not lead.is_active or Right.LEAD_TEAM not in RIGHTS[Role(lead.role)]:
            reason = _(
                "%(name)s is no team lead. Give them the role “Team lead” in this file or on the page People first."
            )
            ledger.reject(line.number, reason % {"name": lead.full_name})
        elif lead.pk is None or staff.teams[key].lead_id != lead.pk:
            changed[key] = lead
    return changed


def _keep_an_admin(staff: Staff, touched: dict[int, Line], ledger: Ledger) -> None:
    """Several admins may not all lose the role in one file; a single one is kept by leaving.py."""
    demoted = [p for p in staff.changed if p.role != Role.ADMIN]
    admins = User.objects.active_admins()
    if not demoted or not admins.filter(pk__in=[p.pk for p in demoted]).exists():
        return
    if not admins.exclude(pk__in=[p.pk for p in demoted]).exists():
        for line in [touched[id(person)] for person in demoted]:
            if not ledger.has_rejected(line.number):
                ledger.reject(line.number, _("After this file nobody would be an admin. Keep one."))


def _count(
    staff: Staff, firsts: dict[str, Line], touched: dict[int, Line], leads: dict[str, User], ledger: Ledger
) -> None:
    """A line that only gives its team another lead counts as an update too."""
    of_leads = {staff.leads[key][0].number for key in leads}
    new = {id(person) for person in staff.new}
    for key, line in firsts.items():
        if ledger.has_rejected(line.number):
            continue
        person = staff.people[key]
        is_changed = id(person) in touched or line.number in of_leads
        ledger.settle(line, is_new=id(person) in new, is_changed=is_changed)


def _writing(staff: Staff, leads: dict[str, User]) -> Write:
    def write() -> None:
        bulk.bring_in_teams(teams=staff.new_teams)
        bulk.bring_in(people=staff.new)
        bulk.edit_people(people=staff.changed, fields=[*OWN, "team"])
        bulk.name_leads(leads={staff.teams[key]: lead for key, lead in leads.items()})

    return write


def _repeat(line: Line, first: Line, ledger: Ledger) -> None:
    named = titles(COLUMNS)
    differing = [
        named[name] for name, value in line.values.items() if name != "email" and first.values.get(name) != value
    ]
    ledger.repeated(line, first, _("e-mail %(email)s") % {"email": quoted(line.values["email"])}, differing)


KIND = Kind(
    name="users",
    title=gettext_lazy("Our people"),
    about=gettext_lazy("Colleagues with role and team. The e-mail decides. Nobody is mailed; invite them afterwards."),
    columns=COLUMNS,
    needs=(("email",),),
    plan=plan,
)
