using System.CommandLine;
using System.Text;
using Arbiter.Server.Cli;
using Arbiter.Testing;

namespace Arbiter.Imports.Tests;

/// <summary><c>arbiter match-report</c>, from the file to what it says.</summary>
public sealed class MatchReportTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    [Fact]
    public async Task The_sample_is_above_the_floors_that_are_asked_for()
    {
        var (code, said, _) = await RunAsync(
            Sample("leads.csv"), "--truth", Sample("leads.truth.csv"), "--min-precision", "0.995", "--min-recall", "0.97");

        Assert.Equal(0, code);
        Assert.Contains("rows: 5,000", said);
        Assert.Contains("true customers: 318", said);
        Assert.Contains("true pairs: 43,454", said);
    }

    [Fact]
    public async Task Below_a_floor_the_exit_code_is_2_and_mistakes_are_shown_masked()
    {
        using var folder = new TempFolder();
        var file = await WriteAsync(folder, "leads.csv", "lead_id,contact,phone\na,王小明,13918273645\nb,李雷,13918273645\nc,李雷,13800138123\n");
        var truth = await WriteAsync(folder, "truth.csv", "lead_id,customer\na,one\nb,two\nc,two\n");

        var (code, said, _) = await RunAsync(file, "--truth", truth, "--min-precision", "0.9");
        Assert.Equal(2, code);
        Assert.Contains("pairwise precision: 0.0000", said);
        Assert.Contains("Taken for one customer and are two: 1 links", said);
        Assert.Contains("phone sameKey +300, contact otherContact -8", said);
        Assert.Contains("Taken for two customers and are one: 1 parts", said);
        Assert.Contains("139****3645", said);
        Assert.DoesNotContain("13918273645", said);
        Assert.DoesNotContain("王小明", said);

        var (shownCode, shown, _) = await RunAsync(file, "--truth", truth, "--show-values");
        Assert.Equal(0, shownCode);
        Assert.Contains("王小明 | 13918273645", shown);
    }

    [Fact]
    public async Task Numbers_without_a_country_code_are_read_as_in_the_region_that_is_named()
    {
        using var folder = new TempFolder();
        var file = await WriteAsync(folder, "leads.csv", "phone\n(650) 253-0000\n+1 650 253 0000\n");

        Assert.Contains("customers: 1\n", (await RunAsync(file, "--region", "us")).Said);
        Assert.Contains("customers: 2\n", (await RunAsync(file)).Said);
        var (code, _, complaint) = await RunAsync(file, "--region", "XX1");
        Assert.Equal(1, code);
        Assert.Contains("ISO 3166", complaint);
    }

    [Fact]
    public async Task Without_truth_it_counts_and_bad_rows_are_survived()
    {
        using var folder = new TempFolder();
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var file = folder.File("leads.csv");
        await File.WriteAllBytesAsync(
            file, gb18030.GetBytes("公司名称;手机\n上海明德物流有限公司;13918273645\n上海明德物流有限責任公司;\n\"坏;1\n一;二;三\n上海明德物流;\n;无\n"), Cancel);

        var (code, said, _) = await RunAsync(file);
        Assert.Equal(0, code);
        Assert.Contains("rows: 4", said);
        Assert.Contains("rows with a problem, left out: 2", said);
        Assert.Contains("row 3, line 4: the quotes do not match", said);
        Assert.Contains("row 4, line 5: 2 fields expected, 3 found", said);
        Assert.Contains("rows without a usable identifier: 1", said);
        Assert.Contains("customers: 2", said);
        Assert.Contains("links by a hard key: 1", said);
        Assert.Contains("links held for review: 1", said);
        Assert.DoesNotContain("precision", said);
    }

    [Theory]
    [InlineData("note\nhello\n", "lead_id,customer\n1,a\n", "names no column with an identifier")]
    [InlineData("phone\n13918273645\n", "lead_id\n1\n", "needs two columns")]
    [InlineData("phone\n13918273645\n", "lead_id,customer\n", "names no customer")]
    [InlineData("phone\n13918273645\n", "lead_id,customer\nx,a\n", "names no lead of this file")]
    public async Task What_cannot_be_read_is_said(string leads, string truth, string complaint)
    {
        using var folder = new TempFolder();
        var (code, _, complained) = await RunAsync(await WriteAsync(folder, "leads.csv", leads), "--truth", await WriteAsync(folder, "truth.csv", truth));
        Assert.Equal(1, code);
        Assert.Contains(complaint, complained);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_share_that_is_none_are_refused()
    {
        Assert.Equal(1, (await RunAsync("/nowhere/leads.csv")).Code);
        Assert.Equal(1, (await RunAsync(Sample("leads.csv"), "--hold", "92")).Code);
        Assert.Equal(1, (await RunAsync(Sample("leads.csv"), "--truth", "/nowhere/truth.csv")).Code);
    }

    static async Task<string> WriteAsync(TempFolder folder, string name, string text)
    {
        await File.WriteAllTextAsync(folder.File(name), text, Cancel);
        return folder.File(name);
    }

    static async Task<(int Code, string Said, string Complained)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArbiterCommands.Build().Parse(["match-report", .. args])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Cancel);
        return (code, output.ToString(), error.ToString());
    }
}
