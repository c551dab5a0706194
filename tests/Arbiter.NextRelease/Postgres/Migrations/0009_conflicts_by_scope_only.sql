-- contract: needs 7
-- Nobody asks for the old order any more.
DROP INDEX conflicts_latest;
