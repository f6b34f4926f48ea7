"""The people of the demo company, shared by the demo, the tests and the pictures.

Nordvik Instruments sells measuring technology; its two sales teams keep a dozen key clients.
"""

from __future__ import annotations

from dataclasses import dataclass

from kam_portal.foundation.people.inviting import create_person, create_team, edit_team
from kam_portal.foundation.people.models import Function, Team, User
from kam_portal.foundation.people.roles import Role

DEMO_PASSWORD = "nordvik-demo-2026"


@dataclass(frozen=True)
class Person:
    key: str
    email: str
    names: dict[str, str]
    role: Role
    function: Function
    team: str = ""
    time_zone: str = "Europe/Moscow"


TEAMS: dict[str, dict[str, str]] = {
    "north": {"en": "North", "ru": "Север"},
    "south": {"en": "South", "ru": "Юг"},
}
LEADS = {"north": "leonid", "south": "sofia"}

PEOPLE: tuple[Person, ...] = (
    Person(
        "ada", "ada@nordvik.example", {"en": "Ada Lindqvist", "ru": "Ада Линдквист"}, Role.ADMIN, Function.MANAGEMENT
    ),
    Person(
        "leonid",
        "leonid@nordvik.example",
        {"en": "Leonid Orlov", "ru": "Леонид Орлов"},
        Role.LEAD,
        Function.SALES,
        "north",
    ),
    Person(
        "anna",
        "anna@nordvik.example",
        {"en": "Anna Petrova", "ru": "Анна Петрова"},
        Role.MANAGER,
        Function.SALES,
        "north",
    ),
    Person(
        "boris",
        "boris@nordvik.example",
        {"en": "Boris Klein", "ru": "Борис Кляйн"},
        Role.MANAGER,
        Function.SALES,
        "north",
    ),
    Person(
        "sofia",
        "sofia@nordvik.example",
        {"en": "Sofia Marchenko", "ru": "София Марченко"},
        Role.LEAD,
        Function.SALES,
        "south",
        "Europe/Berlin",
    ),
    Person(
        "viktor",
        "viktor@nordvik.example",
        {"en": "Viktor Stein", "ru": "Виктор Штейн"},
        Role.MANAGER,
        Function.SALES,
        "south",
        "Europe/Berlin",
    ),
    Person(
        "irina", "irina@nordvik.example", {"en": "Irina Belova", "ru": "Ирина Белова"}, Role.COLLEAGUE, Function.FINANCE
    ),
    Person(
        "pavel",
        "pavel@nordvik.example",
        {"en": "Pavel Sokolov", "ru": "Павел Соколов"},
        Role.COLLEAGUE,
        Function.SERVICE,
    ),
)


def bring_in(*, language: str = "en", password: str | None = DEMO_PASSWORD) -> dict[str, User]:
    """Create the teams and people; returns them by key."""
    teams: dict[str, Team] = {key: create_team(name=names[language]) for key, names in TEAMS.items()}
    people = {
        p.key: create_person(
            email=p.email,
            full_name=p.names[language],
            password=password,
            role=p.role,
            function=p.function,
            team=teams.get(p.team),
            time_zone=p.time_zone,
            language=language,
        )
        for p in PEOPLE
    }
    for key, lead in LEADS.items():
        edit_team(team=teams[key], version=1, changes={"lead": people[lead]})
    return people
