"""How a domain model is recorded: a row per insert, update and delete, written by the database itself."""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models


def recorded(*, by: str, exclude: Sequence[str] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: keep every state of the model, found again by the field `by` (the account, mostly).

    Values of `exclude` are not kept: derived columns, secrets.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        index = models.Index(fields=[by, "-pgh_id"], name=f"{model.__name__.lower()}_history")
        track = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            meta={"indexes": [index]},
        )
        return track(model)

    return decorate
