-- pgbench -M prepared: one transfer between two of 10,000 positions, drawn uniformly (baseline_schema.sql).
\set transferring random(1, 10000)
\set acquiring 1 + (:transferring + random(0, 9998)) % 10000
\set quantity random(1, 10)
SELECT transfer(:transferring, :acquiring, :quantity);
