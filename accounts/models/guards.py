"""What the database itself refuses: changes of a published scoring model, and rows that come after their step.

Each raises a check_violation whose constraint's name tells which guard it was.
"""

import re

import pgtrigger


def _moved(path: str) -> str:
    """SQL: an UPDATE that would take the row away from what it is part of."""
    keys = sorted(set(re.findall(r"part\.(\w+)", path)))
    return "TG_OP = 'UPDATE' AND (" + " OR ".join(f"OLD.{key} IS DISTINCT FROM NEW.{key}" for key in keys) + ")"


def only_in_a_draft(path: str) -> pgtrigger.Trigger:
    """What belongs to a model is written while that model is a draft. `path`: SQL that finds the model's state."""
    return pgtrigger.Trigger(
        name="only_in_a_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("model_state", "text"), ("part", "record")],
        func=f"""
            IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
            SELECT m.state INTO model_state FROM {path};
            IF model_state <> 'draft' OR {_moved(path)} THEN
                RAISE EXCEPTION 'a published scoring model never changes' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'published_model_never_changes';
            END IF;
            RETURN part;
        """,  # noqa: S608 - made of constants of ours
    )


OF_MODEL = "accounts_scoringmodel m WHERE m.id = part.model_id"
OF_FACTOR = "accounts_scoringmodel m JOIN accounts_factor f ON f.model_id = m.id WHERE f.id = part.factor_id"

NEVER_BACK_TO_DRAFT = pgtrigger.Trigger(
    name="published_model_never_changes",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.state <> 'draft'"),
    func="""
        IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'state' - 'version') <> (to_jsonb(OLD) - 'state' - 'version')
            OR NEW.state = 'draft'
        THEN
            RAISE EXCEPTION 'a published scoring model never changes' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'published_model_never_changes';
        END IF;
        RETURN NEW;
    """,
)


def only_at(*states: str, of: str) -> pgtrigger.Trigger:
    """Rows are written only while their round stands at one of these steps. `of`: SQL of the round's id for `part`."""
    allowed = ", ".join(f"'{state}'" for state in states)
    return pgtrigger.Trigger(
        name="only_at_its_step",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("step", "text"), ("part", "record")],
        func=f"""
            IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
            SELECT r.state INTO step FROM accounts_round r WHERE r.id = ({of}) FOR SHARE;
            IF step IS NOT NULL AND step NOT IN ({allowed}) OR {_moved(of)} THEN
                RAISE EXCEPTION 'the round has left this step' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'round_has_left_this_step';
            END IF;
            RETURN part;
        """,  # noqa: S608 - made of constants of ours
    )


OWN_ROUND = "part.round_id"
ROUND_OF_CANDIDATE = "SELECT c.round_id FROM accounts_candidate c WHERE c.id = part.candidate_id"

# A published round is never changed, a cancelled one is only opened again; how far work on it is may be noted.
CLOSED_STAYS_CLOSED = pgtrigger.Trigger(
    name="closed_round_stays_closed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.state IN ('published', 'cancelled')"),
    declare=[("noted", "text[]")],
    func="""
        noted := ARRAY['work', 'work_done', 'work_total', 'work_moved_at', 'work_failed'];
        IF OLD.state = 'cancelled' THEN
            noted := noted || ARRAY['state', 'version'];
        END IF;
        IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - noted) <> (to_jsonb(OLD) - noted) THEN
            RAISE EXCEPTION 'a closed round never changes' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'closed_round_never_changes';
        END IF;
        RETURN NEW;
    """,
)
STEPS_ARE_KEPT = pgtrigger.Protect(name="steps_are_kept", operation=pgtrigger.Update | pgtrigger.Delete)
