"""New models and triggers in migrations, without rendering every related model anew for each of them.

Django's and pgtrigger's own operations do so, which made a first start wait for half a minute. Both kinds do the same
to the database, and a generated migration may keep theirs. The database has triggers, the models that a migration
renders do not use them. A new model is rendered alone: nothing is related to it yet, and all models are rendered once
more before the Python code of a migration sees them, as after every delayed change.
"""

from __future__ import annotations

from django.db.migrations.operations import models
from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class CreateModel(models.CreateModel):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            with rendered.bulk_update():
                rendered.render_multiple([state.models[app_label, self.name_lower].clone()])
            state.__dict__["apps"], state.is_delayed = rendered, True


class AddTrigger(migrations.AddTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]
