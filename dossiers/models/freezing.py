"""The database's own guards: a signed review and its answers stay as they were signed, whoever writes."""

import pgtrigger

FROZEN_WHEN_SIGNED = pgtrigger.Trigger(
    name="frozen_when_signed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.\"state\" <> 'in_progress'"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.account_id = OLD.account_id AND NEW.number = OLD.number
            AND NEW.snapshot = OLD.snapshot AND NEW.changes = OLD.changes AND NEW.signed_at = OLD.signed_at
            AND NEW.signed_on = OLD.signed_on AND NEW.signed_by_id = OLD.signed_by_id
            AND (NEW.on_behalf_of_id, NEW.is_empty, NEW.due_on, NEW.opened_at, NEW.opened_by_id)
                IS NOT DISTINCT FROM (OLD.on_behalf_of_id, OLD.is_empty, OLD.due_on, OLD.opened_at, OLD.opened_by_id)
            AND (OLD.state = 'signed' OR (NEW.returned_at, NEW.returned_by_id, NEW.return_reason)
                IS NOT DISTINCT FROM (OLD.returned_at, OLD.returned_by_id, OLD.return_reason))
            AND (NEW.state = OLD.state OR (OLD.state = 'signed' AND NEW.state = 'returned'))
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'a signed review is frozen' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'frozen_when_signed';
    """,
)

# The lock lets a signature that is under way come first.
FROZEN_WITH_ITS_REVIEW = pgtrigger.Trigger(
    name="frozen_with_its_review",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("closed", "boolean")],
    func="""
        SELECT bool_or(r.state <> 'in_progress') INTO closed
        FROM (SELECT state FROM dossiers_review WHERE id IN (OLD.review_id, NEW.review_id) FOR SHARE) r;
        IF closed THEN
            RAISE EXCEPTION 'the answers of a signed review are frozen' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'frozen_with_its_review';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)
