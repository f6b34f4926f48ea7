"""The scoring model that ships: six factors of attractiveness, three of them scored by our own sales rows.

Why these six (method.md, section 1 names the grounds for which a client is key, section 2 asks how much we want them in
three years):

- Purchase potential, 30 %. The axis looks three years ahead, and "high purchase potential" is the ground that no
  sales row shows: people judge it, and it weighs most, or else the matrix would only crown who is large today.
- Turnover, 20 %. Few clients make 30-50 % of it; losing one of them is felt. It weighs less than the potential,
  because size alone makes nobody attractive.
- Growth, 10 %. A client that pulls further sales and opens new ways to earn buys more each year than the year before.
  It swings with single orders, so it weighs least of the three measured ones.
- Margin, 15 %. "Stable high profit": turnover that is bought by discounts is no reason to invest.
- Fit, 15 %. A reliable, long-term partner that wants a lasting partnership, and lets itself be called key: not every
  client does, so the willingness is scored and the consent is asked.
- Influence, 10 %. The market leader, and what a name among our references does for our reputation.

[ours] are the weights, the bands and the choice; they are a beginning to be argued over and copied. The sales rows
score 45 of 100: below the 75 % that are needed, so that no client is ever placed by figures alone. A client without
rows has 55 at most and shows as a range, until the board agrees on scores for what is not known. Cost to serve is left
out, since few companies record it; whoever does adds a factor scored from it, on which low cost scores high.

The texts are data of the model, in both languages, and not texts of the portal: whoever adapts it writes over them.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Measure, ScoringModel
from accounts.selection.default_texts import TEXTS
from accounts.selection.drafting import create_model, publish_model
from accounts.selection.factors import add_factor
from kam_portal.foundation.people.models import User

NAME = "KAISM"
WEIGHTS = {"potential": 30, "turnover": 20, "growth": 10, "margin": 15, "fit": 15, "influence": 10}
SCORES = (0, 3, 5, 8, 10)
# Lower ends of the bands that score 3, 5, 8 and 10; below the first one it is 0.
EDGES: dict[str, tuple[Measure, tuple[int, int, int, int]]] = {
    "turnover": (Measure.SALES, (50_000, 200_000, 500_000, 1_000_000)),
    "growth": (Measure.GROWTH, (-10, 0, 10, 20)),
    "margin": (Measure.MARGIN, (0, 10, 20, 30)),
}
# The edges of turnover are thought in euros; roughly what one is worth, where that is far from one.
UNITS_A_EURO = {"RUB": 100, "JPY": 150, "KZT": 500, "INR": 100, "CNY": 8, "NOK": 10, "SEK": 10, "PLN": 4, "CZK": 25}


def shipped_model() -> ScoringModel | None:
    """The first version of the model that ships, when this company has it already."""
    return ScoringModel.objects.exclude(state=ScoringModel.State.DRAFT).filter(name=NAME).order_by("number").first()


@transaction.atomic
def ship_default_model(*, by: User | None = None, at: datetime.datetime | None = None) -> ScoringModel:
    """Publish the model unless it is there already; also when two ask at the same moment.

    Raises ValidationError when somebody drafts another model of its name.
    """
    if there := shipped_model():
        return there
    try:
        model = create_model(name=NAME, by=by)
    except ValidationError as taken:
        if there := shipped_model():
            return there
        sentence = _("A draft is called %(name)s already. Publish, rename or discard it first.")
        raise ValidationError(sentence, params={"name": NAME}) from taken
    for key, weight in WEIGHTS.items():
        add_factor(model=model, weight=Decimal(weight), **_words_of(key), **_measured(key))
    return publish_model(model=model, by=by, at=at or timezone.now())


def _words_of(key: str) -> dict[str, Any]:
    english, russian = (TEXTS[language][key] for language in ("en", "ru"))
    anchors = zip(SCORES, english.anchors, russian.anchors, strict=True)
    return {
        "name_en": english.name,
        "name_ru": russian.name,
        "question_en": english.question,
        "question_ru": russian.question,
        "anchors": [(Decimal(score), en, ru) for score, en, ru in anchors],
    }


def _measured(key: str) -> dict[str, Any]:
    if key not in EDGES:
        return {}
    measure, edges = EDGES[key]
    unit = UNITS_A_EURO.get(settings.COMPANY_CURRENCY, 1) if measure == Measure.SALES else 1
    ends = [None, *(Decimal(edge * unit) for edge in edges)]
    bands = [(low, Decimal(score)) for low, score in zip(ends, SCORES, strict=True)]
    return {"measure": measure.value, "currency": settings.COMPANY_CURRENCY, "bands": bands}
