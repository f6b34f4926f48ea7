"""The rows of the access table: one for every URL name of the portal."""

from __future__ import annotations

from tests.access_table import (
    ADDRESSEE,
    ADMINS,
    ANY,
    ASK_ROUND,
    CREATE,
    EDIT,
    EVERYBODY,
    FORM,
    GET,
    LEAD,
    LEADS,
    LEADS_THEM,
    POST,
    PUBLIC,
    PUBLISHED_ROUND,
    RATE_ROUND,
    READ,
    ROUND,
    RUN_ROUND,
    SIGN,
    Row,
    of_account,
)
from tests.planning.access_rows import PLANNING

PROJECT = {
    "healthz": Row(PUBLIC),
    "readyz": Row(PUBLIC),
    "home": Row(EVERYBODY),
    "search": Row(EVERYBODY),
    # Of the owner; whoever has the address needs no sign-in.
    "calendar_feed": Row(PUBLIC, GET, {"token": "feed"}),
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
    "me_calendar": Row(EVERYBODY),
    "me_calendar_make": Row(EVERYBODY, POST),
    "me_calendar_off": Row(EVERYBODY, POST),
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
    "contacts_cards": of_account(READ),
    "contact_card": of_account(READ, pk="contact"),
    "contact_new": of_account(EDIT, FORM),
    "contact_edit": of_account(EDIT, FORM, pk="contact"),
    "contact_data": of_account(EDIT, pk="contact"),
    "contact_export": of_account(EDIT, pk="contact"),
    "contact_erase": of_account(LEAD, FORM, pk="contact"),
    "contact_remove": of_account(EDIT, POST, pk="contact"),
    "year_new": of_account(EDIT, FORM),
    "year_edit": of_account(EDIT, FORM, pk="year"),
    "year_remove": of_account(EDIT, POST, pk="year"),
    "pareto": Row(EVERYBODY),
    "assignments": Row(LEADS),
    "authorities": Row(LEADS),
    "authority_person": Row(LEADS_THEM, GET, {"person_id": "person"}),
    "authority_new": Row(LEADS_THEM, FORM, {"person_id": "person"}),
    "authority_edit": Row(LEADS_THEM, FORM, {"pk": "authority"}),
    "authority_end": Row(LEADS_THEM, FORM, {"pk": "authority"}),
    "me_authority": Row(EVERYBODY),
}

DOSSIERS = {
    "dossier": of_account(READ),
    "dossier_pdf": of_account(READ),
    "dossier_xlsx": of_account(READ),
    "section_edit": of_account(EDIT, FORM, section="section"),
    "financial_new": of_account(EDIT, FORM),
    "financial_edit": of_account(EDIT, FORM, pk="financial"),
    "financial_remove": of_account(EDIT, FORM, pk="financial"),
    "row_new": of_account(EDIT, FORM, table="table"),
    "row_edit": of_account(EDIT, FORM, pk="row"),
    "row_remove": of_account(EDIT, FORM, pk="row"),
    "event_new": of_account(EDIT, FORM),
    "event_edit": of_account(EDIT, FORM, pk="event"),
    "event_remove": of_account(EDIT, FORM, pk="event"),
    "competitor_ladder_edit": of_account(EDIT, FORM, pk="competitor"),
    "ladder_invitations": of_account(EDIT, FORM),
    "ladder_withdraw": of_account(EDIT, POST, pk="invitation"),
    "client_ladder": Row(PUBLIC, FORM, {"token": "token"}),
    "brief": of_account(READ),
    "diary": of_account(READ),
    "diary_new": of_account(EDIT, FORM),
    "diary_edit": of_account(EDIT, FORM, pk="entry"),
    "diary_entry": of_account(READ, pk="entry"),
    "diary_import": of_account(EDIT, FORM),
    "diary_import_take": of_account(EDIT, POST),
    "next_step_new": of_account(EDIT, FORM, pk="entry"),
    "next_step_edit": of_account(EDIT, FORM, pk="step"),
    "next_step_done": of_account(EDIT, POST, pk="step"),
    "next_step_undo": of_account(EDIT, POST, pk="step"),
    "next_step_remove": of_account(EDIT, FORM, pk="step"),
    "attachments": of_account(READ),
    "attachment_upload": of_account(EDIT, POST),
    "attachment_edit": of_account(EDIT, FORM, pk="attachment"),
    "attachment_remove": of_account(EDIT, FORM, pk="attachment"),
    "attachment_download": of_account(READ, GET, pk="attachment", number="attachment_version"),
    "attachment_preview": of_account(READ, GET, pk="attachment", number="attachment_version"),
    "review": of_account(READ),
    "review_start": of_account(EDIT, POST),
    "review_answer": of_account(EDIT, POST),
    "review_check": of_account(EDIT, POST),
    "review_changes": of_account(READ, number="review"),
    "review_sign": of_account(SIGN, POST),
    "review_signed": of_account(READ, GET, number="review"),
    "review_return": of_account(LEAD, POST, number="review"),
    "reviews": Row(EVERYBODY),
    "year_ahead": Row(EVERYBODY),
    "reviews_nudge": Row(LEADS, POST),
    "reviews_xlsx": Row(EVERYBODY),
}

ON_MAP = {"map_id": "map"}
MAP = {
    "alerts": Row(EVERYBODY),
    "alert_limits": Row(ADMINS, FORM),
    "map_first": of_account(READ),
    "map_new": of_account(EDIT, FORM),
    "map": of_account(READ, **ON_MAP),
    "map_table": of_account(READ, **ON_MAP),
    "map_contacts": of_account(READ, **ON_MAP),
    "map_edit": of_account(EDIT, FORM, **ON_MAP),
    "map_remove": of_account(EDIT, FORM, **ON_MAP),
    "post_new": of_account(EDIT, FORM, **ON_MAP),
    **{
        name: of_account(EDIT, FORM, pk="post", **ON_MAP)
        for name in ("post_edit", "post_remove", "post_vacate", "post_successor")
    },
    "post_seat": of_account(EDIT, FORM, pk="vacancy", **ON_MAP),
    "post_under": of_account(EDIT, POST, pk="post", **ON_MAP),
    "line_drawn": of_account(EDIT, POST, **ON_MAP),
    "map_undo": of_account(EDIT, FORM, **ON_MAP),
    "map_card": of_account(EDIT, card="card", **ON_MAP),
    "actor_tag": of_account(EDIT, FORM, pk="actor", key="judged_key", **ON_MAP),
    "actor_new": of_account(EDIT, FORM, **ON_MAP),
    "people_paste": of_account(EDIT, FORM, **ON_MAP),
    **{
        name: of_account(EDIT, FORM, pk="actor", **ON_MAP)
        for name in ("actor_judge", "actor_counterpart", "actor_move", "actor_left", "actor_away", "actor_same")
    },
    "actor_back": of_account(EDIT, POST, pk="actor", **ON_MAP),
    "line_new": of_account(EDIT, FORM, **ON_MAP),
    "line_edit": of_account(EDIT, FORM, pk="line", **ON_MAP),
    "line_remove": of_account(EDIT, FORM, pk="line", **ON_MAP),
    "map_alert_put_aside": of_account(EDIT, FORM, alert="alert", **ON_MAP),
    "map_alert_back": of_account(EDIT, POST, alert="alert", **ON_MAP),
    "map_leaves": of_account(EDIT, pk="actor", **ON_MAP),
    "map_import": of_account(EDIT, FORM, **ON_MAP),
    "map_import_take": of_account(EDIT, POST, **ON_MAP),
    "actor_card": of_account(READ, pk="actor", **ON_MAP),
    "map_cards": of_account(READ, **ON_MAP),
    "map_svg": of_account(READ, **ON_MAP),
    "map_png": of_account(READ, **ON_MAP),
    "map_xlsx": of_account(READ, **ON_MAP),
    "map_pdf": of_account(READ, **ON_MAP),
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
SELECTION_MODELS: dict[str, Row] = {
    "scoring_models": Row(EVERYBODY),
    "scoring_model": Row(EVERYBODY, arguments={"model_id": "model"}),
    "scoring_model_new": Row(ADMINS, FORM),
    "scoring_model_default": Row(ADMINS, POST),
    "scoring_model_copy": Row(ADMINS, POST, {"model_id": "model"}),
    "scoring_model_edit": Row(ADMINS, FORM, {"model_id": "draft_model"}),
    "scoring_model_publish": Row(ADMINS, POST, {"model_id": "draft_model"}),
    "scoring_model_retire": Row(ADMINS, POST, {"model_id": "model"}),
    "scoring_model_discard": Row(ADMINS, POST, {"model_id": "draft_model"}),
    "factor_new": Row(ADMINS, FORM, {"model_id": "draft_model"}),
    "factor_edit": Row(ADMINS, FORM, {"model_id": "draft_model", "pk": "draft_factor"}),
    "factor_move": Row(ADMINS, POST, {"model_id": "draft_model", "pk": "draft_factor"}),
    "factor_remove": Row(ADMINS, POST, {"model_id": "draft_model", "pk": "draft_factor"}),
}

SELECTION_ROUNDS: dict[str, Row] = {
    "rounds": Row(EVERYBODY),
    "round_new": Row(LEADS, FORM),
    "round": Row(ROUND, arguments={"round_id": "round"}),
    "round_edit": Row(RUN_ROUND, FORM, {"round_id": "round"}),
    "round_setup": Row(RUN_ROUND, arguments={"round_id": "round"}),
    "accounts_choose": Row(RUN_ROUND, POST, {"round_id": "round"}),
    "rater_add": Row(RUN_ROUND, POST, {"round_id": "round"}),
    "rater_remove": Row(RUN_ROUND, POST, {"round_id": "round", "pk": "rater"}),
    "round_progress": Row(ROUND, arguments={"round_id": "round"}),
    "round_step": Row(RUN_ROUND, POST, {"round_id": "round"}),
    "round_cancel": Row(RUN_ROUND, FORM, {"round_id": "round"}),
    "round_back": Row(RUN_ROUND, FORM, {"round_id": "open_round"}),
    "round_reopen": Row(RUN_ROUND, FORM, {"round_id": "round"}),
    "round_remind": Row(RUN_ROUND, POST, {"round_id": "round"}),
    "nominations": Row(ROUND, arguments={"round_id": "round"}),
    "nominations_save": Row(RATE_ROUND, POST, {"round_id": "round"}),
    "nominations_done": Row(RATE_ROUND, POST, {"round_id": "round"}),
    "candidates_keep": Row(RUN_ROUND, POST, {"round_id": "round"}),
    "difference_note": Row(RUN_ROUND, FORM, {"round_id": "round", "pk": "candidate"}),
}

OF_SCORING = {"round_id": "round"}
OF_CONSENSUS = {"round_id": "open_round"}
OF_CANDIDATE = {**OF_CONSENSUS, "candidate_id": "open_candidate"}
OF_FACTOR = {**OF_CANDIDATE, "factor_id": "factor"}
SELECTION_SCORES: dict[str, Row] = {
    "scores": Row(RATE_ROUND, GET, OF_SCORING),
    "score_save": Row(RATE_ROUND, POST, OF_SCORING),
    "scores_done": Row(RATE_ROUND, POST, OF_SCORING),
    "scores_take_back": Row(RATE_ROUND, POST, OF_SCORING),
    "consensus": Row(ROUND, GET, OF_CONSENSUS),
    "agree": Row(RUN_ROUND, FORM, OF_FACTOR),
    "agree_withdraw": Row(RUN_ROUND, POST, OF_FACTOR),
    "forecast": Row(RUN_ROUND, FORM, OF_CANDIDATE),
    "leave_out": Row(RUN_ROUND, POST, OF_CANDIDATE),
    "take_in": Row(RUN_ROUND, POST, OF_CANDIDATE),
    "leave_out_provisional": Row(RUN_ROUND, POST, OF_CONSENSUS),
}

SELECTION_MATRIX: dict[str, Row] = {
    name: Row(PUBLISHED_ROUND, arguments={"round_id": "published_round"})
    for name in ("matrix", "matrix_svg", "matrix_png", "matrix_pdf", "round_pdf", "round_xlsx")
}

SELECTION_FIGURES: dict[str, Row] = {
    "sensitivity": Row(ROUND, arguments={"round_id": "open_round"}),
    "round_work": Row(ROUND, arguments={"round_id": "open_round"}),
    "round_work_again": Row(RUN_ROUND, POST, {"round_id": "open_round"}),
}

SELECTION_QUESTIONS: dict[str, Row] = {
    "why": Row(PUBLISHED_ROUND, arguments={"round_id": "published_round", "account_id": "account"}),
    "what_if": Row(ASK_ROUND, arguments={"round_id": "published_round"}),
}

SELECTION_COMPARISON: dict[str, Row] = {
    "comparison": of_account(READ),
    "comparison_save": of_account(EDIT, POST),
    "criterion_new": of_account(EDIT, FORM),
    "criterion_edit": of_account(EDIT, FORM, pk="criterion"),
    "criterion_remove": of_account(EDIT, POST, pk="criterion"),
    "criterion_move": of_account(EDIT, POST, pk="criterion"),
    "competitor_new": of_account(EDIT, FORM),
    "competitor_edit": of_account(EDIT, FORM, pk="competitor"),
    "competitor_remove": of_account(EDIT, POST, pk="competitor"),
}

OF_DECISION = {"round_id": "deciding_round", "candidate_id": "deciding_candidate"}
SELECTION_DECISIONS = {
    "decisions": Row(ROUND, arguments={"round_id": "deciding_round"}),
    "decide": Row(RUN_ROUND, FORM, OF_DECISION),
    "decision_withdraw": Row(RUN_ROUND, POST, OF_DECISION),
    "round_publish": Row(RUN_ROUND, POST, {"round_id": "deciding_round"}),
    "decide_many": Row(RUN_ROUND, POST, {"round_id": "deciding_round"}),
}

SELECTION = (
    SELECTION_MODELS
    | SELECTION_ROUNDS
    | SELECTION_SCORES
    | SELECTION_MATRIX
    | SELECTION_FIGURES
    | SELECTION_QUESTIONS
    | SELECTION_COMPARISON
    | SELECTION_DECISIONS
)

ROWS: dict[str, Row] = SELECTION | PROJECT | PEOPLE | NOTIFICATIONS | ACCOUNTS | DOSSIERS | MAP | PLANNING | IMPORT
