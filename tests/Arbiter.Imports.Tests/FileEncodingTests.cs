using System.Text;
using Arbiter.Server.Imports;

namespace Arbiter.Imports.Tests;

/// <summary>How many lines a file has, before any of it is read: as many as may be imported at once, whatever ends them.</summary>
public sealed class FileEncodingTests
{
    const int Lines = 5_000;

    static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static TheoryData<string, string, string> Files => new()
    {
        { "utf-8", "上不x", "\n" },
        { "utf-8", "上不x", "\r\n" },
        { "utf-8", "上不", "\r" },
        { "utf-8-bom", "上不x", "\r\n" },
        // 上 is U+4E0A and 不 U+4E0D: their halves are LF and CR.
        { "utf-16le", "上不", "\r\n" },
        { "utf-16le", "上不x", "\n" },
        { "utf-16be", "上不", "\r\n" },
        { "gb18030", "上不x", "\r\n" },
        { "gb18030", "上不", "\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Lines_are_counted_by_what_ends_them(string name, string line, string end)
    {
        var encoding = name switch
        {
            "utf-16le" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "gb18030" => Gb18030,
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: name == "utf-8-bom"),
        };
        var text = new StringBuilder();
        for (var i = 0; i < Lines; i++) text.Append(line).Append(end);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];

        var found = await FileEncoding.DetectAsync(new Trickle(bytes), TestContext.Current.CancellationToken);

        Assert.Equal((name, Lines), (found.Name, found.LineBreaks));
    }

    [Fact]
    public async Task Nothing_has_no_lines() =>
        Assert.Equal(0, (await FileEncoding.DetectAsync(new MemoryStream(), TestContext.Current.CancellationToken)).LineBreaks);

    /// <summary>Gives a few bytes at a time, so that pieces end everywhere: in characters, and between CR and LF.</summary>
    sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 4 + (reads++ % 4))], cancellationToken);
    }
}
