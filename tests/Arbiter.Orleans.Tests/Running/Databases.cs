using Arbiter.Server.Tests.Running;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
