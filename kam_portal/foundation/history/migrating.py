"""Triggers in migrations, without rendering every related model anew for each of them.

The database has triggers, the models that a migration renders do not use them. pgtrigger's own operations render them
all the same, which made a first start wait for half a minute; both kinds do the same to the database, and a generated
migration may keep those of pgtrigger.
"""

from __future__ import annotations

from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class AddTrigger(migrations.AddTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name.lower()].options
        options["triggers"] = [trigger for trigger in options.get("triggers", []) if trigger.name != self.name]
