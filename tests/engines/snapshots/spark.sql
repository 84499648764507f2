-- splits
SELECT `split`, count(*) AS `count_1`
FROM `batch` GROUP BY `split`
 LIMIT :p1;

-- shared rows
SELECT sum(`keys`.`n_0`) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p1) THEN :p2 END) AS `c_1`, count(CASE WHEN (`keys`.`n_0` = :p3) THEN :p4 END) AS `c_2`, sum(`keys`.`n_1`) AS `c_3`, count(CASE WHEN (`keys`.`n_1` = :p5) THEN :p6 END) AS `c_4`, count(CASE WHEN (`keys`.`n_1` = :p7) THEN :p8 END) AS `c_5`, sum(CASE WHEN (`keys`.`n_0` > :p9) THEN `keys`.`n_1` ELSE :p10 END) AS `c_6`, count(CASE WHEN (`keys`.`n_0` > :p11 AND `keys`.`n_1` > :p12) THEN :p13 END) AS `c_7`
FROM (SELECT count(CASE WHEN (`zl_split` = :p14) THEN :p15 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p16) THEN :p17 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`, `zl_h_1`) AS `keys`;

-- shared rows without each column
SELECT sum(`keys`.`n_0`) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p1) THEN :p2 END) AS `c_1`, count(CASE WHEN (`keys`.`n_0` = :p3) THEN :p4 END) AS `c_2`, sum(`keys`.`n_1`) AS `c_3`, count(CASE WHEN (`keys`.`n_1` = :p5) THEN :p6 END) AS `c_4`, count(CASE WHEN (`keys`.`n_1` = :p7) THEN :p8 END) AS `c_5`, sum(CASE WHEN (`keys`.`n_0` > :p9) THEN `keys`.`n_1` ELSE :p10 END) AS `c_6`, count(CASE WHEN (`keys`.`n_0` > :p11 AND `keys`.`n_1` > :p12) THEN :p13 END) AS `c_7`
FROM (SELECT count(CASE WHEN (`zl_split` = :p14) THEN :p15 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p16) THEN :p17 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`) AS `keys`;

-- shared rows without each column
SELECT sum(`keys`.`n_0`) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p1) THEN :p2 END) AS `c_1`, count(CASE WHEN (`keys`.`n_0` = :p3) THEN :p4 END) AS `c_2`, sum(`keys`.`n_1`) AS `c_3`, count(CASE WHEN (`keys`.`n_1` = :p5) THEN :p6 END) AS `c_4`, count(CASE WHEN (`keys`.`n_1` = :p7) THEN :p8 END) AS `c_5`, sum(CASE WHEN (`keys`.`n_0` > :p9) THEN `keys`.`n_1` ELSE :p10 END) AS `c_6`, count(CASE WHEN (`keys`.`n_0` > :p11 AND `keys`.`n_1` > :p12) THEN :p13 END) AS `c_7`
FROM (SELECT count(CASE WHEN (`zl_split` = :p14) THEN :p15 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p16) THEN :p17 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_1`) AS `keys`;

-- shared rows without each column
SELECT sum(`keys`.`n_0`) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p1) THEN :p2 END) AS `c_1`, count(CASE WHEN (`keys`.`n_0` = :p3) THEN :p4 END) AS `c_2`, sum(`keys`.`n_1`) AS `c_3`, count(CASE WHEN (`keys`.`n_1` = :p5) THEN :p6 END) AS `c_4`, count(CASE WHEN (`keys`.`n_1` = :p7) THEN :p8 END) AS `c_5`, sum(CASE WHEN (`keys`.`n_0` > :p9) THEN `keys`.`n_1` ELSE :p10 END) AS `c_6`, count(CASE WHEN (`keys`.`n_0` > :p11 AND `keys`.`n_1` > :p12) THEN :p13 END) AS `c_7`
FROM (SELECT count(CASE WHEN (`zl_split` = :p14) THEN :p15 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p16) THEN :p17 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`, `zl_h_1`) AS `keys`;

-- shared rows without several columns
WITH `looked_at` AS
(SELECT 0 AS `which`, `chosen`.`split_number` AS `split_number`, `chosen`.`block` AS `block`, `chosen`.`v_0` AS `v_0`, `chosen`.`v_1` AS `v_1`, `chosen`.`v_2` AS `v_2`, `chosen`.`v_3` AS `v_3`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_0` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `other`, `other` IS NULL) AS `block_0`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_0` % 1 = :p7) AS `chosen`
WHERE `chosen`.`block` IN (SELECT `chosen`.`block`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_0` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `other`, `other` IS NULL) AS `block_0`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_0` % 1 = :p7) AS `chosen` GROUP BY `chosen`.`block`
HAVING count(*) > :p8 AND count(*) <= :p9))
 SELECT `pairs`.`which`, `pairs`.`same`, count(*) AS `number`, `pairs`.`bits_0`
FROM (SELECT `each`.`which` AS `which`, `each`.`same` AS `same`, `each`.`columns_0` AS `columns`, `each`.`bits_0` AS `bits_0`
FROM (SELECT `one`.`which` AS `which`, CASE WHEN (`one`.`split_number` = `other`.`split_number`) THEN :p1 ELSE :p2 END AS `same`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END AS `columns_0`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END * 8 AS `bits_0`
FROM `looked_at` AS `one` JOIN `looked_at` AS `other` ON `one`.`which` = `other`.`which` AND `one`.`block` = `other`.`block` AND `other`.`split_number` = :p10) AS `each`) AS `pairs`
WHERE `pairs`.`columns` BETWEEN :p11 AND :p12 GROUP BY `pairs`.`which`, `pairs`.`same`, `pairs`.`bits_0` ORDER BY `number` DESC, `pairs`.`bits_0`
 LIMIT :p13;

-- shared rows without several columns
WITH `looked_at` AS
(SELECT 1 AS `which`, `chosen`.`split_number` AS `split_number`, `chosen`.`block` AS `block`, `chosen`.`v_0` AS `v_0`, `chosen`.`v_1` AS `v_1`, `chosen`.`v_2` AS `v_2`, `chosen`.`v_3` AS `v_3`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_1` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(`q"uote`, `q"uote` IS NULL) AS `block_1`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_1` % 1 = :p7) AS `chosen`
WHERE `chosen`.`block` IN (SELECT `chosen`.`block`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_1` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(`q"uote`, `q"uote` IS NULL) AS `block_1`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_1` % 1 = :p7) AS `chosen` GROUP BY `chosen`.`block`
HAVING count(*) > :p8 AND count(*) <= :p9))
 SELECT `pairs`.`which`, `pairs`.`same`, count(*) AS `number`, `pairs`.`bits_0`
FROM (SELECT `each`.`which` AS `which`, `each`.`same` AS `same`, `each`.`columns_0` AS `columns`, `each`.`bits_0` AS `bits_0`
FROM (SELECT `one`.`which` AS `which`, CASE WHEN (`one`.`split_number` = `other`.`split_number`) THEN :p1 ELSE :p2 END AS `same`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END AS `columns_0`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END * 8 AS `bits_0`
FROM `looked_at` AS `one` JOIN `looked_at` AS `other` ON `one`.`which` = `other`.`which` AND `one`.`block` = `other`.`block` AND `other`.`split_number` = :p10) AS `each`) AS `pairs`
WHERE `pairs`.`columns` BETWEEN :p11 AND :p12 GROUP BY `pairs`.`which`, `pairs`.`same`, `pairs`.`bits_0` ORDER BY `number` DESC, `pairs`.`bits_0`
 LIMIT :p13;

-- shared rows without several columns
WITH `looked_at` AS
(SELECT 2 AS `which`, `chosen`.`split_number` AS `split_number`, `chosen`.`block` AS `block`, `chosen`.`v_0` AS `v_0`, `chosen`.`v_1` AS `v_1`, `chosen`.`v_2` AS `v_2`, `chosen`.`v_3` AS `v_3`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_2` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(`day`, `day` IS NULL) AS `block_2`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_2` % 1 = :p7) AS `chosen`
WHERE `chosen`.`block` IN (SELECT `chosen`.`block`
FROM (SELECT `numbered`.`split_number` AS `split_number`, `numbered`.`block_2` AS `block`, `numbered`.`v_0` AS `v_0`, `numbered`.`v_1` AS `v_1`, `numbered`.`v_2` AS `v_2`, `numbered`.`v_3` AS `v_3`
FROM (SELECT CASE WHEN (`split` = :p3) THEN :p4 WHEN (`split` = :p5) THEN :p6 END AS `split_number`, xxhash64(`day`, `day` IS NULL) AS `block_2`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `v_0`, `q"uote` AS `v_1`, `day` AS `v_2`, `other` AS `v_3`
FROM `batch`) AS `numbered`
WHERE `numbered`.`block_2` % 1 = :p7) AS `chosen` GROUP BY `chosen`.`block`
HAVING count(*) > :p8 AND count(*) <= :p9))
 SELECT `pairs`.`which`, `pairs`.`same`, count(*) AS `number`, `pairs`.`bits_0`
FROM (SELECT `each`.`which` AS `which`, `each`.`same` AS `same`, `each`.`columns_0` AS `columns`, `each`.`bits_0` AS `bits_0`
FROM (SELECT `one`.`which` AS `which`, CASE WHEN (`one`.`split_number` = `other`.`split_number`) THEN :p1 ELSE :p2 END AS `same`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END AS `columns_0`, CASE WHEN (`one`.`v_0` = `other`.`v_0` OR `one`.`v_0` IS NULL AND `other`.`v_0` IS NULL) THEN 0 ELSE 1 END * 1 + CASE WHEN (`one`.`v_1` = `other`.`v_1` OR `one`.`v_1` IS NULL AND `other`.`v_1` IS NULL) THEN 0 ELSE 1 END * 2 + CASE WHEN (`one`.`v_2` = `other`.`v_2` OR `one`.`v_2` IS NULL AND `other`.`v_2` IS NULL) THEN 0 ELSE 1 END * 4 + CASE WHEN (`one`.`v_3` = `other`.`v_3` OR `one`.`v_3` IS NULL AND `other`.`v_3` IS NULL) THEN 0 ELSE 1 END * 8 AS `bits_0`
FROM `looked_at` AS `one` JOIN `looked_at` AS `other` ON `one`.`which` = `other`.`which` AND `one`.`block` = `other`.`block` AND `other`.`split_number` = :p10) AS `each`) AS `pairs`
WHERE `pairs`.`columns` BETWEEN :p11 AND :p12 GROUP BY `pairs`.`which`, `pairs`.`same`, `pairs`.`bits_0` ORDER BY `number` DESC, `pairs`.`bits_0`
 LIMIT :p13;

-- columns that name rows
SELECT sum(`of_keys`.`n`) AS `sum_1`, sum(`of_keys`.`n` * `of_keys`.`n`) AS `sum_2`
FROM (SELECT count(*) AS `n`
FROM (SELECT `q"uote`, `day`, `other`, xxhash64(`q"uote`, `q"uote` IS NULL, `day`, `day` IS NULL, `other`, `other` IS NULL) AS `zl_key`
FROM `batch`
WHERE true) AS `numbered`
WHERE `numbered`.`zl_key` % :p1 = :p2 GROUP BY `numbered`.`zl_key`) AS `of_keys`;

-- columns that name rows
SELECT count(*) AS `count_1`, count(DISTINCT `q"uote`) AS `count_2`, count(DISTINCT `day`) AS `count_3`, count(DISTINCT `other`) AS `count_4`
FROM (SELECT `in_turn`.`q"uote` AS `q"uote`, `in_turn`.`day` AS `day`, `in_turn`.`other` AS `other`
FROM (SELECT `numbered`.`q"uote` AS `q"uote`, `numbered`.`day` AS `day`, `numbered`.`other` AS `other`, row_number() OVER (PARTITION BY `numbered`.`zl_key` ORDER BY `numbered`.`q"uote`, `numbered`.`day`, `numbered`.`other`) + `numbered`.`zl_key` % :p1 AS `zl_turn`
FROM (SELECT `q"uote`, `day`, `other`, xxhash64(`q"uote`, `q"uote` IS NULL, `day`, `day` IS NULL, `other`, `other` IS NULL) AS `zl_key`
FROM `batch`
WHERE true) AS `numbered`) AS `in_turn`
WHERE `in_turn`.`zl_turn` % :p2 = :p3 ORDER BY `in_turn`.`zl_turn`, `in_turn`.`q"uote`, `in_turn`.`day`, `in_turn`.`other`) AS `anon_1`;

-- columns that name rows
SELECT count(*) AS `count_1`, count(DISTINCT `q"uote`) AS `count_2`, count(DISTINCT `day`) AS `count_3`, count(DISTINCT `other`) AS `count_4`
FROM `batch`;

-- values of columns
SELECT count(*) AS `count_1`, count(DISTINCT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `count_2`, count(DISTINCT `q"uote`) AS `count_3`
FROM `batch`;

-- shared rows by class
SELECT `select`, count(*) AS `count_1`
FROM `batch`
WHERE `split` = :p1 GROUP BY `select`;

-- shared rows by class
SELECT `with_key`.`target`, sum(`with_key`.`evaluation_rows`) AS `sum_1`, sum(CASE WHEN (`with_key`.`train_rows` = :p1) THEN `with_key`.`evaluation_rows` ELSE :p2 END) AS `sum_2`
FROM (SELECT `cells`.`target` AS `target`, `cells`.`train_rows` AS `train_rows`, `cells`.`evaluation_rows` AS `evaluation_rows`, sum(`cells`.`train_rows`) OVER (PARTITION BY `cells`.`k_0`, `cells`.`k_1`) AS `key_train_rows`
FROM (SELECT `select` AS `target`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `k_0`, `q"uote` AS `k_1`, count(CASE WHEN (`split` = :p3) THEN :p4 END) AS `train_rows`, count(CASE WHEN (`split` = :p5) THEN :p6 END) AS `evaluation_rows`
FROM `batch`
WHERE `split` = :p3 OR `split` = :p5 GROUP BY `select`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), `q"uote`) AS `cells`) AS `with_key`
WHERE `with_key`.`key_train_rows` > :p7 GROUP BY `with_key`.`target`;

-- sample of shared rows
SELECT `candidates`.`zl_k_0`, `candidates`.`zl_k_1`, count(CASE WHEN (`zl_c_0` = :p1) THEN :p2 END) AS `train_rows`, count(CASE WHEN (`zl_c_0` = :p3) THEN :p4 END) AS `evaluation_rows`, min(CASE WHEN (`zl_c_0` = :p1) THEN `candidates`.`zl_p_0` END) AS `train_0`, min(CASE WHEN (`zl_c_0` = :p3) THEN `candidates`.`zl_p_0` END) AS `evaluation_0`
FROM (SELECT `hashed_row`.`zl_k_0` AS `zl_k_0`, `hashed_row`.`zl_k_1` AS `zl_k_1`, `hashed_row`.`zl_c_0` AS `zl_c_0`, `hashed_row`.`zl_p_0` AS `zl_p_0`, `hashed_row`.`zl_h` AS `zl_h`
FROM (SELECT `one_row`.`zl_k_0` AS `zl_k_0`, `one_row`.`zl_k_1` AS `zl_k_1`, `one_row`.`zl_c_0` AS `zl_c_0`, `one_row`.`zl_p_0` AS `zl_p_0`, xxhash64(`one_row`.`zl_k_0`, `one_row`.`zl_k_0` IS NULL, `one_row`.`zl_k_1`, `one_row`.`zl_k_1` IS NULL) AS `zl_h`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_k_0`, `q"uote` AS `zl_k_1`, `split` AS `zl_c_0`, `day` AS `zl_p_0`
FROM `batch`) AS `one_row`) AS `hashed_row` JOIN (SELECT `hashed_row`.`zl_h` AS `zl_h`
FROM (SELECT `one_row`.`zl_k_0` AS `zl_k_0`, `one_row`.`zl_k_1` AS `zl_k_1`, `one_row`.`zl_c_0` AS `zl_c_0`, `one_row`.`zl_p_0` AS `zl_p_0`, xxhash64(`one_row`.`zl_k_0`, `one_row`.`zl_k_0` IS NULL, `one_row`.`zl_k_1`, `one_row`.`zl_k_1` IS NULL) AS `zl_h`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_k_0`, `q"uote` AS `zl_k_1`, `split` AS `zl_c_0`, `day` AS `zl_p_0`
FROM `batch`) AS `one_row`) AS `hashed_row` GROUP BY `hashed_row`.`zl_h`
HAVING max(CASE WHEN (`zl_c_0` = :p5) THEN :p6 ELSE :p7 END) = :p8 AND max(CASE WHEN (`zl_c_0` = :p9) THEN :p10 ELSE :p11 END) = :p12) AS `few` ON `hashed_row`.`zl_h` = `few`.`zl_h`) AS `candidates` GROUP BY `candidates`.`zl_k_0`, `candidates`.`zl_k_1`
HAVING count(CASE WHEN (`zl_c_0` = :p1) THEN :p13 END) > :p14 AND count(CASE WHEN (`zl_c_0` = :p3) THEN :p15 END) > :p16 ORDER BY `evaluation_0`
 LIMIT :p17;

-- group sizes
SELECT `groups`.`size`, count(*) AS `count_1`
FROM (SELECT count(*) AS `size`
FROM `batch`
WHERE `q"uote` IS NOT NULL GROUP BY `q"uote`) AS `groups` GROUP BY `groups`.`size`;

-- classes
SELECT `one_row`.`class`, `one_row`.`split`, count(*) AS `count_1`
FROM (SELECT `select` AS `class`, `split` AS `split`
FROM `batch`) AS `one_row` GROUP BY `one_row`.`class`, `one_row`.`split`
 LIMIT :p1;

-- quantiles of the target
SELECT count(DISTINCT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `count_1`, count(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `count_2`
FROM `batch`;

-- quantiles of the target
SELECT transform(array(sort_array(collect_list(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))))), s -> transform(array(0.25D, 0.5D, 0.75D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_1`
FROM `batch`
WHERE nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NOT NULL;

-- feature classes
SELECT `vectors`.`missing`, `vectors`.`n_0`, `vectors`.`n_1`, count(*) AS `count_1`
FROM (SELECT CASE WHEN (`one_row`.`value` IS NULL) THEN :p1 ELSE :p2 END AS `missing`, count(CASE WHEN (`one_row`.`class` = :p3) THEN :p4 END) AS `n_0`, count(CASE WHEN (`one_row`.`class` = :p5) THEN :p6 END) AS `n_1`
FROM (SELECT `q"uote` AS `value`, CASE `select` WHEN :p7 THEN :p8 WHEN :p9 THEN :p10 END AS `class`
FROM `batch`
WHERE `select` IS NOT NULL AND `split` = :p11) AS `one_row` GROUP BY `one_row`.`value`) AS `vectors` GROUP BY `vectors`.`missing`, `vectors`.`n_0`, `vectors`.`n_1`;

-- feature classes, numbers
SELECT transform(array(sort_array(collect_list(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))))), s -> transform(array(0.0078125D, 0.015625D, 0.0234375D, 0.03125D, 0.0390625D, 0.046875D, 0.0546875D, 0.0625D, 0.0703125D, 0.078125D, 0.0859375D, 0.09375D, 0.1015625D, 0.109375D, 0.1171875D, 0.125D, 0.1328125D, 0.140625D, 0.1484375D, 0.15625D, 0.1640625D, 0.171875D, 0.1796875D, 0.1875D, 0.1953125D, 0.203125D, 0.2109375D, 0.21875D, 0.2265625D, 0.234375D, 0.2421875D, 0.25D, 0.2578125D, 0.265625D, 0.2734375D, 0.28125D, 0.2890625D, 0.296875D, 0.3046875D, 0.3125D, 0.3203125D, 0.328125D, 0.3359375D, 0.34375D, 0.3515625D, 0.359375D, 0.3671875D, 0.375D, 0.3828125D, 0.390625D, 0.3984375D, 0.40625D, 0.4140625D, 0.421875D, 0.4296875D, 0.4375D, 0.4453125D, 0.453125D, 0.4609375D, 0.46875D, 0.4765625D, 0.484375D, 0.4921875D, 0.5D, 0.5078125D, 0.515625D, 0.5234375D, 0.53125D, 0.5390625D, 0.546875D, 0.5546875D, 0.5625D, 0.5703125D, 0.578125D, 0.5859375D, 0.59375D, 0.6015625D, 0.609375D, 0.6171875D, 0.625D, 0.6328125D, 0.640625D, 0.6484375D, 0.65625D, 0.6640625D, 0.671875D, 0.6796875D, 0.6875D, 0.6953125D, 0.703125D, 0.7109375D, 0.71875D, 0.7265625D, 0.734375D, 0.7421875D, 0.75D, 0.7578125D, 0.765625D, 0.7734375D, 0.78125D, 0.7890625D, 0.796875D, 0.8046875D, 0.8125D, 0.8203125D, 0.828125D, 0.8359375D, 0.84375D, 0.8515625D, 0.859375D, 0.8671875D, 0.875D, 0.8828125D, 0.890625D, 0.8984375D, 0.90625D, 0.9140625D, 0.921875D, 0.9296875D, 0.9375D, 0.9453125D, 0.953125D, 0.9609375D, 0.96875D, 0.9765625D, 0.984375D, 0.9921875D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_1`
FROM `batch`
WHERE `select` IS NOT NULL AND `split` = :p1;

-- feature classes, beside a quantity
SELECT transform(array(sort_array(collect_list(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))))), s -> transform(array(0.0078125D, 0.015625D, 0.0234375D, 0.03125D, 0.0390625D, 0.046875D, 0.0546875D, 0.0625D, 0.0703125D, 0.078125D, 0.0859375D, 0.09375D, 0.1015625D, 0.109375D, 0.1171875D, 0.125D, 0.1328125D, 0.140625D, 0.1484375D, 0.15625D, 0.1640625D, 0.171875D, 0.1796875D, 0.1875D, 0.1953125D, 0.203125D, 0.2109375D, 0.21875D, 0.2265625D, 0.234375D, 0.2421875D, 0.25D, 0.2578125D, 0.265625D, 0.2734375D, 0.28125D, 0.2890625D, 0.296875D, 0.3046875D, 0.3125D, 0.3203125D, 0.328125D, 0.3359375D, 0.34375D, 0.3515625D, 0.359375D, 0.3671875D, 0.375D, 0.3828125D, 0.390625D, 0.3984375D, 0.40625D, 0.4140625D, 0.421875D, 0.4296875D, 0.4375D, 0.4453125D, 0.453125D, 0.4609375D, 0.46875D, 0.4765625D, 0.484375D, 0.4921875D, 0.5D, 0.5078125D, 0.515625D, 0.5234375D, 0.53125D, 0.5390625D, 0.546875D, 0.5546875D, 0.5625D, 0.5703125D, 0.578125D, 0.5859375D, 0.59375D, 0.6015625D, 0.609375D, 0.6171875D, 0.625D, 0.6328125D, 0.640625D, 0.6484375D, 0.65625D, 0.6640625D, 0.671875D, 0.6796875D, 0.6875D, 0.6953125D, 0.703125D, 0.7109375D, 0.71875D, 0.7265625D, 0.734375D, 0.7421875D, 0.75D, 0.7578125D, 0.765625D, 0.7734375D, 0.78125D, 0.7890625D, 0.796875D, 0.8046875D, 0.8125D, 0.8203125D, 0.828125D, 0.8359375D, 0.84375D, 0.8515625D, 0.859375D, 0.8671875D, 0.875D, 0.8828125D, 0.890625D, 0.8984375D, 0.90625D, 0.9140625D, 0.921875D, 0.9296875D, 0.9375D, 0.9453125D, 0.953125D, 0.9609375D, 0.96875D, 0.9765625D, 0.984375D, 0.9921875D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_1`
FROM `batch`
WHERE `other` IS NOT NULL AND `split` = :p1;

-- feature classes, many
SELECT count(*) AS `count_1`
FROM (SELECT `one_row`.`value` AS `value`, `one_row`.`class` AS `class`, count(*) AS `n`
FROM (SELECT `q"uote` AS `value`, `select` AS `class`
FROM `batch`
WHERE `select` IS NOT NULL AND `split` = :p1) AS `one_row` GROUP BY `one_row`.`value`, `one_row`.`class`) AS `anon_1`;

-- feature classes, many
SELECT xxhash64(`anon_1`.`value`, `anon_1`.`value` IS NULL) AS `number`, CASE WHEN (`anon_1`.`value` IS NULL) THEN :p1 ELSE :p2 END AS `missing`, `anon_1`.`class`, `anon_1`.`n`
FROM (SELECT `one_row`.`value` AS `value`, `one_row`.`class` AS `class`, count(*) AS `n`
FROM (SELECT `q"uote` AS `value`, `select` AS `class`
FROM `batch`
WHERE `select` IS NOT NULL AND `split` = :p3) AS `one_row` GROUP BY `one_row`.`value`, `one_row`.`class`) AS `anon_1`;

-- parts
SELECT EXTRACT(year FROM `day`) AS `anon_1`, EXTRACT(month FROM `day`) AS `anon_2`, EXTRACT(day FROM `day`) AS `anon_3`, EXTRACT(dow FROM `day`) AS `anon_4`
FROM `batch`;

-- parts
SELECT char_length(`q"uote`) AS `char_length_1`, substr(`q"uote`, 1, 1) AS `substr_1`, CASE WHEN (char_length(`q"uote`) > 1) THEN substr(`q"uote`, (char_length(`q"uote`) - 1) + 1, 1) ELSE `q"uote` END AS `anon_1`, substr(`q"uote`, 1, 2) AS `substr_2`, CASE WHEN (char_length(`q"uote`) > 2) THEN substr(`q"uote`, (char_length(`q"uote`) - 2) + 1, 2) ELSE `q"uote` END AS `anon_2`, substr(`q"uote`, 1, 3) AS `substr_3`, CASE WHEN (char_length(`q"uote`) > 3) THEN substr(`q"uote`, (char_length(`q"uote`) - 3) + 1, 3) ELSE `q"uote` END AS `anon_3`, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(`q"uote`, '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(`q"uote`, 1, instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(`q"uote`, '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') - 1) END AS `anon_4`, CASE WHEN (instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(`q"uote`, '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') > 0) THEN substr(`q"uote`, instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(`q"uote`, '_', '-'), '/', '-'), '.', '-'), ':', '-'), '|', '-'), '#', '-'), '@', '-'), ',', '-'), ' ', '-'), '-') + 1, char_length(`q"uote`)) END AS `anon_5`, CASE WHEN (`q"uote` IS NOT NULL) THEN CASE WHEN (`q"uote` = lower(`q"uote`)) THEN 1 WHEN (`q"uote` = upper(`q"uote`)) THEN 2 ELSE 3 END END AS `anon_6`, translate(`q"uote`, '0123456789', '') AS `translate_1`, CASE WHEN (substr(`q"uote`, 1, 1) = '-') THEN -CASE WHEN (regexp_replace(`q"uote`, '[^0-9.]', '') RLIKE '^[0-9]{1,15}([.][0-9]*)?$') THEN CAST(regexp_replace(`q"uote`, '[^0-9.]', '') AS DOUBLE) END ELSE CASE WHEN (regexp_replace(`q"uote`, '[^0-9.]', '') RLIKE '^[0-9]{1,15}([.][0-9]*)?$') THEN CAST(regexp_replace(`q"uote`, '[^0-9.]', '') AS DOUBLE) END END AS `anon_7`
FROM `batch`;

-- values with counts
SELECT `q"uote` AS `value`
FROM `batch`
WHERE `q"uote` IS NOT NULL AND `select` IS NOT NULL AND `split` = :p1 GROUP BY `q"uote`
HAVING count(*) = :p2 AND count(CASE WHEN (CASE `select` WHEN :p3 THEN :p4 WHEN :p5 THEN :p6 END = :p7) THEN :p8 END) = :p9 ORDER BY `value`
 LIMIT :p10;

-- pairs of features
SELECT min(`q"uote`) AS `min_1`, min(`select`) AS `min_2`
FROM `batch`;

-- pairs of features
SELECT CASE WHEN (CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) = 0 OR abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) < 1e150 AND abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) > 1e-150) THEN CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) END - CASE WHEN (CAST(`other` AS DOUBLE) = 0 OR abs(CAST(`other` AS DOUBLE)) < 1e150 AND abs(CAST(`other` AS DOUBLE)) > 1e-150) THEN CAST(`other` AS DOUBLE) END AS `anon_1`, CASE WHEN (CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) = 0 OR abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) < 1e150 AND abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) > 1e-150) THEN CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) END / CAST(nullif(CASE WHEN (CAST(`other` AS DOUBLE) = 0 OR abs(CAST(`other` AS DOUBLE)) < 1e150 AND abs(CAST(`other` AS DOUBLE)) > 1e-150) THEN CAST(`other` AS DOUBLE) END, 0) AS DOUBLE) AS `anon_2`, CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) = `other`) THEN 1 WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) != `other`) THEN 0 END AS `anon_3`, CASE WHEN (CASE WHEN (`q"uote` = :p1) THEN 1 WHEN (`q"uote` != :p1) THEN 0 END != CASE WHEN (`select` = :p2) THEN 1 WHEN (`select` != :p2) THEN 0 END) THEN 1 WHEN (CASE WHEN (`q"uote` = :p1) THEN 1 WHEN (`q"uote` != :p1) THEN 0 END = CASE WHEN (`select` = :p2) THEN 1 WHEN (`select` != :p2) THEN 0 END) THEN 0 END AS `anon_4`, (1.00000000000000000e+00) * coalesce(CASE WHEN (CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) = 0 OR abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) < 1e150 AND abs(CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE)) > 1e-150) THEN CAST(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS DOUBLE) END, 0) + (-2.50000000000000000e-01) * coalesce(CASE WHEN (CAST(`other` AS DOUBLE) = 0 OR abs(CAST(`other` AS DOUBLE)) < 1e150 AND abs(CAST(`other` AS DOUBLE)) > 1e-150) THEN CAST(`other` AS DOUBLE) END, 0) AS `anon_5`
FROM `batch`;

-- near rows
SELECT transform(array(sort_array(collect_list(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))))), s -> transform(array(0.015625D, 0.046875D, 0.078125D, 0.109375D, 0.140625D, 0.171875D, 0.203125D, 0.234375D, 0.265625D, 0.296875D, 0.328125D, 0.359375D, 0.390625D, 0.421875D, 0.453125D, 0.484375D, 0.515625D, 0.546875D, 0.578125D, 0.609375D, 0.640625D, 0.671875D, 0.703125D, 0.734375D, 0.765625D, 0.796875D, 0.828125D, 0.859375D, 0.890625D, 0.921875D, 0.953125D, 0.984375D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_1`, transform(array(sort_array(collect_list(`other`))), s -> transform(array(0.015625D, 0.046875D, 0.078125D, 0.109375D, 0.140625D, 0.171875D, 0.203125D, 0.234375D, 0.265625D, 0.296875D, 0.328125D, 0.359375D, 0.390625D, 0.421875D, 0.453125D, 0.484375D, 0.515625D, 0.546875D, 0.578125D, 0.609375D, 0.640625D, 0.671875D, 0.703125D, 0.734375D, 0.765625D, 0.796875D, 0.828125D, 0.859375D, 0.890625D, 0.921875D, 0.953125D, 0.984375D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_2`
FROM `batch`
WHERE `split` = :p1;

-- equal blocks
SELECT sum(`keys`.`n_0`) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p1) THEN :p2 END) AS `c_1`, count(CASE WHEN (`keys`.`n_0` = :p3) THEN :p4 END) AS `c_2`, sum(`keys`.`n_1`) AS `c_3`, count(CASE WHEN (`keys`.`n_1` = :p5) THEN :p6 END) AS `c_4`, count(CASE WHEN (`keys`.`n_1` = :p7) THEN :p8 END) AS `c_5`, sum(CASE WHEN (`keys`.`n_0` > :p9) THEN `keys`.`n_1` ELSE :p10 END) AS `c_6`, count(CASE WHEN (`keys`.`n_0` > :p11 AND `keys`.`n_1` > :p12) THEN :p13 END) AS `c_7`
FROM (SELECT count(CASE WHEN (`zl_split` = :p14) THEN :p15 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p16) THEN :p17 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL, `other`, `other` IS NULL, `day`, `day` IS NULL, `select`, `select` IS NULL, `split`, `split` IS NULL) AS `zl_h_0`, xxhash64(`split`, `split` IS NULL, `select`, `select` IS NULL, `day`, `day` IS NULL, `other`, `other` IS NULL, `q"uote`, `q"uote` IS NULL, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`, `zl_h_1`) AS `keys`;

-- equal blocks
SELECT count(CASE WHEN (`keys`.`n_0` = :p1 AND `keys`.`n_1` = :p2) THEN :p3 END) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p4) THEN :p5 END) AS `c_1`
FROM (SELECT count(CASE WHEN (`zl_split` = :p6) THEN :p7 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p8) THEN :p9 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `other`, `other` IS NULL, `select`, `select` IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL, `day`, `day` IS NULL, `split`, `split` IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`) AS `keys`;

-- equal blocks
SELECT count(CASE WHEN (`keys`.`n_0` = :p1 AND `keys`.`n_1` = :p2) THEN :p3 END) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p4) THEN :p5 END) AS `c_1`
FROM (SELECT count(CASE WHEN (`zl_split` = :p6) THEN :p7 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p8) THEN :p9 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL, `other`, `other` IS NULL, `day`, `day` IS NULL, `select`, `select` IS NULL, `split`, `split` IS NULL) AS `zl_h_0`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_0`) AS `keys`;

-- equal blocks
SELECT count(CASE WHEN (`keys`.`n_0` = :p1 AND `keys`.`n_1` = :p2) THEN :p3 END) AS `c_0`, count(CASE WHEN (`keys`.`n_0` = :p4) THEN :p5 END) AS `c_1`
FROM (SELECT count(CASE WHEN (`zl_split` = :p6) THEN :p7 END) AS `n_0`, count(CASE WHEN (`zl_split` = :p8) THEN :p9 END) AS `n_1`
FROM (SELECT `split` AS `zl_split`, xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `other`, `other` IS NULL, `select`, `select` IS NULL) AS `zl_h_0`, xxhash64(`q"uote`, `q"uote` IS NULL, `day`, `day` IS NULL, `split`, `split` IS NULL) AS `zl_h_1`
FROM `batch`) AS `anon_1` GROUP BY `zl_h_1`) AS `keys`;

-- sample of an equal block
SELECT `paired`.`zl_p_0`, `paired`.`zl_k_0`, `paired`.`zl_k_1`, `paired`.`train_zl_p_0`, `paired`.`train_zl_k_0`, `paired`.`train_zl_k_1`
FROM (SELECT `looked`.`zl_p_0` AS `zl_p_0`, `looked`.`zl_k_0` AS `zl_k_0`, `looked`.`zl_k_1` AS `zl_k_1`, `looked`.`zl_train` AS `zl_train`, `looked`.`zl_train_id` AS `zl_train_id`, first_value(`looked`.`zl_p_0`) OVER (PARTITION BY `looked`.`zl_train_id` ORDER BY `looked`.`zl_train` DESC) AS `train_zl_p_0`, first_value(`looked`.`zl_k_0`) OVER (PARTITION BY `looked`.`zl_train_id` ORDER BY `looked`.`zl_train` DESC) AS `train_zl_k_0`, first_value(`looked`.`zl_k_1`) OVER (PARTITION BY `looked`.`zl_train_id` ORDER BY `looked`.`zl_train` DESC) AS `train_zl_k_1`
FROM (SELECT `numbered`.`zl_p_0` AS `zl_p_0`, `numbered`.`zl_k_0` AS `zl_k_0`, `numbered`.`zl_k_1` AS `zl_k_1`, `numbered`.`zl_train` AS `zl_train`, CASE WHEN (`numbered`.`zl_train` = :p1) THEN `numbered`.`zl_id` WHEN (max(`numbered`.`zl_train`) OVER (PARTITION BY `numbered`.`zl_h`) = :p2) THEN CASE WHEN (max(`numbered`.`zl_train`) OVER (PARTITION BY `numbered`.`zl_wide_0`) = :p3) THEN first_value(`numbered`.`zl_id`) OVER (PARTITION BY `numbered`.`zl_wide_0` ORDER BY `numbered`.`zl_train` DESC, `numbered`.`zl_p_0`, `numbered`.`zl_k_0`, `numbered`.`zl_k_1`) END END AS `zl_train_id`
FROM (SELECT `anon_1`.`zl_k_0` AS `zl_k_0`, `anon_1`.`zl_k_1` AS `zl_k_1`, `anon_1`.`zl_c_0` AS `zl_c_0`, `anon_1`.`zl_c_1` AS `zl_c_1`, `anon_1`.`zl_c_2` AS `zl_c_2`, `anon_1`.`zl_p_0` AS `zl_p_0`, `anon_1`.`zl_h` AS `zl_h`, `anon_1`.`zl_train` AS `zl_train`, `anon_1`.`zl_wide_0` AS `zl_wide_0`, xxhash64(`anon_1`.`zl_p_0`, `anon_1`.`zl_p_0` IS NULL, `anon_1`.`zl_k_0`, `anon_1`.`zl_k_0` IS NULL, `anon_1`.`zl_k_1`, `anon_1`.`zl_k_1` IS NULL) AS `zl_id`
FROM (SELECT `marked`.`zl_k_0` AS `zl_k_0`, `marked`.`zl_k_1` AS `zl_k_1`, `marked`.`zl_c_0` AS `zl_c_0`, `marked`.`zl_c_1` AS `zl_c_1`, `marked`.`zl_c_2` AS `zl_c_2`, `marked`.`zl_p_0` AS `zl_p_0`, `marked`.`zl_h` AS `zl_h`, `marked`.`zl_train` AS `zl_train`, `marked`.`zl_wide_0` AS `zl_wide_0`
FROM (SELECT `of_both`.`zl_k_0` AS `zl_k_0`, `of_both`.`zl_k_1` AS `zl_k_1`, `of_both`.`zl_c_0` AS `zl_c_0`, `of_both`.`zl_c_1` AS `zl_c_1`, `of_both`.`zl_c_2` AS `zl_c_2`, `of_both`.`zl_p_0` AS `zl_p_0`, `of_both`.`zl_h` AS `zl_h`, `of_both`.`zl_train` AS `zl_train`, `of_both`.`zl_wide_0` AS `zl_wide_0`, CASE WHEN (max(`of_both`.`zl_train`) OVER (PARTITION BY `of_both`.`zl_wide_0`) > min(`of_both`.`zl_train`) OVER (PARTITION BY `of_both`.`zl_wide_0`) AND count(*) OVER (PARTITION BY `of_both`.`zl_wide_0`) = :p4) THEN :p5 ELSE :p6 END AS `zl_meets`
FROM (SELECT `hashed_row`.`zl_k_0` AS `zl_k_0`, `hashed_row`.`zl_k_1` AS `zl_k_1`, `hashed_row`.`zl_c_0` AS `zl_c_0`, `hashed_row`.`zl_c_1` AS `zl_c_1`, `hashed_row`.`zl_c_2` AS `zl_c_2`, `hashed_row`.`zl_p_0` AS `zl_p_0`, `hashed_row`.`zl_h` AS `zl_h`, CASE WHEN (`zl_c_0` = :p7) THEN :p8 ELSE :p9 END AS `zl_train`, xxhash64(nullif(CAST(CAST(`zl_c_1` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`zl_c_1` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, 0) AS `zl_wide_0`
FROM (SELECT `one_row`.`zl_k_0` AS `zl_k_0`, `one_row`.`zl_k_1` AS `zl_k_1`, `one_row`.`zl_c_0` AS `zl_c_0`, `one_row`.`zl_c_1` AS `zl_c_1`, `one_row`.`zl_c_2` AS `zl_c_2`, `one_row`.`zl_p_0` AS `zl_p_0`, xxhash64(`one_row`.`zl_k_0`, `one_row`.`zl_k_0` IS NULL, `one_row`.`zl_k_1`, `one_row`.`zl_k_1` IS NULL) AS `zl_h`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_k_0`, `q"uote` AS `zl_k_1`, `split` AS `zl_c_0`, `my col` AS `zl_c_1`, `q"uote` AS `zl_c_2`, `day` AS `zl_p_0`
FROM `batch`) AS `one_row`) AS `hashed_row`
WHERE `zl_c_0` = :p7 OR `zl_c_0` = :p10) AS `of_both`) AS `marked`
WHERE `marked`.`zl_meets` = :p11) AS `anon_1`) AS `numbered`) AS `looked`
WHERE `looked`.`zl_train_id` IS NOT NULL) AS `paired`
WHERE `paired`.`zl_train` = :p12 ORDER BY `paired`.`zl_p_0`, `paired`.`zl_k_0`, `paired`.`zl_k_1`
 LIMIT :p13;

-- sample of near rows
SELECT transform(array(sort_array(collect_list(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))))), s -> transform(array(0.015625D, 0.046875D, 0.078125D, 0.109375D, 0.140625D, 0.171875D, 0.203125D, 0.234375D, 0.265625D, 0.296875D, 0.328125D, 0.359375D, 0.390625D, 0.421875D, 0.453125D, 0.484375D, 0.515625D, 0.546875D, 0.578125D, 0.609375D, 0.640625D, 0.671875D, 0.703125D, 0.734375D, 0.765625D, 0.796875D, 0.828125D, 0.859375D, 0.890625D, 0.921875D, 0.953125D, 0.984375D), f -> try_element_at(s, greatest(1, CAST(ceil(f * size(s)) AS INT)))))[0] AS `anon_1`
FROM `batch`
WHERE `split` = :p1;

-- label conflicts
SELECT count(*) AS `count_1`
FROM `batch`
WHERE `split` = :p1 AND `select` IS NULL;

-- label conflicts
SELECT `each`.`group_rows`, `each`.`rows`, `each`.`largest`, `each`.`values`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `group_rows`, `anon_1`.`n_0` AS `rows`, max(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `largest`, count(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `values`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `select` AS `target`, CASE WHEN (`split` = :p1) THEN :p2 ELSE :p3 END AS `in_0`, CASE WHEN (`split` = :p4) THEN :p5 ELSE :p6 END AS `in_1`
FROM `batch`
WHERE `select` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1`
WHERE `anon_1`.`n_0` > :p7) AS `each` GROUP BY `each`.`group_rows`, `each`.`rows`, `each`.`largest`, `each`.`values`;

-- label conflicts
SELECT `target_values`.`rows`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) AS `rows`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `select` AS `target`, CASE WHEN (`split` = :p1) THEN :p2 ELSE :p3 END AS `in_0`, CASE WHEN (`split` = :p4) THEN :p5 ELSE :p6 END AS `in_1`
FROM `batch`
WHERE `select` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1`
WHERE `anon_1`.`n_0` > :p7 GROUP BY `anon_1`.`target`) AS `target_values` GROUP BY `target_values`.`rows`;

-- label conflicts
SELECT `shared_keys`.`train_rows`, `shared_keys`.`evaluation_rows`, `shared_keys`.`conflicting_rows`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) AS `train_rows`, sum(`anon_1`.`n_1`) AS `evaluation_rows`, sum(CASE WHEN (`anon_1`.`n_0` = :p1) THEN `anon_1`.`n_1` ELSE :p2 END) AS `conflicting_rows`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `select` AS `target`, CASE WHEN (`split` = :p3) THEN :p4 ELSE :p5 END AS `in_0`, CASE WHEN (`split` = :p6) THEN :p7 ELSE :p8 END AS `in_1`
FROM `batch`
WHERE `select` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1` GROUP BY `anon_1`.`k_0`
HAVING sum(`anon_1`.`n_0`) > :p9 AND sum(`anon_1`.`n_1`) > :p10) AS `shared_keys` GROUP BY `shared_keys`.`train_rows`, `shared_keys`.`evaluation_rows`, `shared_keys`.`conflicting_rows`;

-- label conflicts of quantities
SELECT count(*) AS `count_1`
FROM `batch`
WHERE `split` = :p1 AND `other` IS NULL;

-- label conflicts of quantities
SELECT `each`.`group_rows`, `each`.`rows`, `each`.`largest`, `each`.`values`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `group_rows`, `anon_1`.`n_0` AS `rows`, max(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `largest`, count(`anon_1`.`n_0`) OVER (PARTITION BY `anon_1`.`k_0`) AS `values`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `other` AS `target`, CASE WHEN (`split` = :p1) THEN :p2 ELSE :p3 END AS `in_0`, CASE WHEN (`split` = :p4) THEN :p5 ELSE :p6 END AS `in_1`
FROM `batch`
WHERE `other` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1`
WHERE `anon_1`.`n_0` > :p7) AS `each` GROUP BY `each`.`group_rows`, `each`.`rows`, `each`.`largest`, `each`.`values`;

-- label conflicts of quantities
SELECT `target_values`.`rows`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) AS `rows`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `other` AS `target`, CASE WHEN (`split` = :p1) THEN :p2 ELSE :p3 END AS `in_0`, CASE WHEN (`split` = :p4) THEN :p5 ELSE :p6 END AS `in_1`
FROM `batch`
WHERE `other` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1`
WHERE `anon_1`.`n_0` > :p7 GROUP BY `anon_1`.`target`) AS `target_values` GROUP BY `target_values`.`rows`;

-- label conflicts of quantities
SELECT `shared_keys`.`train_rows`, `shared_keys`.`evaluation_rows`, `shared_keys`.`conflicting_rows`, count(*) AS `count_1`
FROM (SELECT sum(`anon_1`.`n_0`) AS `train_rows`, sum(`anon_1`.`n_1`) AS `evaluation_rows`, sum(CASE WHEN (`anon_1`.`n_0` = :p1) THEN `anon_1`.`n_1` ELSE :p2 END) AS `conflicting_rows`
FROM (SELECT `one_row`.`k_0` AS `k_0`, `one_row`.`target` AS `target`, sum(`one_row`.`in_0`) AS `n_0`, sum(`one_row`.`in_1`) AS `n_1`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, `other` AS `target`, CASE WHEN (`split` = :p3) THEN :p4 ELSE :p5 END AS `in_0`, CASE WHEN (`split` = :p6) THEN :p7 ELSE :p8 END AS `in_1`
FROM `batch`
WHERE `other` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`, `one_row`.`target`) AS `anon_1` GROUP BY `anon_1`.`k_0`
HAVING sum(`anon_1`.`n_0`) > :p9 AND sum(`anon_1`.`n_1`) > :p10) AS `shared_keys` GROUP BY `shared_keys`.`train_rows`, `shared_keys`.`evaluation_rows`, `shared_keys`.`conflicting_rows`;

-- label conflicts of quantities
SELECT avg(CAST(`other` AS DOUBLE)) AS `avg_1`, min(CAST(`other` AS DOUBLE)) AS `min_1`, max(CAST(`other` AS DOUBLE)) AS `max_1`
FROM `batch`
WHERE `split` = :p1 AND `other` IS NOT NULL;

-- label conflicts of quantities
SELECT sum(CASE WHEN (`groups`.`low` < `groups`.`high`) THEN `groups`.`ss` - (`groups`.`s` * `groups`.`s`) / CAST(`groups`.`n` AS NUMERIC) ELSE :p1 END) AS `sum_1`, sum(`groups`.`ss`) AS `sum_2`, sum(`groups`.`s`) AS `sum_3`, sum(`groups`.`n`) AS `sum_4`
FROM (SELECT count(*) AS `n`, sum(`one_row`.`target`) AS `s`, sum(`one_row`.`target` * `one_row`.`target`) AS `ss`, min(`one_row`.`target`) AS `low`, max(`one_row`.`target`) AS `high`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `k_0`, CAST(`other` AS DOUBLE) - :p2 AS `target`, CASE WHEN true THEN :p3 ELSE :p4 END AS `in_0`
FROM `batch`
WHERE `split` = :p5 AND `other` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`k_0`) AS `groups`;

-- sample of conflicting rows
SELECT `beside`.`zl_k_0`, `beside`.`zl_k_1`, `beside`.`target`, `beside`.`split`, `beside`.`n`, `beside`.`zl_p_0`
FROM (SELECT `cells`.`zl_k_0` AS `zl_k_0`, `cells`.`zl_k_1` AS `zl_k_1`, `cells`.`target` AS `target`, `cells`.`split` AS `split`, `cells`.`n` AS `n`, `cells`.`zl_p_0` AS `zl_p_0`, sum(`cells`.`n`) OVER (PARTITION BY `cells`.`zl_k_0`, `cells`.`zl_k_1`) AS `group_rows`, sum(`cells`.`n`) OVER (PARTITION BY `cells`.`zl_k_0`, `cells`.`zl_k_1`, `cells`.`target`) AS `value_rows`
FROM (SELECT `each`.`zl_k_0` AS `zl_k_0`, `each`.`zl_k_1` AS `zl_k_1`, `each`.`target` AS `target`, `each`.`split` AS `split`, count(*) AS `n`, min(`each`.`zl_p_0`) AS `zl_p_0`
FROM (SELECT `candidates`.`zl_k_0` AS `zl_k_0`, `candidates`.`zl_k_1` AS `zl_k_1`, `zl_c_1` AS `target`, `zl_c_0` AS `split`, `candidates`.`zl_p_0` AS `zl_p_0`
FROM (SELECT `hashed_row`.`zl_k_0` AS `zl_k_0`, `hashed_row`.`zl_k_1` AS `zl_k_1`, `hashed_row`.`zl_c_0` AS `zl_c_0`, `hashed_row`.`zl_c_1` AS `zl_c_1`, `hashed_row`.`zl_p_0` AS `zl_p_0`, `hashed_row`.`zl_h` AS `zl_h`
FROM (SELECT `one_row`.`zl_k_0` AS `zl_k_0`, `one_row`.`zl_k_1` AS `zl_k_1`, `one_row`.`zl_c_0` AS `zl_c_0`, `one_row`.`zl_c_1` AS `zl_c_1`, `one_row`.`zl_p_0` AS `zl_p_0`, xxhash64(`one_row`.`zl_k_0`, `one_row`.`zl_k_0` IS NULL, `one_row`.`zl_k_1`, `one_row`.`zl_k_1` IS NULL) AS `zl_h`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_k_0`, `q"uote` AS `zl_k_1`, `split` AS `zl_c_0`, `select` AS `zl_c_1`, `day` AS `zl_p_0`
FROM `batch`) AS `one_row`) AS `hashed_row` JOIN (SELECT `anon_1`.`zl_h` AS `zl_h`
FROM (SELECT DISTINCT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL, `q"uote`, `q"uote` IS NULL) AS `zl_h`, `select` AS `target`
FROM `batch`
WHERE `select` IS NOT NULL) AS `anon_1` GROUP BY `anon_1`.`zl_h`
HAVING count(*) > :p1) AS `few` ON `hashed_row`.`zl_h` = `few`.`zl_h`) AS `candidates`
WHERE `zl_c_1` IS NOT NULL) AS `each` GROUP BY `each`.`zl_k_0`, `each`.`zl_k_1`, `each`.`target`, `each`.`split`) AS `cells`) AS `beside`
WHERE `beside`.`value_rows` < `beside`.`group_rows` ORDER BY `beside`.`zl_k_0`, `beside`.`zl_k_1`, `beside`.`target`, `beside`.`split`, `beside`.`n`, `beside`.`zl_p_0`
 LIMIT :p2;

-- moments
SELECT `split`, count(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `c_0`, sum(CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p1) THEN CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) != floor(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)))) THEN :p2 ELSE :p3 END ELSE :p4 END) AS `c_1`, count(CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) < :p5) THEN :p6 END) AS `c_2`, count(CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) > :p7) THEN :p8 END) AS `c_3`, sum(CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p9) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END) AS `c_4`, sum(CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p10) THEN :p11 WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p12) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) * nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END) AS `c_5`, min(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `c_6`, max(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `c_7`
FROM `batch` GROUP BY `split`;

-- moments beside classes
SELECT `one_row`.`zl_target`, count(*) AS `n`, count(`one_row`.`zl_v0`) AS `c_0`, avg(`one_row`.`zl_v0`) AS `c_1`, avg(`one_row`.`zl_v0` * `one_row`.`zl_v0`) AS `c_2`, avg(`one_row`.`zl_v0` * `one_row`.`zl_v0` * `one_row`.`zl_v0`) AS `c_3`
FROM (SELECT CASE `select` WHEN :p1 THEN :p2 WHEN :p3 THEN :p4 END AS `zl_target`, CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p5) THEN 0e0 WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p6) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END AS `zl_v0`
FROM `batch`
WHERE `select` IS NOT NULL) AS `one_row` GROUP BY `one_row`.`zl_target`;

-- moments beside a quantity
SELECT count(`one_row`.`zl_target`) AS `c_0`, avg(`one_row`.`zl_target`) AS `c_1`, avg(`one_row`.`zl_target` * `one_row`.`zl_target`) AS `c_2`, count(`one_row`.`zl_v0`) AS `c_3`, avg(`one_row`.`zl_v0`) AS `c_4`, avg(`one_row`.`zl_v0` * `one_row`.`zl_v0`) AS `c_5`, avg(`one_row`.`zl_v0` * `one_row`.`zl_v0` * `one_row`.`zl_v0`) AS `c_6`, avg(`one_row`.`zl_v0` * `one_row`.`zl_target`) AS `c_7`, avg(`one_row`.`zl_v0` * `one_row`.`zl_v0` * `one_row`.`zl_target`) AS `c_8`
FROM (SELECT CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p1) THEN 0e0 WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p2) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END AS `zl_target`, CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p3) THEN 0e0 WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p4) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END AS `zl_v0`
FROM `batch`
WHERE nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NOT NULL AND `split` = :p5) AS `one_row`;

-- classes by value
SELECT `one_row`.`zl_value`, count(*) AS `zl_rows`, CASE WHEN (min(`one_row`.`zl_target`) < max(`one_row`.`zl_target`)) THEN :p1 ELSE :p2 END AS `varies`, count(CASE WHEN (`one_row`.`zl_target` = :p3) THEN :p4 END) AS `c_0`, count(CASE WHEN (`one_row`.`zl_target` = :p5) THEN :p6 END) AS `c_1`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_value`, CASE `select` WHEN :p7 THEN :p8 WHEN :p9 THEN :p10 END AS `zl_target`
FROM `batch`
WHERE true) AS `one_row` GROUP BY `one_row`.`zl_value` ORDER BY `zl_rows` DESC, `one_row`.`zl_value`
 LIMIT :p11;

-- a quantity by value
SELECT `one_row`.`zl_value`, count(*) AS `zl_rows`, CASE WHEN (min(`one_row`.`zl_target`) < max(`one_row`.`zl_target`)) THEN :p1 ELSE :p2 END AS `varies`, sum(`one_row`.`zl_target`) AS `c_0`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_value`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `zl_target`
FROM `batch`
WHERE true) AS `one_row` GROUP BY `one_row`.`zl_value` ORDER BY `zl_rows` DESC, `one_row`.`zl_value`
 LIMIT :p3;

-- means of others
SELECT count(*) AS `count_1`, count(CASE WHEN (`by_group`.`low` < `by_group`.`high`) THEN :p1 END) AS `count_2`, count(CASE WHEN (abs(`by_group`.`mean_f` - `by_group`.`mean_y`) <= :p2 * abs(`by_group`.`mean_y`) + :p3 AND abs(1e0 * (`by_group`.`n` - :p4) * (`by_group`.`mean_fy` - `by_group`.`mean_f` * `by_group`.`mean_y`) + (`by_group`.`mean_yy` - `by_group`.`mean_y` * `by_group`.`mean_y`)) <= :p5 * (`by_group`.`mean_yy` - `by_group`.`mean_y` * `by_group`.`mean_y`) + :p6 * `by_group`.`mean_yy` + :p7 AND abs(1e0 * (`by_group`.`n` - :p4) * 1e0 * (`by_group`.`n` - :p4) * (`by_group`.`mean_ff` - `by_group`.`mean_f` * `by_group`.`mean_f`) - (`by_group`.`mean_yy` - `by_group`.`mean_y` * `by_group`.`mean_y`)) <= :p5 * (`by_group`.`mean_yy` - `by_group`.`mean_y` * `by_group`.`mean_y`) + :p6 * `by_group`.`mean_yy` + :p7) THEN :p8 END) AS `count_3`, sum(`by_group`.`n`) AS `sum_1`
FROM (SELECT count(*) AS `n`, min(`one_row`.`y`) AS `low`, max(`one_row`.`y`) AS `high`, avg(`one_row`.`f`) AS `mean_f`, avg(`one_row`.`y`) AS `mean_y`, avg(`one_row`.`f` * `one_row`.`f`) AS `mean_ff`, avg(`one_row`.`f` * `one_row`.`y`) AS `mean_fy`, avg(`one_row`.`y` * `one_row`.`y`) AS `mean_yy`
FROM (SELECT `q"uote` AS `zl_group`, CASE WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p9) THEN 0e0 WHEN (abs(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) < :p10) THEN nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) END AS `f`, CASE WHEN (CASE `select` WHEN :p11 THEN :p12 WHEN :p13 THEN :p14 END = :p15) THEN 1e0 ELSE 0e0 END AS `y`
FROM `batch`
WHERE `q"uote` IS NOT NULL AND nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NOT NULL) AS `one_row` GROUP BY `one_row`.`zl_group`
HAVING count(*) > :p16) AS `by_group`;

-- spikes
SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `value`, count(*) AS `n`
FROM `batch`
WHERE nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NOT NULL GROUP BY nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) ORDER BY `n` DESC, `value`
 LIMIT :p1;

-- spikes
SELECT `split`, count(CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) < :p1) THEN :p2 END) AS `c_0`, count(CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) > :p1) THEN :p3 END) AS `c_1`, sum(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) - :p1) AS `c_2`
FROM `batch` GROUP BY `split`;

-- time ranges
SELECT `split`, min(`day`) AS `min_1`, max(`day`) AS `max_1`, count(`day`) AS `count_1`, count(*) AS `count_2`
FROM `batch` GROUP BY `split`;

-- rows up to
SELECT `split`, count(CASE WHEN (nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) <= :p1) THEN :p2 END) AS `count_1`
FROM `batch` GROUP BY `split`;

-- losses
SELECT `other`, count(*) AS `count_1`, count(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `count_2`, min(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `min_1`, count(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `count_3`, min(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE))) AS `min_2`
FROM `batch` GROUP BY `other`
 LIMIT :p1;

-- frequencies
SELECT `groups`.`part`, `groups`.`n`, count(*) AS `count_1`
FROM (SELECT `codes`.`part` AS `part`, count(*) AS `n`
FROM (SELECT `parts`.`part` AS `part`, CASE WHEN (`parts`.`part` = 0) THEN xxhash64(`anon_1`.`k_0`, `anon_1`.`k_0` IS NULL, 0) WHEN (`parts`.`part` = 1) THEN xxhash64(`anon_1`.`k_1`, `anon_1`.`k_1` IS NULL, 1) WHEN (`parts`.`part` = 2) THEN xxhash64(`anon_1`.`k_0`, `anon_1`.`k_0` IS NULL, `anon_1`.`k_1`, `anon_1`.`k_1` IS NULL, 2) END AS `code`
FROM (SELECT xxhash64(nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) IS NULL) AS `k_0`, xxhash64(`q"uote`, `q"uote` IS NULL) AS `k_1`
FROM `batch`
WHERE `split` = :p1) AS `anon_1` JOIN (SELECT 0 AS `part` UNION ALL SELECT 1 AS `part` UNION ALL SELECT 2 AS `part`) AS `parts` ON 1 = 1) AS `codes` GROUP BY `codes`.`part`, `codes`.`code`) AS `groups` GROUP BY `groups`.`part`, `groups`.`n`;

-- matched rows
SELECT `with_key`.`target`, `with_key`.`key_train_rows`, `with_key`.`train_rows`, sum(`with_key`.`evaluation_rows`) AS `sum_1`
FROM (SELECT `cells`.`target` AS `target`, `cells`.`train_rows` AS `train_rows`, `cells`.`evaluation_rows` AS `evaluation_rows`, sum(`cells`.`train_rows`) OVER (PARTITION BY `cells`.`k_0`, `cells`.`k_1`) AS `key_train_rows`
FROM (SELECT `select` AS `target`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `k_0`, `q"uote` AS `k_1`, count(CASE WHEN (`split` = :p1) THEN :p2 END) AS `train_rows`, count(CASE WHEN (`split` = :p3) THEN :p4 END) AS `evaluation_rows`
FROM `batch`
WHERE (`split` = :p1 OR `split` = :p3) AND `select` IS NOT NULL GROUP BY `select`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), `q"uote`) AS `cells`) AS `with_key`
WHERE `with_key`.`key_train_rows` > :p5 AND `with_key`.`evaluation_rows` > :p6 GROUP BY `with_key`.`target`, `with_key`.`key_train_rows`, `with_key`.`train_rows`;

-- matched rows
SELECT `select`, count(*) AS `count_1`
FROM `batch`
WHERE `split` = :p1 AND `select` IS NOT NULL GROUP BY `select`;

-- matched rows of quantities
SELECT `with_key`.`key_train_rows`, `with_key`.`train_rows`, sum(`with_key`.`evaluation_rows`) AS `sum_1`
FROM (SELECT `cells`.`target` AS `target`, `cells`.`train_rows` AS `train_rows`, `cells`.`evaluation_rows` AS `evaluation_rows`, sum(`cells`.`train_rows`) OVER (PARTITION BY `cells`.`k_0`, `cells`.`k_1`) AS `key_train_rows`
FROM (SELECT `other` AS `target`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `k_0`, `q"uote` AS `k_1`, count(CASE WHEN (`split` = :p1) THEN :p2 END) AS `train_rows`, count(CASE WHEN (`split` = :p3) THEN :p4 END) AS `evaluation_rows`
FROM `batch`
WHERE (`split` = :p1 OR `split` = :p3) AND `other` IS NOT NULL GROUP BY `other`, nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)), `q"uote`) AS `cells`) AS `with_key`
WHERE `with_key`.`key_train_rows` > :p5 AND `with_key`.`evaluation_rows` > :p6 GROUP BY `with_key`.`key_train_rows`, `with_key`.`train_rows`;

-- matched rows of quantities
SELECT `often`.`n`, count(*) AS `count_1`
FROM (SELECT count(*) AS `n`
FROM `batch`
WHERE `split` = :p1 AND `other` IS NOT NULL GROUP BY `other`) AS `often` GROUP BY `often`.`n`;

-- scored keys
SELECT count(*) AS `count_1`
FROM (SELECT DISTINCT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `nullif_1`, `q"uote`
FROM `batch`
WHERE `split` = :p1) AS `keys`;

-- scored keys
WITH `wanted` AS
(SELECT xxhash64(`anon_1`.`k_0`, `anon_1`.`k_0` IS NULL, `anon_1`.`k_1`, `anon_1`.`k_1` IS NULL) AS `number`, `anon_1`.`weight` AS `weight`, `anon_1`.`copies` AS `copies`, `parts`.`part` AS `part`, CASE WHEN (`parts`.`part` = 0) THEN xxhash64(`anon_1`.`k_0`, `anon_1`.`k_0` IS NULL, 0) WHEN (`parts`.`part` = 1) THEN xxhash64(`anon_1`.`k_1`, `anon_1`.`k_1` IS NULL, 1) WHEN (`parts`.`part` = 2) THEN xxhash64(`anon_1`.`k_0`, `anon_1`.`k_0` IS NULL, `anon_1`.`k_1`, `anon_1`.`k_1` IS NULL, 2) END AS `code`
FROM (SELECT `keyed`.`k_0` AS `k_0`, `keyed`.`k_1` AS `k_1`, sum(`keyed`.`in_train`) AS `copies`, count(CASE WHEN (`keyed`.`in_train` = :p1) THEN :p2 END) AS `weight`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `k_0`, `q"uote` AS `k_1`, CASE WHEN (`split` = :p3) THEN :p4 ELSE :p5 END AS `in_train`
FROM `batch`
WHERE `split` = :p3 OR `split` = :p6) AS `keyed` GROUP BY `keyed`.`k_0`, `keyed`.`k_1`
HAVING count(CASE WHEN (`keyed`.`in_train` = :p7) THEN :p8 END) > :p9) AS `anon_1` JOIN (SELECT 0 AS `part` UNION ALL SELECT 1 AS `part` UNION ALL SELECT 2 AS `part`) AS `parts` ON 1 = 1)
 SELECT `wanted`.`number`, `wanted`.`weight`, `wanted`.`copies`, `wanted`.`part`, `seen`.`n`
FROM `wanted` LEFT OUTER JOIN (SELECT `train`.`code` AS `code`, count(*) AS `n`
FROM (SELECT `parts`.`part` AS `part`, CASE WHEN (`parts`.`part` = 0) THEN xxhash64(`train_rows`.`k_0`, `train_rows`.`k_0` IS NULL, 0) WHEN (`parts`.`part` = 1) THEN xxhash64(`train_rows`.`k_1`, `train_rows`.`k_1` IS NULL, 1) WHEN (`parts`.`part` = 2) THEN xxhash64(`train_rows`.`k_0`, `train_rows`.`k_0` IS NULL, `train_rows`.`k_1`, `train_rows`.`k_1` IS NULL, 2) END AS `code`
FROM (SELECT nullif(CAST(CAST(`my col` AS DOUBLE) + 0D AS DOUBLE), CAST('NaN' AS DOUBLE)) AS `k_0`, `q"uote` AS `k_1`
FROM `batch`
WHERE `split` = :p3) AS `train_rows` JOIN (SELECT 0 AS `part` UNION ALL SELECT 1 AS `part` UNION ALL SELECT 2 AS `part`) AS `parts` ON 1 = 1) AS `train`
WHERE `train`.`code` IN (SELECT `wanted`.`code`
FROM `wanted`) GROUP BY `train`.`code`) AS `seen` ON `seen`.`code` = `wanted`.`code`;
