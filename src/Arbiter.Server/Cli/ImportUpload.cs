using System.Net.Http.Headers;
using System.Text.Json;
using Arbiter.Server.Json;

namespace Arbiter.Server.Cli;

/// <summary>Sends a file and reads the answers as they come. A lost connection is tried again: rows that were decided get the same answer.</summary>
sealed class ImportUpload(HttpClient client, string address, FileInfo file, string key, ImportReport report)
{
    const int Attempts = 5;

    /// <summary>Null when every row was answered, else what went wrong.</summary>
    public async Task<string?> RunAsync(Action<int> progress, Action<string> say, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            string? lost;
            try
            {
                var (failure, again) = await SendAsync(progress, cancel);
                if (!again) return failure;
                lost = failure;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException && !cancel.IsCancellationRequested)
            {
                lost = $"The connection was lost ({e.GetType().Name}).";
            }

            if (attempt == Attempts) return $"{lost} Run the same command again: what is decided stays decided.";
            var wait = TimeSpan.FromSeconds(1 << (attempt - 1));
            say($"{lost} Trying again in {wait.TotalSeconds:0} s.");
            await Task.Delay(wait, cancel);
        }
    }

    async Task<(string? Failure, bool Again)> SendAsync(Action<int> progress, CancellationToken cancel)
    {
        report.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(file.OpenRead()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Headers.Add(RequestKeys.Header, key);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!response.IsSuccessStatusCode) return (await ProblemAsync(response, cancel), (int)response.StatusCode is 429 or 503);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            report.Take(line);
            progress(report.Rows);
        }

        return report.HasSummary ? (null, false) : ("The server ended the answer before the last row.", true);
    }

    static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
            var detail = problem.RootElement.TryGetProperty("detail", out var text) ? " " + text.GetString() : "";
            return $"{(int)response.StatusCode}: {problem.RootElement.GetProperty("title").GetString()}{detail}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The server answered {(int)response.StatusCode}. Is it Arbiter?";
        }
    }
}
