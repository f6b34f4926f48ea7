"""How well a fact or row is known, beside it: the same words wherever the same is known of two facts of a page."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from dossiers.knowing import Known

register = template.Library()


@register.simple_tag(takes_context=True)
def provenance(context: Any, known: Known) -> SafeString:
    """dossiers/as_of.html, rendered once a page for all facts that were written down together."""
    # The lowest of its dictionaries is the page's: an included template has one of its own, for a moment.
    rendered = context.render_context.dicts[0].setdefault(provenance, {})
    if known not in rendered:
        rendered[known] = context.template.engine.get_template("dossiers/as_of.html").render(
            context.new({"known": known})
        )
    return rendered[known]
