using Arbiter.Server.Cli;

// dotnet run -- --demo | serve | migrate | import FILE | verify | demo
return await ArbiterCommands.Build().Parse(args).InvokeAsync();
