-- What the registry is measured against: balances and postings, and nothing else. No request ids, no leaves, no rights; one
-- transfer is one transaction.
CREATE TABLE position (
  position_id bigint NOT NULL,
  balance bigint NOT NULL,
  CONSTRAINT one_balance_per_position PRIMARY KEY (position_id),
  CONSTRAINT balance_not_negative CHECK (balance >= 0)
) WITH (fillfactor = 20);  -- as the registry's own: an update finds room beside its row

CREATE TABLE posting (
  posting_id bigint GENERATED ALWAYS AS IDENTITY,
  transferring_position bigint NOT NULL,
  acquiring_position bigint NOT NULL,
  quantity bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT one_posting_per_id PRIMARY KEY (posting_id),
  CONSTRAINT quantity_positive CHECK (quantity > 0)
);

INSERT INTO position SELECT n, 1000000 FROM generate_series(1, 10000) AS n;

-- Locks both positions in the order of their numbers, so that no two transfers wait for each other.
CREATE FUNCTION transfer(transferring bigint, acquiring bigint, moved bigint) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
  written bigint;
BEGIN
  PERFORM FROM position WHERE position_id = least(transferring, acquiring) FOR UPDATE;
  PERFORM FROM position WHERE position_id = greatest(transferring, acquiring) FOR UPDATE;
  UPDATE position SET balance = balance - moved WHERE position_id = transferring;
  UPDATE position SET balance = balance + moved WHERE position_id = acquiring;
  INSERT INTO posting (transferring_position, acquiring_position, quantity)
  VALUES (transferring, acquiring, moved) RETURNING posting_id INTO written;
  RETURN written;
END
$$;
