namespace Arbiter.LoadTests.Processes;

/// <summary>Starts the textbook arbiter.</summary>
static class TextbookServer
{
    public static Task<ServerProcess> StartAsync(string dll, string connectionString, string logFile, CancellationToken stop) => ServerProcess.StartAsync(
        dll, [],
        new Dictionary<string, string>
        {
            ["ConnectionStrings__Textbook"] = connectionString,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        },
        "readyz", logFile, stop);
}
