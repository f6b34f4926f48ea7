"""What a chart may hold, and under which names people know it. A person is described as in an import of contacts."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy

from accounts.importing import contacts
from accounts.importing.columns import Column, known_as
from kam_portal.foundation.tabular.cells import text

_OF_CONTACTS = {column.name: column for column in contacts.COLUMNS}
_LONGEST_ID = 64
# Several of them in one cell; each is read by itself, so that a wrong one costs nobody the line.
_CELL = 1000


COLUMNS = (
    Column(
        "id",
        gettext_lazy("id"),
        text(_LONGEST_ID),
        known_as(
            "post unique reference | unique reference | post id | position id | position number | employee id | "
            "employee number | personnel number | staff id | person id | uid | number | no | Код | Номер | Ид | "
            "Идентификатор | ID должности | Код должности | ID сотрудника | Код сотрудника | Табельный номер | Таб. №"
        ),
    ),
    Column(
        "reports_to",
        gettext_lazy("reports to"),
        text(200),
        known_as(
            "reports to senior post | reports to id | manager id | manager | manager name | line manager | supervisor"
            " | supervisor id | superior | boss | parent id | parent | parent post | Подчиняется | Кому подчиняется | "
            "Подчинение | Руководитель | Непосредственный руководитель | Начальник | ID руководителя | Код руководителя"
            " | Табельный номер руководителя | Вышестоящая должность | Вышестоящий"
        ),
    ),
    replace(
        _OF_CONTACTS["name"],
        title=gettext_lazy("full name"),
        synonyms=(
            *_OF_CONTACTS["name"].synonyms,
            *known_as(
                "employee name | employee | staff member | held by | occupant | fn | Сотрудник | Работник | "
                "Полное имя | Кто занимает | Занимает | Фамилия Имя Отчество"
            ),
        ),
    ),
    _OF_CONTACTS["first_name"],
    _OF_CONTACTS["last_name"],
    Column("middle_name", gettext_lazy("middle name"), text(100), known_as("patronymic | second name | Отчество")),
    _OF_CONTACTS["title"],
    Column(
        "unit",
        gettext_lazy("unit"),
        text(200),
        known_as(
            "org unit | organisational unit | organizational unit | department | division | directorate | team | "
            "Подразделение | Отдел | Департамент | Дирекция | Управление | Служба | Цех"
        ),
    ),
    Column(
        "site",
        gettext_lazy("site"),
        text(200),
        known_as("location | office | city | town | Площадка | Место | Город | Офис | Местоположение | Филиал"),
    ),
    replace(_OF_CONTACTS["emails"], read=text(_CELL)),
    replace(_OF_CONTACTS["phones"], read=text(_CELL)),
    replace(_OF_CONTACTS["mobile"], read=text(_CELL)),
)
# At least one of these says who or what stands in a line.
NEEDS = (("name", "last_name", "first_name", "title"),)
