-- splits
SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS anon_1, count(*) AS count_1
FROM batch GROUP BY CAST("split" AS TEXT) COLLATE "BINARY"
 LIMIT 101 OFFSET 0;

-- shared rows
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS keys;

-- shared rows without each column
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS keys;

-- shared rows without each column
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col") AS keys;

-- shared rows without each column
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY") AS keys;

-- shared rows by class
SELECT with_key.target, sum(with_key.evaluation_rows) AS sum_1, sum(CASE WHEN (with_key.key_train_rows > 0) THEN with_key.evaluation_rows ELSE 0 END) AS sum_2, sum(CASE WHEN (with_key.key_train_rows > 0 AND with_key.train_rows = 0) THEN with_key.evaluation_rows ELSE 0 END) AS sum_3
FROM (SELECT cells.target AS target, cells.train_rows AS train_rows, cells.evaluation_rows AS evaluation_rows, sum(cells.train_rows) OVER (PARTITION BY cells.k_0, cells.k_1) AS key_train_rows
FROM (SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS target, "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test' GROUP BY CAST("select" AS TEXT) COLLATE "BINARY", "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS cells) AS with_key GROUP BY with_key.target;

-- sample of shared rows
SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows, min(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN one_row.zl_p_0 END) AS train_0, min(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN one_row.zl_p_0 END) AS evaluation_0
FROM (SELECT "split", "my col", "q""uote", "day", "day" AS zl_p_0
FROM batch) AS one_row GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY"
HAVING count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) > 0 AND count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) > 0 ORDER BY evaluation_0
 LIMIT 20 OFFSET 0;

-- group sizes
SELECT groups.size, count(*) AS count_1
FROM (SELECT count(*) AS size
FROM batch
WHERE (CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY") AS groups GROUP BY groups.size;

-- classes
SELECT one_row.class, one_row.split, count(*) AS count_1
FROM (SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS class, CAST("split" AS TEXT) COLLATE "BINARY" AS split
FROM batch) AS one_row GROUP BY one_row.class, one_row.split
 LIMIT 2003 OFFSET 0;

-- quantiles of the target
SELECT count(DISTINCT "my col") AS count_1, count("my col") AS count_2
FROM batch;

-- quantiles of the target
SELECT count("my col") AS count_1
FROM batch
WHERE "my col" IS NOT NULL;

-- quantiles of the target
SELECT ranked.rank, ranked.value
FROM (SELECT "my col" AS value, row_number() OVER (ORDER BY "my col") AS rank
FROM batch
WHERE "my col" IS NOT NULL AND "my col" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- quantiles of the target
SELECT count(DISTINCT "my col") AS count_1
FROM batch
WHERE "my col" IS NOT NULL;

-- quantiles of the target
SELECT one_row.class, one_row.split, count(*) AS count_1
FROM (SELECT "my col" AS class, CAST("split" AS TEXT) COLLATE "BINARY" AS split
FROM batch) AS one_row GROUP BY one_row.class, one_row.split
 LIMIT 2003 OFFSET 0;

-- feature classes
SELECT vectors.missing, vectors.n_0, vectors.n_1, count(*) AS count_1
FROM (SELECT CASE WHEN (one_row.value IS NULL) THEN 1 ELSE 0 END AS missing, count(CASE WHEN (one_row.class = 0) THEN 1 END) AS n_0, count(CASE WHEN (one_row.class = 1) THEN 1 END) AS n_1
FROM (SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS value, CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END AS class
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row GROUP BY one_row.value) AS vectors GROUP BY vectors.missing, vectors.n_0, vectors.n_1;

-- feature classes, numbers
SELECT count("my col") AS count_1
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- feature classes, numbers
SELECT ranked.rank, ranked.value
FROM (SELECT "my col" AS value, row_number() OVER (ORDER BY "my col") AS rank
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "my col" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- feature classes, numbers
SELECT count(DISTINCT "my col") AS count_1
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- feature classes, numbers
SELECT vectors.missing, vectors.n_0, vectors.n_1, count(*) AS count_1
FROM (SELECT CASE WHEN (one_row.value IS NULL) THEN 1 ELSE 0 END AS missing, count(CASE WHEN (one_row.class = 0) THEN 1 END) AS n_0, count(CASE WHEN (one_row.class = 1) THEN 1 END) AS n_1
FROM (SELECT "my col" AS value, CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END AS class
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row GROUP BY one_row.value) AS vectors GROUP BY vectors.missing, vectors.n_0, vectors.n_1;

-- feature classes, many
SELECT count(*) AS count_1
FROM (SELECT one_row.value AS value, one_row.class AS class, count(*) AS n
FROM (SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS value, CAST("select" AS TEXT) COLLATE "BINARY" AS class
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row GROUP BY one_row.value, one_row.class) AS anon_1;

-- feature classes, many
SELECT dense_rank() OVER (ORDER BY anon_1.value) AS number, CASE WHEN (anon_1.value IS NULL) THEN 1 ELSE 0 END AS missing, anon_1.class, anon_1.n
FROM (SELECT one_row.value AS value, one_row.class AS class, count(*) AS n
FROM (SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS value, CAST("select" AS TEXT) COLLATE "BINARY" AS class
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row GROUP BY one_row.value, one_row.class) AS anon_1;

-- parts
SELECT CAST(STRFTIME('%Y', "day") AS INTEGER) AS anon_1, CAST(STRFTIME('%m', "day") AS INTEGER) AS anon_2, CAST(STRFTIME('%d', "day") AS INTEGER) AS anon_3, CAST(STRFTIME('%w', "day") AS INTEGER) AS anon_4
FROM batch;

-- parts
SELECT length(CAST("q""uote" AS TEXT) COLLATE "BINARY") AS length_1, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 1) AS substr_1, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 1) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 1) + 1, 1) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_1, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 2) AS substr_2, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 2) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 2) + 1, 2) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_2, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 3) AS substr_3, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 3) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 3) + 1, 3) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_3, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') - 1) END AS anon_4, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') + 1, length(CAST("q""uote" AS TEXT) COLLATE "BINARY")) END AS anon_5, CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL) THEN CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = lower(CAST("q""uote" AS TEXT) COLLATE "BINARY")) THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = upper(CAST("q""uote" AS TEXT) COLLATE "BINARY")) THEN 2 ELSE 3 END END AS anon_6
FROM batch;

-- values with counts
SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS anon_1
FROM batch
WHERE (CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY"
HAVING count(*) = 300 AND count(CASE WHEN (CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END = 1) THEN 1 END) = 299 ORDER BY CAST("q""uote" AS TEXT) COLLATE "BINARY"
 LIMIT 20 OFFSET 0;

-- pairs of features
SELECT min(CAST("q""uote" AS TEXT) COLLATE "BINARY") AS min_1, min(CAST("select" AS TEXT) COLLATE "BINARY") AS min_2
FROM batch;

-- pairs of features
SELECT CASE WHEN (CAST("my col" AS DOUBLE) = 0 OR abs(CAST("my col" AS DOUBLE)) < 1e150 AND abs(CAST("my col" AS DOUBLE)) > 1e-150) THEN CAST("my col" AS DOUBLE) END - CASE WHEN (CAST("other" AS DOUBLE) = 0 OR abs(CAST("other" AS DOUBLE)) < 1e150 AND abs(CAST("other" AS DOUBLE)) > 1e-150) THEN CAST("other" AS DOUBLE) END AS anon_1, CASE WHEN (CAST("my col" AS DOUBLE) = 0 OR abs(CAST("my col" AS DOUBLE)) < 1e150 AND abs(CAST("my col" AS DOUBLE)) > 1e-150) THEN CAST("my col" AS DOUBLE) END / (nullif(CASE WHEN (CAST("other" AS DOUBLE) = 0 OR abs(CAST("other" AS DOUBLE)) < 1e150 AND abs(CAST("other" AS DOUBLE)) > 1e-150) THEN CAST("other" AS DOUBLE) END, 0) + 0.0) AS anon_2, CASE WHEN ("my col" = "other") THEN 1 WHEN ("my col" != "other") THEN 0 END AS anon_3, CASE WHEN (CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END != CASE WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END) THEN 1 WHEN (CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END = CASE WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END) THEN 0 END AS anon_4
FROM batch;

-- time ranges
SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS anon_1, min("day") AS min_1, max("day") AS max_1, count("day") AS count_1, count(*) AS count_2
FROM batch GROUP BY CAST("split" AS TEXT) COLLATE "BINARY";

-- rows up to
SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS anon_1, count(CASE WHEN ("my col" <= 0.5) THEN 1 END) AS count_1
FROM batch GROUP BY CAST("split" AS TEXT) COLLATE "BINARY";

-- losses
SELECT "other", count(*) AS count_1, count("my col") AS count_2, min("my col") AS min_1, count("my col") AS count_3, min("my col") AS min_2
FROM batch GROUP BY "other"
 LIMIT 100001 OFFSET 0;

-- frequencies
SELECT groups.part, groups.n, count(*) AS count_1
FROM (SELECT 0 AS part, count(*) AS n
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS anon_1 GROUP BY anon_1.k_0 UNION ALL SELECT 1 AS part, count(*) AS n
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS anon_1 GROUP BY anon_1.k_1 UNION ALL SELECT 2 AS part, count(*) AS n
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS anon_1 GROUP BY anon_1.k_0, anon_1.k_1) AS groups GROUP BY groups.part, groups.n;

-- scored keys
SELECT count(*) AS count_1
FROM (SELECT keyed.k_0 AS k_0, keyed.k_1 AS k_1, sum(keyed.in_train) AS copies, count(CASE WHEN (keyed.in_train = 0) THEN 1 END) AS weight
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_train
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AS keyed GROUP BY keyed.k_0, keyed.k_1
HAVING count(CASE WHEN (keyed.in_train = 0) THEN 1 END) > 0) AS grouped;

-- scored keys
SELECT found.weight, found.copies, found.p_0, found.p_1, found.p_2
FROM (SELECT together.weight AS weight, together.copies AS copies, sum(together.in_train) OVER (PARTITION BY together.k_0) AS p_0, sum(together.in_train) OVER (PARTITION BY together.k_1) AS p_1, sum(together.in_train) OVER (PARTITION BY together.k_0, together.k_1) AS p_2
FROM (SELECT chosen.k_0 AS k_0, chosen.k_1 AS k_1, chosen.copies AS copies, chosen.weight AS weight, 0 AS in_train
FROM (SELECT numbered.k_0 AS k_0, numbered.k_1 AS k_1, numbered.copies AS copies, numbered.weight AS weight, numbered.number AS number
FROM (SELECT grouped.k_0 AS k_0, grouped.k_1 AS k_1, grouped.copies AS copies, grouped.weight AS weight, row_number() OVER (ORDER BY grouped.k_0, grouped.k_1) AS number
FROM (SELECT keyed.k_0 AS k_0, keyed.k_1 AS k_1, sum(keyed.in_train) AS copies, count(CASE WHEN (keyed.in_train = 0) THEN 1 END) AS weight
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_train
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AS keyed GROUP BY keyed.k_0, keyed.k_1
HAVING count(CASE WHEN (keyed.in_train = 0) THEN 1 END) > 0) AS grouped) AS numbered
WHERE numbered.number % 1 = 0) AS chosen UNION ALL SELECT keyed.k_0 AS k_0, keyed.k_1 AS k_1, 0 AS copies, 0 AS weight, keyed.in_train AS in_train
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_train
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AS keyed
WHERE keyed.in_train = 1) AS together) AS found
WHERE found.weight > 0;
