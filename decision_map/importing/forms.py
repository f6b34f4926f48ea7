"""Forms of bringing a chart onto a map: the file, and what is answered to its comparison with the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.importing.forms import ColumnsForm
from decision_map.importing import words
from decision_map.importing.columns import COLUMNS
from decision_map.importing.comparing import Comparison, compare
from decision_map.importing.present import Present, present_of
from decision_map.importing.reading import MAX_BYTES, Chart, chart_of
from decision_map.importing.writing import CHANGED, refuse_what_cannot_be
from decision_map.models import DecisionMap
from dossiers.fields import Day
from kam_portal.foundation.history.editing import SEEN, add_errors
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.table import Table


class ChartFile(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx): a line a post, with id, name, title, and whom it reports to, by id or by name. "
            "Or cards of people (.vcf). Nothing is written before you have seen the comparison."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.vcf,text/vcard"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("The file has more than %(limit)s MB. Split it into several files."),
                params={"limit": MAX_BYTES // 1024**2},
            )
        return upload


class ChartAnswers(ColumnsForm):
    """Who of the map is gone, as of when, and which column is which. The comparison is made of what was answered."""

    gone = forms.BooleanField(label=_("People who are not in the file have left"), required=False)
    on = Day(label=_("As of"), help_text=_("The day on which people have left or moved."))

    def __init__(self, map_: DecisionMap, table: Table, data: QueryDict | None = None) -> None:
        self.table, self.map, self.overrides = table, map_, _overrides(data)
        super().__init__(
            data,
            columns=COLUMNS,
            header=table.header,
            chosen=self.chart.columns if self.chart else {},
            initial={"on": timezone.localdate()},
        )
        if self.chart is not None and not self.chart.is_chart:
            del self.fields["gone"]

    @cached_property
    def _read(self) -> tuple[Chart | None, str]:
        try:
            return chart_of(self.table, self.overrides), ""
        except Unreadable as refusal:
            return None, refusal.sentence

    @property
    def chart(self) -> Chart | None:
        """None where no column names anybody; `refusal` says so."""
        return self._read[0]

    @property
    def refusal(self) -> str:
        return self._read[1]

    @cached_property
    def present(self) -> Present:
        return present_of(self.map)

    def look_again(self) -> None:
        """The map was changed since it was compared."""
        self.__dict__.pop("present", None)
        self.__dict__.pop("comparison", None)

    @property
    def gone_is_said(self) -> bool:
        return "gone" in self.fields and "gone" in self.data

    @cached_property
    def comparison(self) -> Comparison | None:
        return compare(self.chart, self.present, gone=self.gone_is_said) if self.chart else None

    @property
    def doubts(self) -> list[words.Doubt]:
        return words.doubts(self.comparison, self.chart) if self.comparison and self.chart else []

    @property
    def came(self) -> list[tuple[str, str]]:
        found = self.comparison
        return [(change.name, words.posts_of(change, found)) for change in found.came] if found else []

    @property
    def left(self) -> list[tuple[str, str]]:
        found = self.comparison
        return [(change.name, words.posts_of(change, found, after=False)) for change in found.left] if found else []

    @property
    def moved(self) -> list[words.Moved]:
        return list(words.moves(self.comparison)) if self.comparison else []

    @property
    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.columns]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.chart is None or self.comparison is None:
            raise ValidationError(self.refusal)
        if self.data.get(SEEN) != self.present.digest:
            raise ValidationError(CHANGED)
        try:
            refuse_what_cannot_be(self.comparison, self.chart, gone=self.gone_is_said)
        except ValidationError as error:
            add_errors(self, error)
        return values


def _overrides(data: QueryDict | None) -> Mapping[str, str]:
    """The columns as they were chosen; nothing at the first look, when the names of the columns speak."""
    if data is None:
        return {}
    return {column.name: str(data[column.name]) for column in COLUMNS if column.name in data}
