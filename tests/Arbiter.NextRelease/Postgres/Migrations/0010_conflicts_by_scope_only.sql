-- contract: needs 9
-- Nobody asks for the old order any more.
DROP INDEX conflicts_latest;
