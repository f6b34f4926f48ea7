"""A company begins with a checklist of work at each stage of the client's decision; admins change it from there.

Only where there is none: what was written meanwhile stays as it is, also backwards.
"""

from typing import Any

from django.db import migrations

LINES = {
    "need": (
        ("Name the client’s goal that the need comes from", "Назвать цель клиента, из которой возникла потребность"),
        (
            "Ask the users and the decision maker what it costs them today",
            "Узнать у пользователей и лица, принимающего решение, во что это обходится сейчас",
        ),
        ("Agree with a sponsor why it must be done now", "Согласовать со спонсором, почему это нужно сделать сейчас"),
    ),
    "search": (
        ("Learn how they collect information and who is asked", "Выяснить, как собирают информацию и кого спрашивают"),
        ("Learn which competitors are looked at", "Выяснить, каких конкурентов рассматривают"),
        ("Show examples of the same need at other clients", "Показать примеры той же потребности у других клиентов"),
    ),
    "evaluation": (
        (
            "Get their criteria with weights from each key player",
            "Получить критерии с весами от каждого ключевого игрока",
        ),
        (
            "Compare us with the best competitor on those criteria",
            "Сравнить нас с лучшим конкурентом по этим критериям",
        ),
        ("Let the users try it: visit, sample or pilot", "Дать пользователям попробовать: визит, образец или пилот"),
    ),
    "selection": (
        ("Hand over a proposal in the words of their goals", "Передать предложение, сформулированное через их цели"),
        (
            "Check price and terms against the range of authority",
            "Сверить цену и условия с диапазоном переговорных полномочий",
        ),
        ("Answer every objection of an anti-sponsor", "Ответить на каждое возражение антиспонсора"),
    ),
    "implementation": (
        ("Agree on dates and people on both sides", "Согласовать сроки и людей с обеих сторон"),
        ("Meet the users in the first weeks", "Встретиться с пользователями в первые недели"),
        ("Report progress to the decision maker", "Отчитаться о ходе работ перед лицом, принимающим решение"),
    ),
    "review": (
        ("Measure the result against the client’s goal", "Измерить результат относительно цели клиента"),
        ("Ask the client how satisfied they are", "Спросить клиента, насколько он доволен"),
        ("Look for the next opportunity together", "Вместе найти следующую возможность"),
    ),
}


def forwards(apps: Any, schema_editor: Any) -> None:
    works = apps.get_model("planning", "StageWork")
    if works.objects.exists():
        return
    works.objects.bulk_create(
        works(stage=stage, text_en=english, text_ru=russian, position=position)
        for stage, lines in LINES.items()
        for position, (english, russian) in enumerate(lines)
    )


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_plans_goals_and_actions")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
