-- What Orleans' providers ask for, and nothing else. They look their statements up in this table, by these names, and pass these parameters; everything behind the
-- statements is ours to choose. Nothing here holds an ownership, and all of it may be lost.
CREATE TABLE orleansquery (querykey text PRIMARY KEY, querytext text NOT NULL);

-- One row for each cluster: whoever changes a silo's row raises the version, so that changes come one after another.
CREATE TABLE silo_versions (cluster text PRIMARY KEY, version int NOT NULL DEFAULT 0);

CREATE TABLE silos (
    cluster text NOT NULL,
    address text NOT NULL,
    port int NOT NULL,
    generation int NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    status int NOT NULL,
    proxy_port int NOT NULL,
    suspect_times text,
    start_time timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation));

-- Unlike the providers' usual table it has a unique key: of two activations of one grain, one writes.
CREATE TABLE grain_states (
    service text NOT NULL,
    type text NOT NULL,
    n0 bigint NOT NULL,
    n1 bigint NOT NULL,
    extension text NOT NULL,
    payload bytea,
    version int NOT NULL,
    PRIMARY KEY (service, type, n0, n1, extension));

-- With what keys are digested to names of grains, which stand in logs and traces: without it, every telephone number there is could be tried.
CREATE TABLE grain_secret (one boolean PRIMARY KEY DEFAULT true CHECK (one), secret bytea NOT NULL);
INSERT INTO grain_secret (secret) VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

INSERT INTO orleansquery VALUES
('InsertMembershipVersionKey', $$
WITH made AS (INSERT INTO silo_versions (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM made)
$$),
('InsertMembershipKey', $$
WITH raised AS (
    UPDATE silo_versions SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version
    AND NOT EXISTS (SELECT FROM silos s WHERE s.cluster = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
    RETURNING 1),
made AS (
    INSERT INTO silos (cluster, address, port, generation, name, host, status, proxy_port, start_time, alive_at)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
    RETURNING 1)
SELECT EXISTS (SELECT FROM made)
$$),
('UpdateMembershipKey', $$
WITH raised AS (
    UPDATE silo_versions SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version
    AND EXISTS (SELECT FROM silos s WHERE s.cluster = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
    RETURNING 1),
changed AS (
    UPDATE silos SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime FROM raised
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1)
SELECT EXISTS (SELECT FROM changed)
$$),
('UpdateIAmAlivetimeKey', $$
UPDATE silos SET alive_at = @IAmAliveTime WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('MembershipReadRowKey', $$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.alive_at AS IAmAliveTime, v.version AS Version
FROM silo_versions v LEFT JOIN silos s ON s.cluster = v.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE v.cluster = @DeploymentId
$$),
('MembershipReadAllKey', $$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName, s.host AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.alive_at AS IAmAliveTime, v.version AS Version
FROM silo_versions v LEFT JOIN silos s ON s.cluster = v.cluster WHERE v.cluster = @DeploymentId
$$),
('DeleteMembershipTableEntriesKey', $$
WITH gone AS (DELETE FROM silos WHERE cluster = @DeploymentId) DELETE FROM silo_versions WHERE cluster = @DeploymentId
$$),
('GatewaysQueryKey', $$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM silos WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
$$),
-- Status 6: dead.
('CleanupDefunctSiloEntriesKey', $$
DELETE FROM silos WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status = 6
$$),
('CleanupDefunctSiloEntryKey', $$
DELETE FROM silos WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    AND status = 6 AND start_time = @StartTime AND alive_at = @IAmAliveTime AND suspect_times IS NOT DISTINCT FROM @SuspectTimes
$$),
('ReadFromStorageKey', $$
SELECT payload AS PayloadBinary, version AS Version FROM grain_states
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND extension = COALESCE(@GrainIdExtensionString, '')
$$),
('WriteToStorageKey', $$
WITH made AS (
    INSERT INTO grain_states (service, type, n0, n1, extension, payload, version)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''), @PayloadBinary, 1 WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING RETURNING version),
changed AS (
    UPDATE grain_states SET payload = @PayloadBinary, version = version + 1
    WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND extension = COALESCE(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion
    RETURNING version)
SELECT COALESCE((SELECT version FROM made), (SELECT version FROM changed), @GrainStateVersion) AS NewGrainStateVersion
$$),
('ClearStorageKey', $$
UPDATE grain_states SET payload = NULL, version = version + 1
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND extension = COALESCE(@GrainIdExtensionString, '')
    AND version = @GrainStateVersion
RETURNING version AS NewGrainStateVersion
$$),
('DeleteStorageKey', $$
DELETE FROM grain_states
WHERE service = @ServiceId AND type = @GrainTypeString AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND extension = COALESCE(@GrainIdExtensionString, '')
    AND version = @GrainStateVersion
RETURNING version + 1 AS NewGrainStateVersion
$$);
