namespace Arbiter.Identity.Companies;

/// <summary>Data that the build embedded, line by line.</summary>
static class EmbeddedLines
{
    internal static IEnumerable<string> Of(string resource)
    {
        using var stream = typeof(EmbeddedLines).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The build left {resource} out.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return line;
        }
    }
}
