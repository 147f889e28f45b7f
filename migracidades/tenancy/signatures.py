"""How a wall in PostgreSQL is recognised: signed when it is raised, as it then stands."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# What stands in the catalogue of one table: whoever changes a policy, a trigger or a key by hand
# changes this, and the signature that the last raising left does not fit any more.
_LOOK = """
md5(concat_ws(chr(10),
  c.relrowsecurity, c.relforcerowsecurity,
  (SELECT string_agg(concat_ws('|', p.polname, p.polcmd, p.polpermissive, p.polroles,
     pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)), ';' ORDER BY p.polname)
   FROM pg_policy p WHERE p.polrelid = c.oid),
  (SELECT string_agg(concat_ws('|', t.tgenabled, pg_get_triggerdef(t.oid)), ';' ORDER BY t.tgname)
   FROM pg_trigger t WHERE t.tgrelid = c.oid AND starts_with(t.tgname, 'mc_')),
  (SELECT string_agg(pg_get_constraintdef(k.oid), ';' ORDER BY k.conname)
   FROM pg_constraint k WHERE k.conrelid = c.oid AND starts_with(k.conname, 'wall_')),
  (SELECT string_agg(f.prosrc, ';' ORDER BY f.proname)
   FROM pg_proc f WHERE f.proname IN ('mc_stay', 'mc_frozen'))
))
"""
_LOOK_AT = f"SELECT {_LOOK} FROM pg_class c WHERE c.oid = %s::regclass"  # noqa: S608 - ours
_UNTOUCHED = f"""
SELECT c.relname, split_part(d.description, ' ', 1)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_description d ON d.objoid = p.oid
WHERE p.polname = 'mc_read' AND c.relnamespace = 'public'::regnamespace
  AND c.relrowsecurity AND c.relforcerowsecurity
  AND split_part(d.description, ' ', 2) = {_LOOK}
"""  # noqa: S608 - ours


def sign(cursor: Any, table: str, digest: str) -> None:
    """Write below the wall of ``table`` what it was raised from and what stands there now."""
    cursor.execute(_LOOK_AT, [table])
    (look,) = cursor.fetchone()
    cursor.execute(f"COMMENT ON POLICY mc_read ON {table} IS '{digest} {look}'")


def untouched(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Each table's digest as it was raised, of those that nobody has touched since."""
    with connection.cursor() as cursor:
        cursor.execute(_UNTOUCHED)
        return dict(cursor.fetchall())
