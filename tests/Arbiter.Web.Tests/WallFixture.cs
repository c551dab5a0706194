using Arbiter.Server.Hosting;
using Arbiter.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Arbiter.Web.Tests;

/// <summary>The demo as the README starts it, on a free port and an empty store, and one browser for all tests.</summary>
public sealed class WallFixture : IAsyncLifetime
{
    readonly TempFolder folder = new();
    WebApplication? app;
    IPlaywright? playwright;
    IBrowserContext? open;

    public string? Skip { get; private set; }

    public string Url { get; private set; } = "";

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is not { } path)
        {
            Skip = "NO BROWSER: Chromium is not installed (Debian: apt-get install chromium), so the live wall was not looked at.";
            return;
        }

        var options = new ServeOptions($"Data Source={Path.Combine(folder.Path, "demo.db")}", "http://127.0.0.1:0", Demo: true, Seed: 7);
        app = ArbiterApp.Build(options);
        if (!File.Exists(Path.Combine(app.Environment.WebRootPath ?? "", "index.html")))
        {
            Skip = "NO WEB APP: the server was built with -p:BuildWeb=false.";
            return;
        }

        await app.StartAsync();
        Url = app.Urls.First();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Chromium.Arguments });
    }

    /// <summary>
    /// A fresh page on the wall, as a person with that language and screen would see it. Tests run one after the other, and the page of the one before is closed: it would go on drawing every
    /// ruling, and a machine with few cores draws one wall at a time.
    /// </summary>
    public async Task<IPage> OpenAsync(string language = "zh-CN", int width = 1440, int height = 900)
    {
        if (Skip is not null) Assert.Skip(Skip);
        if (open is not null) await open.CloseAsync();
        open = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var page = await open.NewPageAsync();
        await page.GotoAsync(Url);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        folder.Dispose();
    }
}
