"""The database's own guard: what was approved stays as it was approved, whoever writes."""

import pgtrigger

FROZEN_ONCE_APPROVED = pgtrigger.Trigger(
    name="frozen_once_approved",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        RAISE EXCEPTION 'an approved version is frozen' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'frozen_once_approved';
    """,
)
