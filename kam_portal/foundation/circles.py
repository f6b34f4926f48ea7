"""Trees that stay trees: the database refuses a row that would come to stand under itself, also through others."""

from __future__ import annotations

import pgtrigger


def refused_circles(
    *, name: str, table: str, column: str, lock: str, sentence: str, first: str = "", moves_with: tuple[str, ...] = ()
) -> pgtrigger.Trigger:
    """`column` leads to the row above; `moves_with` are columns whose change is looked at as well.

    Walked under an advisory lock (`lock`, its arguments), so that two moves at once cannot close a circle together.
    `first` is done before the walk.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column, *moves_with),
        condition=pgtrigger.Condition(f'NEW."{column}" IS NOT NULL'),
        declare=[("ancestor", "bigint")],
        func=f"""
        PERFORM pg_advisory_xact_lock({lock});{first}
        ancestor := NEW.{column};
        WHILE ancestor IS NOT NULL LOOP
            IF ancestor = NEW.id THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation',
                    CONSTRAINT = '{name}';
            END IF;
            SELECT {column} INTO ancestor FROM {table} WHERE id = ancestor;
        END LOOP;
        RETURN NEW;
    """,  # noqa: S608 - names of our own tables and columns
    )
