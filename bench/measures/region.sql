-- A city of 1,200 schools and about 1.3 M pupils over five years, the same every time: only the columns that the
-- freeze reads, without the constraints of the real tables. Spread comes from residues of primes, not from chance.
CREATE FUNCTION spread(seed bigint, prime int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT ((seed * 7919 + 104729) % prime)::float8 / prime $$;

CREATE TABLE orgs_org (id bigint PRIMARY KEY, path text COLLATE "C");
CREATE TABLE orgs_orgversion (
  org_id bigint, name text, level text, area text, school_type text, organizer text, valid_from date, valid_to date
);
INSERT INTO orgs_org VALUES (1, '0001'), (2, '00010001');
INSERT INTO orgs_org SELECT 10 + c, '00010001' || lpad(c::text, 4, '0') FROM generate_series(1, 13) c;
INSERT INTO orgs_orgversion VALUES
  (1, '省', 'province', '', '', '', '1990-01-01', NULL), (2, '市', 'city', '', '', '', '1990-01-01', NULL);
INSERT INTO orgs_orgversion SELECT 10 + c, '县' || c, 'county', '', '', '', '1990-01-01', NULL FROM generate_series(1, 13) c;

CREATE TABLE school AS
SELECT 1000 + s AS id, 1 + s % 13 AS county, s,
       CASE WHEN s % 13 < 8 THEN 'urban' WHEN s % 3 = 0 THEN 'county_town' ELSE 'township' END AS area,
       (ARRAY['211', '211', '211', '211', '211', '211', '311', '311', '312', '341', '342', '365', '345', '218'])[1 + s % 14] AS type,
       CASE WHEN s % 14 = 13 THEN 20 + s % 60 ELSE 250 + (1650 * spread(s, 997))::int END AS pupils
FROM generate_series(0, 1199) s;
INSERT INTO orgs_org SELECT id, '00010001' || lpad(county::text, 4, '0') || lpad(s::text, 4, '0') FROM school;
INSERT INTO orgs_orgversion SELECT id, '学校' || s, 'school', area, type, '831', '1990-01-01', NULL FROM school;

CREATE TABLE part AS
SELECT school.*, stage, years, (pupils * share)::int AS members FROM school
JOIN (VALUES ('211', 'primary', 6, 1.0), ('218', 'primary', 6, 1.0), ('311', 'junior', 3, 1.0), ('312', 'primary', 6, 0.6),
             ('312', 'junior', 3, 0.4), ('341', 'junior', 3, 0.5), ('341', 'senior', 3, 0.5), ('342', 'senior', 3, 1.5),
             ('365', 'vocational', 3, 1.2), ('345', 'primary', 6, 0.5), ('345', 'junior', 3, 0.25), ('345', 'senior', 3, 0.25)
     ) AS stages (of_type, stage, years, share) ON of_type = type;

CREATE TABLE people_enrolment AS
SELECT row_number() OVER () AS id, part.id AS school_id, stage, entry AS entry_year, make_date(entry, 9, 1) AS entered_on,
       make_date(entry + years, 7, 1) AS left_on, CASE WHEN n % 200 = 0 THEN '02' ELSE '01' END AS status
FROM part, generate_series(2010, 2020) entry, generate_series(1, greatest(1, members / years)) n;
CREATE INDEX ON people_enrolment (school_id);

CREATE TABLE orgs_schoolclass AS
SELECT row_number() OVER () AS id, part.id AS school_id, stage, '10' AS kind, make_date(entry, 9, 1) AS opened_on,
       make_date(entry + years, 7, 1) AS closed_on
FROM part, generate_series(2010, 2020) entry, generate_series(1, greatest(1, members / years / 44)) n;

CREATE TABLE people_post AS
SELECT row_number() OVER () AS id, part.id AS school_id, '1' AS staff_kind, true AS is_main, stage,
       (ARRAY['14', '21', '21', '21', '31', '31', '61'])[1 + (n * 31 + s) % 7] AS education,
       (ARRAY['13', '14', '41', '22', '24', '25', '15', '13', '14', '16'])[1 + (n * 17 + s) % 10] AS subject, '053' AS title,
       (ARRAY['none', 'none', 'none', 'none', 'school', 'county', 'city'])[1 + (n * 13 + s) % 7] AS backbone_level,
       ((n * 11 + s) % 4)::text AS ict_level, NULL::date AS ict_assessed_on, DATE '2010-09-01' AS from_on, NULL::date AS to_on
FROM part, generate_series(1, greatest(2, members / 14)) n;

CREATE TABLE school_year AS SELECT school.*, year FROM school, generate_series(2016, 2020) year WHERE (s + year) % 97 > 0;
CREATE TABLE conditions_site AS
SELECT row_number() OVER () AS id, id AS school_id, year, kind, (pupils * area_each * (0.6 + spread(s, 31)))::numeric(12, 2) AS area_m2
FROM school_year, (VALUES ('11', 8.0), ('21', 1.1), ('40', 7.0)) AS sites (kind, area_each);
CREATE TABLE conditions_room AS
SELECT row_number() OVER () AS id, id AS school_id, year, 'r' || n AS number, CASE WHEN n % 5 = 0 THEN '6' ELSE '5' END AS room_type,
       (60 + 60 * spread(s + n, 61))::numeric(10, 2) AS area_m2, true AS is_teaching, n % 5 > 0 AS is_main_place, n % 41 = 0 AS is_gym
FROM school_year, generate_series(1, greatest(3, pupils / 22)) n;
CREATE TABLE conditions_network AS
SELECT row_number() OVER () AS id, id AS school_id, year, true AS has_internet, s % 19 > 0 AS wired_lan,
       CASE WHEN spread(s, 101) < 0.2 * (year - 2015) THEN '2' ELSE '1' END AS wifi, s % 3 = 0 AS ipv6 FROM school_year;
CREATE TABLE conditions_link AS
SELECT row_number() OVER () AS id, id AS school_id, year, (20 + 40 * (year - 2015) * spread(s + n, 89))::numeric(10, 2) AS bandwidth_mbps,
       n < 3 AS is_egress FROM school_year, generate_series(1, 3) n;
CREATE TABLE conditions_device AS
SELECT row_number() OVER () AS id, id AS school_id, year, CASE WHEN n = 5 THEN '41' ELSE '1' || n END AS kind,
       (1 + n % 4)::text AS used_by, (pupils * (0.03 + 0.02 * (year - 2015)) * (0.5 + spread(s + n, 53)))::int AS count
FROM school_year, generate_series(1, 5) n;
CREATE TABLE conditions_multimedia AS
SELECT id, school_id, year, number AS room_number, true AS is_networked, id % 11 < 2 AND school_id % 3 < 1 AS is_smart
FROM conditions_room WHERE id % 10 < 9;
CREATE TABLE conditions_recording AS
SELECT row_number() OVER () AS id, id AS school_id, year, 'r1' AS room_number, '1' AS kind, true AS in_use
FROM school_year WHERE spread(s, 71) < 0.2 * (year - 2015);
CREATE TABLE conditions_lab AS
SELECT row_number() OVER () AS id, id AS school_id, year, '1' || n AS kind, spread(s + n, 59) < 0.2 * (year - 2015) AS is_digital
FROM school_year, generate_series(1, 3) n WHERE type NOT IN ('211', '218');
CREATE TABLE conditions_finance AS
SELECT row_number() OVER () AS id, id AS school_id, year, (pupils * 900 * (0.7 + spread(s, 43)))::numeric(16, 2) AS public_funds_yuan,
       (pupils * 2600 * (0.5 + spread(s, 47)))::numeric(16, 2) AS equipment_value_yuan FROM school_year;
CREATE TABLE conditions_spending AS
SELECT row_number() OVER () AS id, id AS school_id, year, '5' AS source, (pupils * 45 * (0.7 + spread(s + n, 37)))::numeric(16, 2) AS amount_yuan
FROM school_year, generate_series(1, 2) n;
CREATE INDEX ON people_post (school_id);
CREATE INDEX ON orgs_schoolclass (school_id);
CREATE INDEX ON conditions_link (school_id, year);
CREATE INDEX ON conditions_device (school_id, year);
CREATE INDEX ON conditions_network (school_id, year);
CREATE INDEX ON conditions_room (school_id, year);
CREATE INDEX ON conditions_multimedia (school_id, year);
CREATE TABLE tabular_batch (org_id bigint, workbook text, state text, period text, counts jsonb);
ANALYZE;
