"""The database itself refuses to change or delete what the ledger holds."""

from django.db import migrations

GUARD = """
create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'the ledger is append-only: % cannot be deleted', old.id using errcode = 'restrict_violation';
    end if;
    if (new.id, new.kind, new.recorded_at, new.author_kind, new.author_key, new.authority, new.organisation_key,
        new.about, new.payload, new.commitments, new.submission_key)
       is distinct from
       (old.id, old.kind, old.recorded_at, old.author_kind, old.author_key, old.authority, old.organisation_key,
        old.about, old.payload, old.commitments, old.submission_key)
       or (new.shreddable is distinct from old.shreddable and new.shreddable <> '{}'::jsonb)
       or (old.is_sealed and not new.is_sealed)
    then
        raise exception 'the ledger is append-only: % cannot be changed', old.id using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create function ledger_refuse_relinking() returns trigger language plpgsql as $$
begin
    raise exception 'the chain is append-only: link % stays as it is', old.sequence using errcode = 'restrict_violation';
end
$$;

create trigger ledger_fact_stays before update or delete on ledger_recordedfact
    for each row execute function ledger_refuse_change();
create trigger ledger_link_stays before update or delete on ledger_link
    for each row execute function ledger_refuse_relinking();
"""

UNGUARD = """
drop trigger ledger_link_stays on ledger_link;
drop trigger ledger_fact_stays on ledger_recordedfact;
drop function ledger_refuse_relinking();
drop function ledger_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
