-- A netstring of each field keeps ("a", "bc") and ("ab", "c") apart.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT octet_length(value) || ':' || value || ',' $$;

CREATE FUNCTION audit_canonical(e audit_entry) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$
  SELECT convert_to(
    audit_field(e.id::text) ||
    audit_field(floor(extract(epoch FROM e.at) * 1000000)::bigint::text) ||
    audit_field(e.actor_id) || audit_field(e.actor_name) || audit_field(e.role) || audit_field(e.label) ||
    audit_field(e.org_path) || audit_field(e.subject_type) || audit_field(e.subject_id) || audit_field(e.details),
    'UTF8')
$$;

-- The lock is transaction-wide and taken at commit only, so the chain is in commit order and nobody waits for work.
CREATE FUNCTION audit_seal_entry() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE last audit_seal%ROWTYPE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
  SELECT * INTO last FROM audit_seal ORDER BY position DESC LIMIT 1;
  INSERT INTO audit_seal (position, entry_id, hash)
  VALUES (coalesce(last.position, 0) + 1, NEW.id, sha256(coalesce(last.hash, ''::bytea) || audit_canonical(NEW)));
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER audit_entry_sealed AFTER INSERT ON audit_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal_entry();

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The audit log is append-only.'; END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
