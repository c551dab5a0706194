using System.CommandLine;
using Arbiter.Server.Cli;

// dotnet run -- --demo | serve | migrate | import FILE | verify | demo
// Signals are the host's: it drains before it ends, and that may take longer than a command line's patience.
return await ArbiterCommands.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
