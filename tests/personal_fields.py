"""Fields that hold words and nothing of a client's person: chosen from lists, names of ours, of firms and of things.

Every other field with words is either a person's own (accounts/personal: keepers) or a free text in which somebody may
be mentioned. A new field that is in none of the three fails the suite (test_erasure.py).
"""

# What keepers empty, rewrite or delete by themselves.
OWN = {
    "accounts.Contact": {"name", "title", "emails", "phones", "search_text", "erased_because"},
    "accounts.ImportRun": {
        "file_name",
        "file",
        "overrides",
        "columns",
        "header",
        "refusal",
        "rejected",
        "notes",
        "form",
    },
    "dossiers.Review": {"snapshot", "changes"},
    "planning.PlanVersion": {"snapshot"},
}
# Written anew from a free text beside them, or made by the portal alone.
DERIVED = {
    "dossiers.Attachment": {"name_key"},
    "dossiers.TableRow": {"text"},
    "dossiers.FactCheck": {"seen", "key", "topic"},
    "decision_map.Dismissal": {"alert"},
}
# Firms, things and choices; and what whole floors keep that knows no client's people.
NOBODY = {
    "accounts.Account": {
        *("trade_name", "legal_name", "registration_id", "country", "industry", "site", "annual_sales_currency"),
        *("search_text", "name_key", "sort_key", "grounds"),
    },
    "accounts.Competitor": {"name"},
    "accounts.ScoringModel": {"name"},
    "accounts.Factor": {"name_en", "name_ru", "question_en", "question_ru", "measure", "currency"},
    "accounts.Anchor": {"text_en", "text_ru"},
    "accounts.Round": {"title", "work", "work_failed"},
    "accounts.RoundStep": {"reason"},
    "accounts.ImportRun": {"kind"},
    "notifications.Message": {"topic", "stage"},
    "accounts.Candidate": {"rival", "flips", "quadrant", "ratio", "difference", "value_currency", "factor_scores"},
    "accounts.BandScore": {"currency"},
    "accounts.AccountYear": {"currency"},
    "dossiers.AttachmentVersion": {"stored_as", "content_type", "sha256"},
    "dossiers.DiaryEntry": {"ics_uid"},
    "dossiers.Section": {"key"},
    "dossiers.Fact": {"section", "key"},
    "dossiers.TableRow": {"table"},
    "dossiers.FinancialYear": {"currency"},
    "dossiers.LadderInvitation": {"digest"},
    "dossiers.Answer": {"topic", "seen"},
    "dossiers.Attachment": {"section"},
    "decision_map.Judgement": {"key"},
    # What our people may agree, in words and figures.
    "accounts.Authority": {"general", "currency"},
    "planning.Plan": {"currency"},
    "planning.Product": {"name"},
    "planning.StageWork": {"text_en", "text_ru"},
    "planning.Space": {"currency"},
    # Numbers of actions and days.
    "planning.Shift": {"moved"},
}
NOBODYS_APPS = {
    *("people", "history", "pghistory", "admin", "auth", "contenttypes", "sessions", "account"),
    *("socialaccount", "sites", "mfa", "usersessions"),
}
NOBODYS_MODELS = {"notifications.Digest"}
