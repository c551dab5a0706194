namespace Arbiter.Identity;

/// <summary>The data that the build puts into this assembly (Data.targets).</summary>
static class EmbeddedData
{
    internal static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
