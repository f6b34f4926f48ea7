"""Words of opportunities in templates."""

from django import template

from planning.models import Stage
from planning.opportunities.picture import effort_in_words

register = template.Library()

register.filter("effort_words", effort_in_words)


@register.filter
def stage_name(stage: str) -> str:
    return str(Stage(stage).label)
