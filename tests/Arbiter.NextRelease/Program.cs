using System.Reflection;
using Arbiter.Engine.Journal;
using Arbiter.Server.Cli;
using Arbiter.Server.Hosting;
using Arbiter.Storage;
using Arbiter.Storage.Postgres;
using Arbiter.Storage.Schema;
using Microsoft.Extensions.DependencyInjection;

// The release after this one, as far as a database and the servers beside it can tell: the same program, which knows two migrations more. Proofs run it beside the product.
//   serve --urls URL | migrate [--contract]
var database = Environment.GetEnvironmentVariable("ConnectionStrings__Arbiter")!;
var known = Migration.Of("Postgres", Assembly.GetExecutingAssembly());
if (args is ["migrate", ..])
{
    return await StoreUse.RunAsync(async () =>
    {
        await using var store = Open(TimeProvider.System, new StoreOptions { ContractNow = args.Contains("--contract") });
        return await MigrateCommand.RunAsync(store, CancellationToken.None);
    });
}

await using var app = ArbiterApp.Build(new ServeOptions(database, args[^1], Demo: false, Environment.ProcessId), builder =>
    builder.Services.AddSingleton<IStore>(s => Open(s.GetRequiredService<TimeProvider>(), new StoreOptions())));
await app.RunAsync();
return Environment.ExitCode;

IStore Open(TimeProvider time, StoreOptions options) => PostgresStore.Open(database, time, options, known, readOnly: false);
