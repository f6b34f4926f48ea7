"""What a dossier holds: sections A to H with their fields and tables."""

from dossiers.description.kinds import Field, Kind, SectionKind, Table
from dossiers.description.sections import BY_KEY, FIELD_SECTION, RETIRED, SECTIONS, TABLE_SECTION, editable_sections
from dossiers.description.tables import TABLES

__all__ = [
    "BY_KEY",
    "FIELD_SECTION",
    "RETIRED",
    "SECTIONS",
    "TABLES",
    "TABLE_SECTION",
    "Field",
    "Kind",
    "SectionKind",
    "Table",
    "editable_sections",
]
