"""What people write for the portal's choices, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.utils.functional import Promise

from accounts.importing.columns import known_as
from accounts.models import Status
from kam_portal.foundation.people.models import Function
from kam_portal.foundation.people.roles import Role
from kam_portal.foundation.tabular.cells import Reader, choice, folded


def choices(known: Mapping[str, str], labels: Mapping[str, str | Promise]) -> Reader:
    """A reader for `known`: stored value -> spellings, the label of each language among them; the value is one, too.

    A refusal offers the labels, as the pages show them to its reader.
    """
    values = {
        folded(spelling): str(value.value if isinstance(value, Enum) else value)
        for value, spellings in known.items()
        for spelling in (str(value), *known_as(spellings))
    }
    return choice(values, lambda: ", ".join(str(labels[value]) for value in known))


STATUS = choices(
    {
        Status.CANDIDATE: "candidate | prospect | Кандидат | Потенциальный",
        Status.KEY: "key account | key | KA | Ключевой | Ключевой клиент | Ключевая",
        Status.KEY_DEVELOPMENT: "key development | key development account | Развиваемый | Развиваемый ключевой | "
        "Развиваемый ключевой клиент | Развитие",
        Status.MAINTENANCE: "maintenance | maintenance account | Поддерживаемый | Поддерживаемый клиент | Поддержание",
        Status.OPPORTUNISTIC: "opportunistic | opportunistic account | Ситуативный | Ситуативный клиент | "
        "Оппортунистический",
        Status.CLOSED: "closed | inactive | Закрыт | Закрытый | Неактивный",
    },
    dict(Status.choices),
)
ROLE = choices(
    {
        Role.COLLEAGUE: "colleague | employee | Коллега | Сотрудник",
        Role.MANAGER: "manager | sales manager | account manager | key account manager | KAM | sales rep | "
        "sales agent | Менеджер | Менеджер по продажам | Клиентский менеджер | КАМ | "
        "Менеджер по работе с ключевыми клиентами",
        Role.LEAD: "lead | team lead | head of sales | Руководитель | Руководитель команды | Руководитель группы | "
        "Руководитель отдела | Начальник отдела | Тимлид",
        Role.ADMIN: "admin | administrator | Админ | Администратор",
    },
    dict(Role.choices),
)
FUNCTION = choices(
    {
        Function.SALES: "sales | Продажи | Отдел продаж",
        Function.MARKETING: "marketing | Маркетинг",
        Function.FINANCE: "finance | accounting | Финансы | Бухгалтерия",
        Function.SERVICE: "service | support | Сервис | Обслуживание | Поддержка",
        Function.LOGISTICS: "logistics | Логистика",
        Function.TECHNOLOGY: "technology | engineering | IT | Технологии | Техника | ИТ",
        Function.LEGAL: "legal | law | Право | Юристы | Юридический отдел",
        Function.MANAGEMENT: "management | Руководство | Управление | Дирекция",
    },
    dict(Function.choices),
)
LANGUAGE = choices(
    {"en": "english | eng | Английский | Англ", "ru": "russian | rus | Русский | Рус"},
    {"en": "English", "ru": "Русский"},
)
