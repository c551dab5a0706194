using System.CommandLine;
using System.Net.Http.Headers;
using Arbiter.Server.Hosting;

namespace Arbiter.Server.Cli;

/// <summary>What commands need that talk to a running server.</summary>
static class ServerOptions
{
    public const string TokenSetting = "ARBITER_TOKEN";

    public static Option<string> Server { get; } = new("--server")
    {
        Description = $"The server's address; {ServeOptions.DefaultUrl} when not given.",
        DefaultValueFactory = _ => ServeOptions.DefaultUrl,
    };

    public static Option<string?> Token { get; } = new("--token") { Description = $"An access token. Else the environment variable {TokenSetting}." };

    /// <summary>A client of the server, or null when the options do not say enough; then the reason was written.</summary>
    public static HttpClient? Client(ParseResult parsed)
    {
        var token = parsed.GetValue(Token) ?? Environment.GetEnvironmentVariable(TokenSetting);
        if (string.IsNullOrWhiteSpace(token))
        {
            Console.Error.WriteLine($"Give an access token: --token, or the environment variable {TokenSetting}.");
            return null;
        }

        if (!Uri.TryCreate(parsed.GetValue(Server)!.TrimEnd('/') + "/api/v1/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            Console.Error.WriteLine("The server's address is not understood. Give it like http://localhost:5080.");
            return null;
        }

        // Imports take as long as they take.
        var client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return client;
    }
}
