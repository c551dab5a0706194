-- What Orleans' ADO.NET grain storage asks for: it looks its statements up in orleansquery by these names and passes these parameters. Ours in words, Orleans' own script
-- for PostgreSQL (dotnet/orleans, src/AdoNet/Orleans.Persistence.AdoNet/PostgreSQL-Persistence.sql, as of 10.4) in what it does: a first write inserts where the
-- statement sees no row, later ones are fenced by the version, and the index that finds a row is one over hashes, which may collide, and so is not unique.
-- Columns that only other formats use are left out, in the textbook's favour.
CREATE TABLE orleansquery (querykey text PRIMARY KEY, querytext text NOT NULL);

CREATE TABLE orleansstorage (
  grainidhash int NOT NULL,
  grainidn0 bigint NOT NULL,
  grainidn1 bigint NOT NULL,
  graintypehash int NOT NULL,
  graintypestring text NOT NULL,
  grainidextensionstring text,
  serviceid text NOT NULL,
  payloadbinary bytea,
  modifiedon timestamp NOT NULL,
  version int NOT NULL
);
CREATE INDEX orleansstorage_by_hash ON orleansstorage (grainidhash, graintypehash);

-- Returns the version after the write, or the one that was passed when it did not come to one: from that the provider concludes that somebody else wrote.
CREATE FUNCTION write_state(
  p_id_hash int, p_n0 bigint, p_n1 bigint, p_type_hash int, p_type text, p_extension text, p_service text, p_version int, p_payload bytea
) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF p_version IS NULL THEN
    INSERT INTO orleansstorage
    SELECT p_id_hash, p_n0, p_n1, p_type_hash, p_type, p_extension, p_service, p_payload, now() AT TIME ZONE 'utc', 1
    WHERE NOT EXISTS (
      SELECT FROM orleansstorage s
      WHERE s.grainidhash = p_id_hash AND s.graintypehash = p_type_hash AND s.grainidn0 = p_n0 AND s.grainidn1 = p_n1 AND s.graintypestring = p_type
        AND s.grainidextensionstring IS NOT DISTINCT FROM p_extension AND s.serviceid = p_service);
    RETURN CASE WHEN FOUND THEN 1 END;
  END IF;
  UPDATE orleansstorage s
  SET payloadbinary = p_payload, modifiedon = now() AT TIME ZONE 'utc', version = s.version + 1
  WHERE s.grainidhash = p_id_hash AND s.graintypehash = p_type_hash AND s.grainidn0 = p_n0 AND s.grainidn1 = p_n1 AND s.graintypestring = p_type
    AND s.grainidextensionstring IS NOT DISTINCT FROM p_extension AND s.serviceid = p_service AND s.version = p_version;
  RETURN CASE WHEN FOUND THEN p_version + 1 ELSE p_version END;
END $$;

INSERT INTO orleansquery (querykey, querytext) VALUES
('WriteToStorageKey', $$
SELECT write_state(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @GrainStateVersion, @PayloadBinary)
  AS NewGrainStateVersion
$$),
('ReadFromStorageKey', $$
SELECT payloadbinary AS PayloadBinary, version AS Version FROM orleansstorage
WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND graintypestring = @GrainTypeString
  AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString AND serviceid = @ServiceId
$$),
('ClearStorageKey', $$
UPDATE orleansstorage SET payloadbinary = NULL, version = version + 1
WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND graintypestring = @GrainTypeString
  AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString AND serviceid = @ServiceId AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion
$$),
('DeleteStorageKey', $$
DELETE FROM orleansstorage
WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND graintypestring = @GrainTypeString
  AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString AND serviceid = @ServiceId AND version = @GrainStateVersion
RETURNING version + 1 AS NewGrainStateVersion
$$);
