using System.Globalization;
using Microsoft.Playwright;

namespace Arbiter.Web.Tests;

/// <summary>The live wall in a real browser, on the real server, with the demo's traffic.</summary>
public sealed class WallTests(WallFixture wall) : IClassFixture<WallFixture>
{
    const float DeadlineMs = 60_000;

    [Fact]
    public async Task Rulings_come_in_and_the_leaderboard_moves()
    {
        var page = await wall.OpenAsync();
        await page.Locator(".row[data-outcome=granted]").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        await page.Locator(".row[data-outcome=held]").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        var before = await GrantedAsync(page);
        await WaitAsync(page, async () => await GrantedAsync(page) > before);
    }

    [Theory]
    [InlineData("zh-CN", "实时裁定墙", "zh-CN")]
    [InlineData("en-US", "Live wall", "en")]
    public async Task It_speaks_the_reader_s_language(string locale, string title, string expected)
    {
        var page = await wall.OpenAsync(locale);
        await page.GetByText(title).First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        Assert.Equal(expected, await page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_language_can_be_switched_and_is_remembered()
    {
        var page = await wall.OpenAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "English" }).ClickAsync();
        await page.GetByText("Live wall").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        await page.ReloadAsync();
        await page.GetByText("Live wall").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
    }

    [Fact]
    public async Task A_lost_connection_leaves_no_gap()
    {
        var page = await wall.OpenAsync();
        await page.Locator(".row .seq").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        var before = (await SequencesAsync(page)).Max();
        await page.Context.SetOfflineAsync(true);
        // The rulings go on while nobody listens.
        await WaitAsync(page, async () => await HeadAsync() > before + 10);
        await page.Context.SetOfflineAsync(false);
        await WaitAsync(page, async () => (await SequencesAsync(page)).Max() > before + 10);
        var shown = await SequencesAsync(page);
        Assert.Equal(Enumerable.Range((int)shown.Min(), shown.Count).Select(n => (long)n), shown.Order());
    }

    [Fact]
    public async Task A_phone_scrolls_in_one_direction_only()
    {
        var page = await wall.OpenAsync(width: 375, height: 812);
        await page.Locator(".row").First.WaitForAsync(new LocatorWaitForOptions { Timeout = DeadlineMs });
        Assert.Equal(375, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    static async Task<int> GrantedAsync(IPage page)
    {
        var cells = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.board-granted')].map(cell => cell.textContent)");
        return cells.Sum(cell => int.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    static async Task<List<long>> SequencesAsync(IPage page)
    {
        var texts = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.row .seq')].map(e => e.textContent)");
        return [.. texts.Select(t => long.Parse(t.TrimStart('#'), CultureInfo.InvariantCulture))];
    }

    async Task<long> HeadAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(wall.Url) };
        var session = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync("/api/v1/demo/session"));
        http.DefaultRequestHeaders.Authorization = new("Bearer", session.RootElement.GetProperty("token").GetString());
        return System.Text.Json.JsonDocument.Parse(await http.GetStringAsync("/api/v1/live")).RootElement.GetProperty("head").GetInt64();
    }

    /// <summary>Looks again with every frame that the browser draws, until the deadline.</summary>
    static async Task WaitAsync(IPage page, Func<Task<bool>> condition)
    {
        var deadline = Environment.TickCount64 + (long)DeadlineMs;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "It did not happen in time.");
            await page.WaitForTimeoutAsync(100);
        }
    }
}
