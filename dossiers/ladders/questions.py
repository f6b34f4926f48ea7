"""The six questions of the perception ladder (ladder.py) in the other voices: of a competitor, and to the client.

Of ourselves they are asked by the fields of section F (description.py). To the client they say the same from the
client's side, neutrally: the client reads them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

Questions = dict[str, Any]

OF_A_COMPETITOR: Questions = {
    "needs_us": _("Does the client need them as they need the client?"),
    "deals_with_competitors": _("Does the client deal with their competitors, us among them?"),
    "discusses_problems": _("Does the client like to discuss business problems with them?"),
    "prefers_competitors": _("Does the client now and then prefer others to them?"),
    "drives_mad": _("Does the client drive them mad?"),
    "postpones_visits": _("Does the client postpone their visits?"),
}

TO_THE_CLIENT: Questions = {
    "needs_us": _("Do you need us as much as we need you?"),
    "deals_with_competitors": _("Do you also buy from our competitors?"),
    "discusses_problems": _("Do you like to discuss questions of your business with us?"),
    "prefers_competitors": _("Do you now and then prefer our competitors to us?"),
    "drives_mad": _("Is working together often strained?"),
    "postpones_visits": _("Do you often put off meetings that were agreed with us?"),
}
