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
FROM batch GROUP BY "my col") AS keys;

-- shared rows without each column
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY") AS keys;

-- shared rows without each column
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS keys;

-- shared rows without several columns
WITH looked_at AS
(SELECT 0 AS which, chosen.split_number AS split_number, chosen.block AS block, chosen.v_0 AS v_0, chosen.v_1 AS v_1, chosen.v_2 AS v_2, chosen.v_3 AS v_3
FROM (SELECT numbered.split_number AS split_number, numbered.block_0 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY "my col", "other") AS block_0, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_0 % 1 = 0) AS chosen
WHERE chosen.block IN (SELECT chosen.block
FROM (SELECT numbered.split_number AS split_number, numbered.block_0 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY "my col", "other") AS block_0, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_0 % 1 = 0) AS chosen GROUP BY chosen.block
HAVING count(*) > 1 AND count(*) <= 1250))
 SELECT pairs.which, pairs.same, count(*) AS number, pairs.bits_0
FROM (SELECT "each".which AS which, "each".same AS same, "each".columns_0 AS columns, "each".bits_0 AS bits_0
FROM (SELECT one.which AS which, CASE WHEN (one.split_number = other.split_number) THEN 1 ELSE 0 END AS same, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END AS columns_0, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END * 8 AS bits_0
FROM looked_at AS one JOIN looked_at AS other ON one.which = other.which AND one.block = other.block AND other.split_number = 0) AS "each") AS pairs
WHERE pairs.columns BETWEEN 1 AND 2 GROUP BY pairs.which, pairs.same, pairs.bits_0 ORDER BY number DESC, pairs.bits_0
 LIMIT 100 OFFSET 0;

-- shared rows without several columns
WITH looked_at AS
(SELECT 1 AS which, chosen.split_number AS split_number, chosen.block AS block, chosen.v_0 AS v_0, chosen.v_1 AS v_1, chosen.v_2 AS v_2, chosen.v_3 AS v_3
FROM (SELECT numbered.split_number AS split_number, numbered.block_1 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY CAST("q""uote" AS TEXT) COLLATE "BINARY") AS block_1, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_1 % 1 = 0) AS chosen
WHERE chosen.block IN (SELECT chosen.block
FROM (SELECT numbered.split_number AS split_number, numbered.block_1 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY CAST("q""uote" AS TEXT) COLLATE "BINARY") AS block_1, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_1 % 1 = 0) AS chosen GROUP BY chosen.block
HAVING count(*) > 1 AND count(*) <= 1250))
 SELECT pairs.which, pairs.same, count(*) AS number, pairs.bits_0
FROM (SELECT "each".which AS which, "each".same AS same, "each".columns_0 AS columns, "each".bits_0 AS bits_0
FROM (SELECT one.which AS which, CASE WHEN (one.split_number = other.split_number) THEN 1 ELSE 0 END AS same, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END AS columns_0, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END * 8 AS bits_0
FROM looked_at AS one JOIN looked_at AS other ON one.which = other.which AND one.block = other.block AND other.split_number = 0) AS "each") AS pairs
WHERE pairs.columns BETWEEN 1 AND 2 GROUP BY pairs.which, pairs.same, pairs.bits_0 ORDER BY number DESC, pairs.bits_0
 LIMIT 100 OFFSET 0;

-- shared rows without several columns
WITH looked_at AS
(SELECT 2 AS which, chosen.split_number AS split_number, chosen.block AS block, chosen.v_0 AS v_0, chosen.v_1 AS v_1, chosen.v_2 AS v_2, chosen.v_3 AS v_3
FROM (SELECT numbered.split_number AS split_number, numbered.block_2 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY "day") AS block_2, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_2 % 1 = 0) AS chosen
WHERE chosen.block IN (SELECT chosen.block
FROM (SELECT numbered.split_number AS split_number, numbered.block_2 AS block, numbered.v_0 AS v_0, numbered.v_1 AS v_1, numbered.v_2 AS v_2, numbered.v_3 AS v_3
FROM (SELECT CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 0 WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END AS split_number, dense_rank() OVER (ORDER BY "day") AS block_2, "my col" AS v_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS v_1, "day" AS v_2, "other" AS v_3
FROM batch) AS numbered
WHERE numbered.block_2 % 1 = 0) AS chosen GROUP BY chosen.block
HAVING count(*) > 1 AND count(*) <= 1250))
 SELECT pairs.which, pairs.same, count(*) AS number, pairs.bits_0
FROM (SELECT "each".which AS which, "each".same AS same, "each".columns_0 AS columns, "each".bits_0 AS bits_0
FROM (SELECT one.which AS which, CASE WHEN (one.split_number = other.split_number) THEN 1 ELSE 0 END AS same, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END AS columns_0, CASE WHEN (one.v_0 = other.v_0 OR one.v_0 IS NULL AND other.v_0 IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (one.v_1 = other.v_1 OR one.v_1 IS NULL AND other.v_1 IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (one.v_2 = other.v_2 OR one.v_2 IS NULL AND other.v_2 IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (one.v_3 = other.v_3 OR one.v_3 IS NULL AND other.v_3 IS NULL) THEN 0 ELSE 1 END * 8 AS bits_0
FROM looked_at AS one JOIN looked_at AS other ON one.which = other.which AND one.block = other.block AND other.split_number = 0) AS "each") AS pairs
WHERE pairs.columns BETWEEN 1 AND 2 GROUP BY pairs.which, pairs.same, pairs.bits_0 ORDER BY number DESC, pairs.bits_0
 LIMIT 100 OFFSET 0;

-- columns that name rows
SELECT sum(of_keys.n) AS sum_1, sum(of_keys.n * of_keys.n) AS sum_2
FROM (SELECT count(*) AS n
FROM (SELECT "q""uote", "day", "other", dense_rank() OVER (ORDER BY CAST("q""uote" AS TEXT) COLLATE "BINARY", "day", "other") AS zl_key
FROM batch
WHERE 1 = 1) AS numbered
WHERE numbered.zl_key % 20 = 0 GROUP BY numbered.zl_key) AS of_keys;

-- columns that name rows
SELECT count(*) AS count_1, count(DISTINCT (CAST("q""uote" AS TEXT) COLLATE "BINARY")) AS count_2, count(DISTINCT "day") AS count_3, count(DISTINCT "other") AS count_4
FROM (SELECT in_turn."q""uote" AS "q""uote", in_turn."day" AS "day", in_turn."other" AS "other"
FROM (SELECT numbered."q""uote" AS "q""uote", numbered."day" AS "day", numbered."other" AS "other", row_number() OVER (PARTITION BY numbered.zl_key ORDER BY numbered."q""uote", numbered."day", numbered."other") + numbered.zl_key % 20 AS zl_turn
FROM (SELECT "q""uote", "day", "other", dense_rank() OVER (ORDER BY CAST("q""uote" AS TEXT) COLLATE "BINARY", "day", "other") AS zl_key
FROM batch
WHERE 1 = 1) AS numbered) AS in_turn
WHERE in_turn.zl_turn % 20 = 0 ORDER BY in_turn.zl_turn, in_turn."q""uote", in_turn."day", in_turn."other") AS anon_1;

-- columns that name rows
SELECT count(*) AS count_1, count(DISTINCT (CAST("q""uote" AS TEXT) COLLATE "BINARY")) AS count_2, count(DISTINCT "day") AS count_3, count(DISTINCT "other") AS count_4
FROM batch;

-- values of columns
SELECT count(*) AS count_1, count(DISTINCT "my col") AS count_2, count(DISTINCT (CAST("q""uote" AS TEXT) COLLATE "BINARY")) AS count_3
FROM batch;

-- shared rows by class
SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS anon_1, count(*) AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'test' GROUP BY CAST("select" AS TEXT) COLLATE "BINARY";

-- shared rows by class
SELECT with_key.target, sum(with_key.evaluation_rows) AS sum_1, sum(CASE WHEN (with_key.train_rows = 0) THEN with_key.evaluation_rows ELSE 0 END) AS sum_2
FROM (SELECT cells.target AS target, cells.train_rows AS train_rows, cells.evaluation_rows AS evaluation_rows, sum(cells.train_rows) OVER (PARTITION BY cells.k_0, cells.k_1) AS key_train_rows
FROM (SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS target, "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test' GROUP BY CAST("select" AS TEXT) COLLATE "BINARY", "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS cells) AS with_key
WHERE with_key.key_train_rows > 0 GROUP BY with_key.target;

-- sample of shared rows
SELECT one_row.zl_k_0, one_row.zl_k_1, count(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows, min(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train') THEN one_row.zl_p_0 END) AS train_0, min(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'test') THEN one_row.zl_p_0 END) AS evaluation_0
FROM (SELECT "my col" AS zl_k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS zl_k_1, "split" AS zl_c_0, "day" AS zl_p_0
FROM batch) AS one_row GROUP BY one_row.zl_k_0, one_row.zl_k_1
HAVING count(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) > 0 AND count(CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) > 0 ORDER BY evaluation_0
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

-- feature classes, beside a quantity
SELECT count("my col") AS count_1
FROM batch
WHERE "other" IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- feature classes, beside a quantity
SELECT ranked.rank, ranked.value
FROM (SELECT "my col" AS value, row_number() OVER (ORDER BY "my col") AS rank
FROM batch
WHERE "other" IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "my col" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- feature classes, beside a quantity
SELECT count(DISTINCT "my col") AS count_1
FROM batch
WHERE "other" IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- feature classes, beside a quantity
SELECT CASE WHEN (one_row.value IS NULL) THEN 1 ELSE 0 END AS missing, count(CASE WHEN (one_row.class = 0) THEN 1 END) AS n_0, count(CASE WHEN (one_row.class = 1) THEN 1 END) AS n_1
FROM (SELECT "my col" AS value, CASE "other" WHEN 0 THEN 0 WHEN 7 THEN 1 END AS class
FROM batch
WHERE "other" IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row GROUP BY one_row.value ORDER BY one_row.value
 LIMIT 131 OFFSET 0;

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
SELECT length(CAST("q""uote" AS TEXT) COLLATE "BINARY") AS length_1, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 1) AS substr_1, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 1) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 1) + 1, 1) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_1, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 2) AS substr_2, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 2) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 2) + 1, 2) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_2, substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 3) AS substr_3, CASE WHEN (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") > 3) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", (length(CAST("q""uote" AS TEXT) COLLATE "BINARY") - 3) + 1, 3) ELSE CAST("q""uote" AS TEXT) COLLATE "BINARY" END AS anon_3, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') - 1) END AS anon_4, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') + 1, length(CAST("q""uote" AS TEXT) COLLATE "BINARY")) END AS anon_5, CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL) THEN CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = lower(CAST("q""uote" AS TEXT) COLLATE "BINARY")) THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = upper(CAST("q""uote" AS TEXT) COLLATE "BINARY")) THEN 2 ELSE 3 END END AS anon_6, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(CAST("q""uote" AS TEXT) COLLATE "BINARY", '0', ''), '1', ''), '2', ''), '3', ''), '4', ''), '5', ''), '6', ''), '7', ''), '8', ''), '9', '') AS replace_1, CASE WHEN (substr(CAST("q""uote" AS TEXT) COLLATE "BINARY", 1, 1) = '-') THEN -CAST(nullif(zl_digits(CAST("q""uote" AS TEXT) COLLATE "BINARY"), '') AS DOUBLE) ELSE CAST(nullif(zl_digits(CAST("q""uote" AS TEXT) COLLATE "BINARY"), '') AS DOUBLE) END AS anon_7
FROM batch;

-- values with counts
SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS value
FROM batch
WHERE (CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY"
HAVING count(*) = 300 AND count(CASE WHEN (CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END = 1) THEN 1 END) = 299 ORDER BY value
 LIMIT 20 OFFSET 0;

-- pairs of features
SELECT min(CAST("q""uote" AS TEXT) COLLATE "BINARY") AS min_1, min(CAST("select" AS TEXT) COLLATE "BINARY") AS min_2
FROM batch;

-- pairs of features
SELECT CASE WHEN (CAST("my col" AS DOUBLE) = 0 OR abs(CAST("my col" AS DOUBLE)) < 1e150 AND abs(CAST("my col" AS DOUBLE)) > 1e-150) THEN CAST("my col" AS DOUBLE) END - CASE WHEN (CAST("other" AS DOUBLE) = 0 OR abs(CAST("other" AS DOUBLE)) < 1e150 AND abs(CAST("other" AS DOUBLE)) > 1e-150) THEN CAST("other" AS DOUBLE) END AS anon_1, CASE WHEN (CAST("my col" AS DOUBLE) = 0 OR abs(CAST("my col" AS DOUBLE)) < 1e150 AND abs(CAST("my col" AS DOUBLE)) > 1e-150) THEN CAST("my col" AS DOUBLE) END / (nullif(CASE WHEN (CAST("other" AS DOUBLE) = 0 OR abs(CAST("other" AS DOUBLE)) < 1e150 AND abs(CAST("other" AS DOUBLE)) > 1e-150) THEN CAST("other" AS DOUBLE) END, 0) + 0.0) AS anon_2, CASE WHEN ("my col" = "other") THEN 1 WHEN ("my col" != "other") THEN 0 END AS anon_3, CASE WHEN (CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END != CASE WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END) THEN 1 WHEN (CASE WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("q""uote" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END = CASE WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 WHEN ((CAST("select" AS TEXT) COLLATE "BINARY") != 'train') THEN 0 END) THEN 0 END AS anon_4, (1.00000000000000000e+00) * coalesce(CASE WHEN (CAST("my col" AS DOUBLE) = 0 OR abs(CAST("my col" AS DOUBLE)) < 1e150 AND abs(CAST("my col" AS DOUBLE)) > 1e-150) THEN CAST("my col" AS DOUBLE) END, 0) + (-2.50000000000000000e-01) * coalesce(CASE WHEN (CAST("other" AS DOUBLE) = 0 OR abs(CAST("other" AS DOUBLE)) < 1e150 AND abs(CAST("other" AS DOUBLE)) > 1e-150) THEN CAST("other" AS DOUBLE) END, 0) AS anon_5
FROM batch;

-- near rows
SELECT count("my col") AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- near rows
SELECT ranked.rank, ranked.value
FROM (SELECT "my col" AS value, row_number() OVER (ORDER BY "my col") AS rank
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "my col" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- near rows
SELECT count("other") AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- near rows
SELECT ranked.rank, ranked.value
FROM (SELECT "other" AS value, row_number() OVER (ORDER BY "other") AS rank
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "other" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- near rows
SELECT others.split, count(CASE WHEN (others.whole_0 = 0 AND (others.grid_0_0 > 0 OR others.grid_1_0 > 0 OR others.grid_2_0 > 0 OR others.grid_3_0 > 0)) THEN 1 END) AS c_0, count(CASE WHEN (others.whole_0 = 0 AND (others.grid_0_0 > 0 OR others.grid_1_0 > 0 OR others.grid_2_0 > 0 OR others.grid_3_0 > 0) AND others.grid_0_0 <= 1 AND others.grid_1_0 <= 1 AND others.grid_2_0 <= 1 AND others.grid_3_0 <= 1) THEN 1 END) AS c_1, count(CASE WHEN (others.whole_0 = 0 AND others.text_0 > 0) THEN 1 END) AS c_2, sum(CASE WHEN (others.whole_0 = 0 AND (others.grid_0_0 > 0 OR others.grid_1_0 > 0 OR others.grid_2_0 > 0 OR others.grid_3_0 > 0)) THEN CASE WHEN (others.grid_0_0 + others.grid_1_0 + others.grid_2_0 + others.grid_3_0 > 64) THEN 64 ELSE others.grid_0_0 + others.grid_1_0 + others.grid_2_0 + others.grid_3_0 END ELSE 0 END) AS c_3
FROM (SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS split, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY "my col", "other", "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS whole_0, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY "my col", "other", "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS text_0, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY CASE WHEN (abs(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) AS DOUBLE) ELSE CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE) END, CASE WHEN (abs(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.63671875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.63671875 AS DOUBLE)) AS DOUBLE) ELSE CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.63671875 AS DOUBLE) END, "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS grid_0_0, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY CASE WHEN (abs(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) AS DOUBLE) ELSE CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE) END, CASE WHEN (abs(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.51171875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.51171875 AS DOUBLE)) AS DOUBLE) ELSE CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.51171875 AS DOUBLE) END, "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS grid_1_0, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY CASE WHEN (abs(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) AS DOUBLE) ELSE CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE) END, CASE WHEN (abs(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.2607421875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.2607421875 AS DOUBLE)) AS DOUBLE) ELSE CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.2607421875 AS DOUBLE) END, "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS grid_2_0, sum(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END) OVER (PARTITION BY CASE WHEN (abs(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) AS DOUBLE) ELSE CAST("my col" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE) END, CASE WHEN (abs(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.0849609375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.0849609375 AS DOUBLE)) AS DOUBLE) ELSE CAST("other" AS DOUBLE) * CAST(8.0 AS DOUBLE) + CAST(0.0849609375 AS DOUBLE) END, "day") - CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS grid_3_0
FROM batch) AS others GROUP BY others.split;

-- equal blocks
SELECT sum(keys.n_0) AS c_0, count(CASE WHEN (keys.n_0 = 1) THEN 1 END) AS c_1, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_2, sum(keys.n_1) AS c_3, count(CASE WHEN (keys.n_1 = 1) THEN 1 END) AS c_4, count(CASE WHEN (keys.n_1 = 2) THEN 1 END) AS c_5, sum(CASE WHEN (keys.n_0 > 0) THEN keys.n_1 ELSE 0 END) AS c_6, count(CASE WHEN (keys.n_0 > 0 AND keys.n_1 > 0) THEN 1 END) AS c_7
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY", "other", "day", CAST("select" AS TEXT) COLLATE "BINARY", CAST("split" AS TEXT) COLLATE "BINARY") AS keys;

-- equal blocks
SELECT count(CASE WHEN (keys.n_0 = 1 AND keys.n_1 = 1) THEN 1 END) AS c_0, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_1
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", "other", CAST("select" AS TEXT) COLLATE "BINARY") AS keys;

-- equal blocks
SELECT count(CASE WHEN (keys.n_0 = 1 AND keys.n_1 = 1) THEN 1 END) AS c_0, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_1
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY", "other", "day", CAST("select" AS TEXT) COLLATE "BINARY", CAST("split" AS TEXT) COLLATE "BINARY") AS keys;

-- equal blocks
SELECT count(CASE WHEN (keys.n_0 = 1 AND keys.n_1 = 1) THEN 1 END) AS c_0, count(CASE WHEN (keys.n_0 = 2) THEN 1 END) AS c_1
FROM (SELECT count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS n_0, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS n_1
FROM batch GROUP BY CAST("q""uote" AS TEXT) COLLATE "BINARY", "day", CAST("split" AS TEXT) COLLATE "BINARY") AS keys;

-- sample of an equal block
SELECT paired.zl_p_0, paired.zl_k_0, paired.zl_k_1, paired.train_zl_p_0, paired.train_zl_k_0, paired.train_zl_k_1
FROM (SELECT looked.zl_p_0 AS zl_p_0, looked.zl_k_0 AS zl_k_0, looked.zl_k_1 AS zl_k_1, looked.zl_train AS zl_train, looked.zl_train_id AS zl_train_id, first_value(looked.zl_p_0) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_p_0, first_value(looked.zl_k_0) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_k_0, first_value(looked.zl_k_1) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_k_1
FROM (SELECT numbered.zl_p_0 AS zl_p_0, numbered.zl_k_0 AS zl_k_0, numbered.zl_k_1 AS zl_k_1, numbered.zl_train AS zl_train, CASE WHEN (numbered.zl_train = 1) THEN numbered.zl_id WHEN (max(numbered.zl_train) OVER (PARTITION BY numbered.zl_k_0, numbered.zl_k_1) = 0) THEN CASE WHEN (max(numbered.zl_train) OVER (PARTITION BY "zl_c_1") = 1) THEN first_value(numbered.zl_id) OVER (PARTITION BY "zl_c_1" ORDER BY numbered.zl_train DESC, numbered.zl_p_0, numbered.zl_k_0, numbered.zl_k_1) END END AS zl_train_id
FROM (SELECT anon_1.zl_k_0 AS zl_k_0, anon_1.zl_k_1 AS zl_k_1, anon_1.zl_c_0 AS zl_c_0, anon_1.zl_c_1 AS zl_c_1, anon_1.zl_c_2 AS zl_c_2, anon_1.zl_p_0 AS zl_p_0, anon_1.zl_train AS zl_train, row_number() OVER (ORDER BY anon_1.zl_train, anon_1.zl_p_0, anon_1.zl_k_0, anon_1.zl_k_1) AS zl_id
FROM (SELECT marked.zl_k_0 AS zl_k_0, marked.zl_k_1 AS zl_k_1, marked.zl_c_0 AS zl_c_0, marked.zl_c_1 AS zl_c_1, marked.zl_c_2 AS zl_c_2, marked.zl_p_0 AS zl_p_0, marked.zl_train AS zl_train
FROM (SELECT of_both.zl_k_0 AS zl_k_0, of_both.zl_k_1 AS zl_k_1, of_both.zl_c_0 AS zl_c_0, of_both.zl_c_1 AS zl_c_1, of_both.zl_c_2 AS zl_c_2, of_both.zl_p_0 AS zl_p_0, of_both.zl_train AS zl_train, CASE WHEN (max(of_both.zl_train) OVER (PARTITION BY "zl_c_1") > min(of_both.zl_train) OVER (PARTITION BY "zl_c_1") AND count(*) OVER (PARTITION BY "zl_c_1") = 2) THEN 1 ELSE 0 END AS zl_meets
FROM (SELECT one_row.zl_k_0 AS zl_k_0, one_row.zl_k_1 AS zl_k_1, one_row.zl_c_0 AS zl_c_0, one_row.zl_c_1 AS zl_c_1, one_row.zl_c_2 AS zl_c_2, one_row.zl_p_0 AS zl_p_0, CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS zl_train
FROM (SELECT "my col" AS zl_k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS zl_k_1, "split" AS zl_c_0, "my col" AS zl_c_1, "q""uote" AS zl_c_2, "day" AS zl_p_0
FROM batch) AS one_row
WHERE (CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'test') AS of_both) AS marked
WHERE marked.zl_meets = 1) AS anon_1) AS numbered) AS looked
WHERE looked.zl_train_id IS NOT NULL) AS paired
WHERE paired.zl_train = 0 ORDER BY paired.zl_p_0, paired.zl_k_0, paired.zl_k_1
 LIMIT 20 OFFSET 0;

-- sample of near rows
SELECT count("my col") AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train';

-- sample of near rows
SELECT ranked.rank, ranked.value
FROM (SELECT "my col" AS value, row_number() OVER (ORDER BY "my col") AS rank
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "my col" IS NOT NULL) AS ranked
WHERE ranked.rank IN (1);

-- sample of near rows
SELECT paired.zl_p_0, paired.zl_k_0, paired.zl_k_1, paired.train_zl_p_0, paired.train_zl_k_0, paired.train_zl_k_1
FROM (SELECT looked.zl_p_0 AS zl_p_0, looked.zl_k_0 AS zl_k_0, looked.zl_k_1 AS zl_k_1, looked.zl_train AS zl_train, looked.zl_train_id AS zl_train_id, first_value(looked.zl_p_0) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_p_0, first_value(looked.zl_k_0) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_k_0, first_value(looked.zl_k_1) OVER (PARTITION BY looked.zl_train_id ORDER BY looked.zl_train DESC) AS train_zl_k_1
FROM (SELECT numbered.zl_p_0 AS zl_p_0, numbered.zl_k_0 AS zl_k_0, numbered.zl_k_1 AS zl_k_1, numbered.zl_train AS zl_train, CASE WHEN (numbered.zl_train = 1) THEN numbered.zl_id WHEN (max(numbered.zl_train) OVER (PARTITION BY numbered.zl_k_0, numbered.zl_k_1) = 0) THEN coalesce(CASE WHEN (max(numbered.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) = 1) THEN first_value(numbered.zl_id) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY") ORDER BY numbered.zl_train DESC, numbered.zl_p_0, numbered.zl_k_0, numbered.zl_k_1) END, CASE WHEN (max(numbered.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) = 1) THEN first_value(numbered.zl_id) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY") ORDER BY numbered.zl_train DESC, numbered.zl_p_0, numbered.zl_k_0, numbered.zl_k_1) END, CASE WHEN (max(numbered.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) = 1) THEN first_value(numbered.zl_id) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY") ORDER BY numbered.zl_train DESC, numbered.zl_p_0, numbered.zl_k_0, numbered.zl_k_1) END, CASE WHEN (max(numbered.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) = 1) THEN first_value(numbered.zl_id) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY") ORDER BY numbered.zl_train DESC, numbered.zl_p_0, numbered.zl_k_0, numbered.zl_k_1) END) END AS zl_train_id
FROM (SELECT anon_1.zl_k_0 AS zl_k_0, anon_1.zl_k_1 AS zl_k_1, anon_1.zl_c_0 AS zl_c_0, anon_1.zl_c_1 AS zl_c_1, anon_1.zl_c_2 AS zl_c_2, anon_1.zl_p_0 AS zl_p_0, anon_1.zl_train AS zl_train, row_number() OVER (ORDER BY anon_1.zl_train, anon_1.zl_p_0, anon_1.zl_k_0, anon_1.zl_k_1) AS zl_id
FROM (SELECT marked.zl_k_0 AS zl_k_0, marked.zl_k_1 AS zl_k_1, marked.zl_c_0 AS zl_c_0, marked.zl_c_1 AS zl_c_1, marked.zl_c_2 AS zl_c_2, marked.zl_p_0 AS zl_p_0, marked.zl_train AS zl_train
FROM (SELECT of_both.zl_k_0 AS zl_k_0, of_both.zl_k_1 AS zl_k_1, of_both.zl_c_0 AS zl_c_0, of_both.zl_c_1 AS zl_c_1, of_both.zl_c_2 AS zl_c_2, of_both.zl_p_0 AS zl_p_0, of_both.zl_train AS zl_train, CASE WHEN (max(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) > min(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8505859375 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) OR max(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) > min(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.47265625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) OR max(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) > min(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.8369140625 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) OR max(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY")) > min(of_both.zl_train) OVER (PARTITION BY CASE WHEN (abs(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) < CAST(4503599627370496.0 AS DOUBLE)) THEN CAST(floor(CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE)) AS DOUBLE) ELSE CAST("zl_c_1" AS DOUBLE) * CAST(16.0 AS DOUBLE) + CAST(0.810546875 AS DOUBLE) END, zl_normalize_text(CAST("zl_c_2" AS TEXT) COLLATE "BINARY"))) THEN 1 ELSE 0 END AS zl_meets
FROM (SELECT one_row.zl_k_0 AS zl_k_0, one_row.zl_k_1 AS zl_k_1, one_row.zl_c_0 AS zl_c_0, one_row.zl_c_1 AS zl_c_1, one_row.zl_c_2 AS zl_c_2, one_row.zl_p_0 AS zl_p_0, CASE WHEN ((CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS zl_train
FROM (SELECT "my col" AS zl_k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS zl_k_1, "split" AS zl_c_0, "my col" AS zl_c_1, "q""uote" AS zl_c_2, "day" AS zl_p_0
FROM batch) AS one_row
WHERE (CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("zl_c_0" AS TEXT) COLLATE "BINARY") = 'test') AS of_both) AS marked
WHERE marked.zl_meets = 1) AS anon_1) AS numbered) AS looked
WHERE looked.zl_train_id IS NOT NULL) AS paired
WHERE paired.zl_train = 0 ORDER BY paired.zl_p_0, paired.zl_k_0, paired.zl_k_1
 LIMIT 20 OFFSET 0;

-- label conflicts
SELECT count(*) AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND (CAST("select" AS TEXT) COLLATE "BINARY") IS NULL;

-- label conflicts
SELECT "each".group_rows, "each".rows, "each".largest, "each"."values", count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS group_rows, anon_1.n_0 AS rows, max(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS largest, count(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS "values"
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CAST("select" AS TEXT) COLLATE "BINARY" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1
WHERE anon_1.n_0 > 0) AS "each" GROUP BY "each".group_rows, "each".rows, "each".largest, "each"."values";

-- label conflicts
SELECT target_values.rows, count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) AS rows
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CAST("select" AS TEXT) COLLATE "BINARY" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1
WHERE anon_1.n_0 > 0 GROUP BY anon_1.target) AS target_values GROUP BY target_values.rows;

-- label conflicts
SELECT shared_keys.train_rows, shared_keys.evaluation_rows, shared_keys.conflicting_rows, count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) AS train_rows, sum(anon_1.n_1) AS evaluation_rows, sum(CASE WHEN (anon_1.n_0 = 0) THEN anon_1.n_1 ELSE 0 END) AS conflicting_rows
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CAST("select" AS TEXT) COLLATE "BINARY" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1 GROUP BY anon_1.k_0, anon_1.k_1
HAVING sum(anon_1.n_0) > 0 AND sum(anon_1.n_1) > 0) AS shared_keys GROUP BY shared_keys.train_rows, shared_keys.evaluation_rows, shared_keys.conflicting_rows;

-- label conflicts of quantities
SELECT count(*) AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "other" IS NULL;

-- label conflicts of quantities
SELECT "each".group_rows, "each".rows, "each".largest, "each"."values", count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS group_rows, anon_1.n_0 AS rows, max(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS largest, count(anon_1.n_0) OVER (PARTITION BY anon_1.k_0, anon_1.k_1) AS "values"
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, "other" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE "other" IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1
WHERE anon_1.n_0 > 0) AS "each" GROUP BY "each".group_rows, "each".rows, "each".largest, "each"."values";

-- label conflicts of quantities
SELECT target_values.rows, count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) AS rows
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, "other" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE "other" IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1
WHERE anon_1.n_0 > 0 GROUP BY anon_1.target) AS target_values GROUP BY target_values.rows;

-- label conflicts of quantities
SELECT shared_keys.train_rows, shared_keys.evaluation_rows, shared_keys.conflicting_rows, count(*) AS count_1
FROM (SELECT sum(anon_1.n_0) AS train_rows, sum(anon_1.n_1) AS evaluation_rows, sum(CASE WHEN (anon_1.n_0 = 0) THEN anon_1.n_1 ELSE 0 END) AS conflicting_rows
FROM (SELECT one_row.k_0 AS k_0, one_row.k_1 AS k_1, one_row.target AS target, sum(one_row.in_0) AS n_0, sum(one_row.in_1) AS n_1
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, "other" AS target, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 ELSE 0 END AS in_0, CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 ELSE 0 END AS in_1
FROM batch
WHERE "other" IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1, one_row.target) AS anon_1 GROUP BY anon_1.k_0, anon_1.k_1
HAVING sum(anon_1.n_0) > 0 AND sum(anon_1.n_1) > 0) AS shared_keys GROUP BY shared_keys.train_rows, shared_keys.evaluation_rows, shared_keys.conflicting_rows;

-- label conflicts of quantities
SELECT avg(CAST("other" AS DOUBLE)) AS avg_1, min(CAST("other" AS DOUBLE)) AS min_1, max(CAST("other" AS DOUBLE)) AS max_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "other" IS NOT NULL;

-- label conflicts of quantities
SELECT sum(CASE WHEN (groups.low < groups.high) THEN groups.ss - (groups.s * groups.s) / (groups.n + 0.0) ELSE 0.0 END) AS sum_1, sum(groups.ss) AS sum_2, sum(groups.s) AS sum_3, sum(groups.n) AS sum_4
FROM (SELECT count(*) AS n, sum(one_row.target) AS s, sum(one_row.target * one_row.target) AS ss, min(one_row.target) AS low, max(one_row.target) AS high
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, CAST("other" AS DOUBLE) - 1.0 AS target, CASE WHEN 1 THEN 1 ELSE 0 END AS in_0
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "other" IS NOT NULL) AS one_row GROUP BY one_row.k_0, one_row.k_1) AS groups;

-- sample of conflicting rows
SELECT beside.zl_k_0, beside.zl_k_1, beside.target, beside.split, beside.n, beside.zl_p_0
FROM (SELECT cells.zl_k_0 AS zl_k_0, cells.zl_k_1 AS zl_k_1, cells.target AS target, cells.split AS split, cells.n AS n, cells.zl_p_0 AS zl_p_0, sum(cells.n) OVER (PARTITION BY cells.zl_k_0, cells.zl_k_1) AS group_rows, sum(cells.n) OVER (PARTITION BY cells.zl_k_0, cells.zl_k_1, cells.target) AS value_rows
FROM (SELECT "each".zl_k_0 AS zl_k_0, "each".zl_k_1 AS zl_k_1, "each".target AS target, "each".split AS split, count(*) AS n, min("each".zl_p_0) AS zl_p_0
FROM (SELECT one_row.zl_k_0 AS zl_k_0, one_row.zl_k_1 AS zl_k_1, CAST("zl_c_1" AS TEXT) COLLATE "BINARY" AS target, CAST("zl_c_0" AS TEXT) COLLATE "BINARY" AS split, one_row.zl_p_0 AS zl_p_0
FROM (SELECT "my col" AS zl_k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS zl_k_1, "split" AS zl_c_0, "select" AS zl_c_1, "day" AS zl_p_0
FROM batch) AS one_row
WHERE (CAST("zl_c_1" AS TEXT) COLLATE "BINARY") IS NOT NULL) AS "each" GROUP BY "each".zl_k_0, "each".zl_k_1, "each".target, "each".split) AS cells) AS beside
WHERE beside.value_rows < beside.group_rows ORDER BY beside.zl_k_0, beside.zl_k_1, beside.target, beside.split, beside.n, beside.zl_p_0
 LIMIT 20 OFFSET 0;

-- moments
SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS anon_1, count("my col") AS c_0, sum(CASE WHEN (abs("my col") < 9007199254740992.0) THEN CASE WHEN ("my col" != floor("my col")) THEN 1 ELSE 0 END ELSE 0 END) AS c_1, count(CASE WHEN ("my col" < 0) THEN 1 END) AS c_2, count(CASE WHEN ("my col" > 0) THEN 1 END) AS c_3, sum(CASE WHEN (abs("my col") < 1e+100) THEN "my col" END) AS c_4, sum(CASE WHEN (abs("my col") < 1e-100) THEN 0.0 WHEN (abs("my col") < 1e+100) THEN "my col" * "my col" END) AS c_5, min("my col") AS c_6, max("my col") AS c_7
FROM batch GROUP BY CAST("split" AS TEXT) COLLATE "BINARY";

-- moments beside classes
SELECT one_row.zl_target, count(*) AS n, count(one_row.zl_v0) AS c_0, avg(one_row.zl_v0) AS c_1, avg(one_row.zl_v0 * one_row.zl_v0) AS c_2, avg(one_row.zl_v0 * one_row.zl_v0 * one_row.zl_v0) AS c_3
FROM (SELECT CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END AS zl_target, CASE WHEN (abs("my col") < 1e-50) THEN 0e0 WHEN (abs("my col") < 1e+50) THEN "my col" END AS zl_v0
FROM batch
WHERE (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL) AS one_row GROUP BY one_row.zl_target;

-- moments beside a quantity
SELECT count(one_row.zl_target) AS c_0, avg(one_row.zl_target) AS c_1, avg(one_row.zl_target * one_row.zl_target) AS c_2, count(one_row.zl_v0) AS c_3, avg(one_row.zl_v0) AS c_4, avg(one_row.zl_v0 * one_row.zl_v0) AS c_5, avg(one_row.zl_v0 * one_row.zl_v0 * one_row.zl_v0) AS c_6, avg(one_row.zl_v0 * one_row.zl_target) AS c_7, avg(one_row.zl_v0 * one_row.zl_v0 * one_row.zl_target) AS c_8
FROM (SELECT CASE WHEN (abs("my col") < 1e-50) THEN 0e0 WHEN (abs("my col") < 1e+50) THEN "my col" END AS zl_target, CASE WHEN (abs("my col") < 1e-50) THEN 0e0 WHEN (abs("my col") < 1e+50) THEN "my col" END AS zl_v0
FROM batch
WHERE "my col" IS NOT NULL AND (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS one_row;

-- classes by value
SELECT one_row.zl_value, count(*) AS zl_rows, CASE WHEN (min(one_row.zl_target) < max(one_row.zl_target)) THEN 1 ELSE 0 END AS varies, count(CASE WHEN (one_row.zl_target = 0) THEN 1 END) AS c_0, count(CASE WHEN (one_row.zl_target = 1) THEN 1 END) AS c_1
FROM (SELECT "my col" AS zl_value, CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END AS zl_target
FROM batch
WHERE 1 = 1) AS one_row GROUP BY one_row.zl_value ORDER BY zl_rows DESC, one_row.zl_value
 LIMIT 1000 OFFSET 0;

-- a quantity by value
SELECT one_row.zl_value, count(*) AS zl_rows, CASE WHEN (min(one_row.zl_target) < max(one_row.zl_target)) THEN 1 ELSE 0 END AS varies, sum(one_row.zl_target) AS c_0
FROM (SELECT "my col" AS zl_value, "my col" AS zl_target
FROM batch
WHERE 1 = 1) AS one_row GROUP BY one_row.zl_value ORDER BY zl_rows DESC, one_row.zl_value
 LIMIT 1000 OFFSET 0;

-- means of others
SELECT count(*) AS count_1, count(CASE WHEN (by_group.low < by_group.high) THEN 1 END) AS count_2, count(CASE WHEN (abs(by_group.mean_f - by_group.mean_y) <= 1e-06 * abs(by_group.mean_y) + 1e-12 AND abs(1e0 * (by_group.n - 1) * (by_group.mean_fy - by_group.mean_f * by_group.mean_y) + (by_group.mean_yy - by_group.mean_y * by_group.mean_y)) <= 1e-06 * (by_group.mean_yy - by_group.mean_y * by_group.mean_y) + 1e-10 * by_group.mean_yy + 1e-12 AND abs(1e0 * (by_group.n - 1) * 1e0 * (by_group.n - 1) * (by_group.mean_ff - by_group.mean_f * by_group.mean_f) - (by_group.mean_yy - by_group.mean_y * by_group.mean_y)) <= 1e-06 * (by_group.mean_yy - by_group.mean_y * by_group.mean_y) + 1e-10 * by_group.mean_yy + 1e-12) THEN 1 END) AS count_3, sum(by_group.n) AS sum_1
FROM (SELECT count(*) AS n, min(one_row.y) AS low, max(one_row.y) AS high, avg(one_row.f) AS mean_f, avg(one_row.y) AS mean_y, avg(one_row.f * one_row.f) AS mean_ff, avg(one_row.f * one_row.y) AS mean_fy, avg(one_row.y * one_row.y) AS mean_yy
FROM (SELECT CAST("q""uote" AS TEXT) COLLATE "BINARY" AS zl_group, CASE WHEN (abs("my col") < 1e-50) THEN 0e0 WHEN (abs("my col") < 1e+50) THEN "my col" END AS f, CASE WHEN (CASE CAST("select" AS TEXT) COLLATE "BINARY" WHEN 'no' THEN 0 WHEN 'it''s' THEN 1 END = 1) THEN 1e0 ELSE 0e0 END AS y
FROM batch
WHERE (CAST("q""uote" AS TEXT) COLLATE "BINARY") IS NOT NULL AND "my col" IS NOT NULL) AS one_row GROUP BY one_row.zl_group
HAVING count(*) > 1) AS by_group;

-- spikes
SELECT "my col" AS value, count(*) AS n
FROM batch
WHERE "my col" IS NOT NULL GROUP BY "my col" ORDER BY n DESC, value
 LIMIT 2 OFFSET 0;

-- spikes
SELECT CAST("split" AS TEXT) COLLATE "BINARY" AS anon_1, count(CASE WHEN ("my col" < 1.0) THEN 1 END) AS c_0, count(CASE WHEN ("my col" > 1.0) THEN 1 END) AS c_1, sum("my col" - 1.0) AS c_2
FROM batch GROUP BY CAST("split" AS TEXT) COLLATE "BINARY";

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

-- matched rows
SELECT with_key.target, with_key.key_train_rows, with_key.train_rows, sum(with_key.evaluation_rows) AS sum_1
FROM (SELECT cells.target AS target, cells.train_rows AS train_rows, cells.evaluation_rows AS evaluation_rows, sum(cells.train_rows) OVER (PARTITION BY cells.k_0, cells.k_1) AS key_train_rows
FROM (SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS target, "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows
FROM batch
WHERE ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AND (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL GROUP BY CAST("select" AS TEXT) COLLATE "BINARY", "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS cells) AS with_key
WHERE with_key.key_train_rows > 0 AND with_key.evaluation_rows > 0 GROUP BY with_key.target, with_key.key_train_rows, with_key.train_rows;

-- matched rows
SELECT CAST("select" AS TEXT) COLLATE "BINARY" AS anon_1, count(*) AS count_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND (CAST("select" AS TEXT) COLLATE "BINARY") IS NOT NULL GROUP BY CAST("select" AS TEXT) COLLATE "BINARY";

-- matched rows of quantities
SELECT with_key.key_train_rows, with_key.train_rows, sum(with_key.evaluation_rows) AS sum_1
FROM (SELECT cells.target AS target, cells.train_rows AS train_rows, cells.evaluation_rows AS evaluation_rows, sum(cells.train_rows) OVER (PARTITION BY cells.k_0, cells.k_1) AS key_train_rows
FROM (SELECT "other" AS target, "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train') THEN 1 END) AS train_rows, count(CASE WHEN ((CAST("split" AS TEXT) COLLATE "BINARY") = 'test') THEN 1 END) AS evaluation_rows
FROM batch
WHERE ((CAST("split" AS TEXT) COLLATE "BINARY") = 'train' OR (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AND "other" IS NOT NULL GROUP BY "other", "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY") AS cells) AS with_key
WHERE with_key.key_train_rows > 0 AND with_key.evaluation_rows > 0 GROUP BY with_key.key_train_rows, with_key.train_rows;

-- matched rows of quantities
SELECT often.n, count(*) AS count_1
FROM (SELECT count(*) AS n
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train' AND "other" IS NOT NULL GROUP BY "other") AS often GROUP BY often.n;

-- scored keys
SELECT count(*) AS count_1
FROM (SELECT DISTINCT "my col", CAST("q""uote" AS TEXT) COLLATE "BINARY" AS anon_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'test') AS keys;

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
WHERE numbered.number % 1 = 0) AS chosen UNION ALL SELECT train_rows.k_0 AS k_0, train_rows.k_1 AS k_1, 0 AS copies, 0 AS weight, 1 AS in_train
FROM (SELECT "my col" AS k_0, CAST("q""uote" AS TEXT) COLLATE "BINARY" AS k_1
FROM batch
WHERE (CAST("split" AS TEXT) COLLATE "BINARY") = 'train') AS train_rows) AS together) AS found
WHERE found.weight > 0;
