"""The rows of the access table: one for every URL name of the portal."""

from __future__ import annotations

from tests.access_table import (
    ADDRESSEE,
    ADMINS,
    ANY,
    CREATE,
    EDIT,
    EVERYBODY,
    FORM,
    GET,
    LEAD,
    LEADS,
    POST,
    PUBLIC,
    PUBLISHED_ROUND,
    READ,
    SIGN,
    Row,
    of_account,
)

PROJECT = {
    "healthz": Row(PUBLIC),
    "readyz": Row(PUBLIC),
    "home": Row(EVERYBODY),
    "search": Row(EVERYBODY),
}

PEOPLE = {
    "account_login": Row(PUBLIC, ANY),
    "account_logout": Row(PUBLIC, ANY),
    "account_inactive": Row(PUBLIC),
    "account_reauthenticate": Row(EVERYBODY, ANY),
    "account_change_password": Row(EVERYBODY, ANY),
    "account_set_password": Row(EVERYBODY, ANY),
    "account_reset_password": Row(PUBLIC, ANY),
    "account_reset_password_done": Row(PUBLIC),
    "account_reset_password_from_key": Row(PUBLIC, ANY, {"uidb36": "uid", "key": "key"}),
    "account_reset_password_from_key_done": Row(PUBLIC),
    "set_language": Row(PUBLIC, ANY),
    "me": Row(EVERYBODY, FORM),
    "me_absence": Row(EVERYBODY, FORM),
    "people": Row(ADMINS),
    "person_invite": Row(ADMINS, FORM),
    "person_edit": Row(ADMINS, FORM, {"person_id": "person"}),
    "person_invite_again": Row(ADMINS, POST, {"person_id": "person"}),
    "person_deactivate": Row(ADMINS, POST, {"person_id": "person"}),
    "person_reactivate": Row(ADMINS, POST, {"person_id": "person"}),
    "team_new": Row(ADMINS, FORM),
    "team_edit": Row(ADMINS, FORM, {"team_id": "team"}),
}

NOTIFICATIONS = {
    "inbox": Row(EVERYBODY),
    "messages_read": Row(EVERYBODY, POST),
    "message_read": Row(ADDRESSEE, POST, {"pk": "message"}),
}

ACCOUNTS = {
    "accounts": Row(EVERYBODY),
    "directory": Row(EVERYBODY),
    "account_new": Row(CREATE, FORM),
    "account": of_account(READ),
    "account_edit": of_account(EDIT, FORM),
    "account_status": of_account(LEAD, FORM),
    "account_team": of_account(READ),
    "account_assign": of_account(LEAD, POST),
    "account_history": of_account(READ),
    "member_add": of_account(LEAD, POST),
    "member_remove": of_account(LEAD, POST, pk="seat"),
    "contacts": of_account(READ),
    "contact_new": of_account(EDIT, FORM),
    "contact_edit": of_account(EDIT, FORM, pk="contact"),
    "contact_remove": of_account(EDIT, POST, pk="contact"),
    "year_new": of_account(EDIT, FORM),
    "year_edit": of_account(EDIT, FORM, pk="year"),
    "year_remove": of_account(EDIT, POST, pk="year"),
    "pareto": Row(EVERYBODY),
    "assignments": Row(LEADS),
}

DOSSIERS = {
    "dossier": of_account(READ),
    "section_edit": of_account(EDIT, FORM, section="section"),
    "financial_new": of_account(EDIT, FORM),
    "financial_edit": of_account(EDIT, FORM, pk="financial"),
    "financial_remove": of_account(EDIT, FORM, pk="financial"),
    "event_new": of_account(EDIT, FORM),
    "event_edit": of_account(EDIT, FORM, pk="event"),
    "event_remove": of_account(EDIT, FORM, pk="event"),
    "diary": of_account(READ),
    "diary_new": of_account(EDIT, FORM),
    "diary_edit": of_account(EDIT, FORM, pk="entry"),
    "next_step_done": of_account(EDIT, POST, pk="entry"),
    "review": of_account(READ),
    "review_start": of_account(EDIT, POST),
    "review_answer": of_account(EDIT, POST),
    "review_sign": of_account(SIGN, POST),
    "review_signed": of_account(READ, GET, number="review"),
    "review_return": of_account(LEAD, POST, number="review"),
    "reviews": Row(EVERYBODY),
    "reviews_nudge": Row(LEADS, POST),
    "reviews_xlsx": Row(EVERYBODY),
}

IMPORT = {
    "import_start": Row(ADMINS, FORM),
    "import_result": Row(ADMINS, arguments={"pk": "import"}),
    "import_check": Row(ADMINS, FORM, {"pk": "import"}),
    "import_run": Row(ADMINS, POST, {"pk": "import"}),
    "import_rejected": Row(ADMINS, arguments={"pk": "import"}),
}

# Account selection; arguments: round (scoring), open_round (consensus), deciding_round, published_round, candidate and
# open_candidate (of the first two rounds), factor, model, draft_model, criterion, competitor.
SELECTION_MODELS: dict[str, Row] = {}

SELECTION_ROUNDS: dict[str, Row] = {}

SELECTION_SCORES: dict[str, Row] = {}

SELECTION_MATRIX: dict[str, Row] = {
    name: Row(PUBLISHED_ROUND, arguments={"round_id": "published_round"})
    for name in ("matrix", "matrix_svg", "matrix_png", "matrix_pdf", "round_pdf", "round_xlsx")
}

SELECTION_QUESTIONS: dict[str, Row] = {}

SELECTION_COMPARISON: dict[str, Row] = {}

SELECTION_DECISIONS: dict[str, Row] = {}

SELECTION = (
    SELECTION_MODELS
    | SELECTION_ROUNDS
    | SELECTION_SCORES
    | SELECTION_MATRIX
    | SELECTION_QUESTIONS
    | SELECTION_COMPARISON
    | SELECTION_DECISIONS
)

ROWS: dict[str, Row] = SELECTION | PROJECT | PEOPLE | NOTIFICATIONS | ACCOUNTS | DOSSIERS | IMPORT
