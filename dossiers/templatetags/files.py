"""What kind of file a version is, in words and for templates."""

from __future__ import annotations

from django import template

from dossiers.attachments import serving
from dossiers.attachments.kinds import BY_TYPE
from dossiers.description import BY_KEY
from dossiers.models import AttachmentVersion

register = template.Library()


@register.filter
def kind(version: AttachmentVersion) -> str:
    """As people call it; the bare type where it is not known any more."""
    known = BY_TYPE.get(version.content_type)
    return str(known.title) if known else version.content_type


@register.filter
def is_shown(version: AttachmentVersion) -> bool:
    return serving.is_shown(version.content_type)


@register.filter
def is_image(version: AttachmentVersion) -> bool:
    return is_shown(version) and BY_TYPE[version.content_type].is_image


@register.filter
def is_pdf(version: AttachmentVersion) -> bool:
    return is_shown(version) and BY_TYPE[version.content_type].is_pdf


@register.simple_tag
def section_title(key: str) -> str:
    """The title of a section; its key when it is none any more."""
    return str(BY_KEY[key].title) if key in BY_KEY else key
