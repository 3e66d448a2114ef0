using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace RepDynamics.Tests.Reports;

/// <summary>A page in a headless Chromium.</summary>
internal sealed class Tab(IPage page)
{
    /// <summary>Path of the browser; null where none is installed. Tests never download one.</summary>
    public static string? Chromium { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => ((string[])["chromium", "chromium-browser", "google-chrome"]).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Errors and warnings of the page, what its policy refused, and the addresses outside the page that it requested.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Starts the browser.</summary>
    public static Task<IBrowser> Start() => Puppeteer.LaunchAsync(new LaunchOptions
    {
        ExecutablePath = Chromium,
        // The browser's sandbox does not run as root, as in a container; the pages are this project's.
        Args = ["--disable-gpu", "--disable-dev-shm-usage", .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : []],
        Timeout = 180_000,
    });

    /// <summary>Opens a page and waits until it is loaded.</summary>
    /// <param name="width">Width of the window in CSS pixels.</param>
    public static async Task<Tab> Open(IBrowser browser, string file, int width = 1200, bool dark = false)
    {
        IPage page = await browser.NewPageAsync();
        page.DefaultTimeout = 180_000;
        Tab tab = new(page);
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning or ConsoleType.Assert) tab.Complaints.Enqueue(e.Message.Text);
        };
        page.PageError += (_, e) => tab.Complaints.Enqueue(e.Message);
        page.Request += (_, e) =>
        {
            if (new Uri(e.Request.Url).Scheme is not ("file" or "data" or "about")) tab.Complaints.Enqueue($"requested {e.Request.Url}");
        };
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900, IsMobile = width < 600 });
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await page.GoToAsync(new Uri(file).AbsoluteUri);
        return tab;
    }

    /// <summary>Evaluates an expression.</summary>
    public Task<T> Value<T>(string expression) => page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Evaluates an expression for its effect.</summary>
    public Task Do(string expression) => page.EvaluateExpressionAsync(expression);

    public Task<string> Text(string expression) => Value<string>(expression);

    /// <summary>Waits until a condition holds.</summary>
    public Task Until(string condition) => page.WaitForExpressionAsync(condition);

    /// <summary>Moves the pointer to a place within an element.</summary>
    /// <param name="x">0 for the left edge, 1 for the right.</param>
    /// <param name="y">0 for the top edge, 1 for the bottom.</param>
    public async Task Point(string element, double x, double y)
    {
        decimal[] at = await Value<decimal[]>(
            FormattableString.Invariant($"(() => {{ const e = {element}; e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect(); return [b.x + {x} * b.width, b.y + {y} * b.height]; }})()"));
        await page.Mouse.MoveAsync(at[0], at[1]);
    }

    /// <summary>Lays the page out as on paper.</summary>
    public Task Print() => page.EmulateMediaTypeAsync(MediaType.Print);

    /// <summary>Returns the number of pages that the page prints on.</summary>
    public async Task<int> PrintedPages()
    {
        byte[] pdf = await page.PdfDataAsync(new PdfOptions { PreferCSSPageSize = true });
        return Regex.Count(Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
    }

    /// <summary>Presses a key, where the focus is.</summary>
    public Task Press(string key) => page.Keyboard.PressAsync(key);
}
