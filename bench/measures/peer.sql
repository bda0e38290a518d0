-- Plain SQL over the registers, without lake or engine: five indicators at every node and year. The checker's truth.
WITH years AS (SELECT generate_series(2016, 2020) AS year),
unit AS (
  SELECT y.year, o.id, o.path, v.school_type,
         (SELECT count(*) FROM people_enrolment e WHERE e.school_id = o.id AND e.status <> '02'
           AND e.entered_on <= make_date(y.year, 9, 1) AND e.left_on > make_date(y.year, 9, 1)) AS pupils,
         (SELECT count(*) FROM people_enrolment e WHERE e.school_id = o.id AND e.status <> '02' AND e.stage = 'primary'
           AND e.entered_on <= make_date(y.year, 9, 1) AND e.left_on > make_date(y.year, 9, 1)) AS primary_pupils
  FROM years y, orgs_org o JOIN orgs_orgversion v ON v.org_id = o.id WHERE v.level = 'school'
),
fact AS (
  SELECT u.*, u.school_type NOT IN ('218') AS counted,
         EXISTS (SELECT FROM conditions_network n WHERE n.school_id = u.id AND n.year = u.year) AS reported,
         (SELECT count(*) FROM orgs_schoolclass c WHERE c.school_id = u.id
           AND c.opened_on <= make_date(u.year, 9, 1) AND c.closed_on > make_date(u.year, 9, 1)) AS classes,
         (SELECT sum(bandwidth_mbps) FROM conditions_link l WHERE l.school_id = u.id AND l.year = u.year AND is_egress) AS mbps,
         (SELECT sum(count) FROM conditions_device d WHERE d.school_id = u.id AND d.year = u.year AND used_by = '1' AND kind LIKE '1%') AS computers,
         (SELECT count(*) FROM conditions_network n WHERE n.school_id = u.id AND n.year = u.year AND wifi = '2') AS wifi,
         (SELECT count(*) FROM people_post p WHERE p.school_id = u.id AND stage = 'primary' AND education IN ('14', '21', '31')) AS qualified
  FROM unit u
),
held AS (
  SELECT *, primary_pupils > 0 AND school_type IN ('211', '312', '345', '218') AND (school_type <> '218' OR pupils >= 50) AS held
  FROM fact
),
node AS (SELECT left(path, n * 4) AS at, h.* FROM held h, generate_series(1, 4) n WHERE length(path) >= n * 4),
mean AS (
  SELECT year, at, sum(qualified)::float8 / sum(primary_pupils) AS mean FROM node WHERE held GROUP BY year, at
)
SELECT n.year, n.at,
       sum(mbps) FILTER (WHERE counted AND reported) / sum(classes) FILTER (WHERE counted AND reported) AS "ICT.BW_PER_CLASS",
       sum(pupils) FILTER (WHERE counted AND reported)::float8
         / nullif(sum(computers) FILTER (WHERE counted AND reported), 0) AS "ICT.STU_PC",
       100.0 * sum(wifi) FILTER (WHERE counted AND reported)
         / nullif(count(*) FILTER (WHERE counted AND reported), 0) AS "ICT.WIFI_FULL",
       CASE WHEN n.year >= 2017 THEN 100.0 * sum(qualified) FILTER (WHERE held)
         / sum(primary_pupils) FILTER (WHERE held) END AS "QB.1P",
       CASE WHEN n.year >= 2017 THEN
         sqrt(sum(primary_pupils * (qualified::float8 / primary_pupils - mean) ^ 2) FILTER (WHERE held)
              / sum(primary_pupils) FILTER (WHERE held)) / nullif(max(mean), 0) END AS "QB.CV1P"
FROM node n LEFT JOIN mean m ON m.year = n.year AND m.at = n.at
GROUP BY n.year, n.at ORDER BY n.year, n.at
