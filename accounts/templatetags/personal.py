"""What is kept about a person, as one line of text."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_kept(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return (
        json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
    )
