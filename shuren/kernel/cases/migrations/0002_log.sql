CREATE SEQUENCE cases_number;

CREATE FUNCTION cases_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The log of a case is append-only.'; END $$;

CREATE TRIGGER cases_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_entry
  FOR EACH STATEMENT EXECUTE FUNCTION cases_append_only();
