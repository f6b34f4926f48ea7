"""What is added in migrations - models, fields, indexes, constraints, triggers - without rendering every related model
anew for each of them.

Django's and pgtrigger's own operations do so, which made a first start wait for a minute. Both kinds do the same to
the database, and a generated migration may keep theirs. The database has triggers, the models that a migration renders
do not use them. Whatever else is added, its model is rendered alone: the others know its table and its key, which stay
as they were, and all models are rendered once more before the Python code of a migration sees them, as after every
delayed change.
"""

from __future__ import annotations

from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class _RenderedAlone(Operation):
    model_name_lower: str

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            with rendered.bulk_update():
                rendered.render_multiple([state.models[app_label, self.model_name_lower].clone()])
            state.__dict__["apps"], state.is_delayed = rendered, True


class CreateModel(_RenderedAlone, operations.CreateModel):
    @property
    def model_name_lower(self) -> str:  # type: ignore[override]
        return self.name_lower


class AddField(_RenderedAlone, operations.AddField):
    pass


class AddIndex(_RenderedAlone, operations.AddIndex):
    pass


class AddConstraint(_RenderedAlone, operations.AddConstraint):
    pass


class AddTrigger(migrations.AddTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]
