using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Reports;

/// <summary>A headless Chromium, driven over the DevTools protocol (chromedevtools.github.io/devtools-protocol).</summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    /// <summary>Whatever takes longer on a loaded machine has gone wrong.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TemporaryFolder profile;
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> waiting = new();
    private readonly ConcurrentDictionary<string, Tab> tabs = new();
    private readonly SemaphoreSlim sending = new(1);
    private Task reading = Task.CompletedTask;
    private int last;

    private Chromium(TemporaryFolder profile, Process process) => (this.profile, this.process) = (profile, process);

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => ((string[])["chromium", "chromium-browser", "google-chrome"]).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts one of its own, with a profile of its own.</summary>
    public static async Task<Chromium> Start()
    {
        TemporaryFolder profile = new();
        ProcessStartInfo start = new(Program!) { RedirectStandardError = true };
        string[] options =
        [
            "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "--disable-gpu", "--no-first-run",
            "--no-default-browser-check", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-dev-shm-usage", "--mute-audio", "--hide-scrollbars",
            // Its sandbox refuses to run as root, as in a container; the pages are this project's own.
            .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : [],
            "about:blank",
        ];
        foreach (string option in options) start.ArgumentList.Add(option);
        Process process = Process.Start(start)!;
        Chromium browser = new(profile, process);
        try
        {
            using CancellationTokenSource patience = new(Patience);
            Uri address = await browser.Address(patience.Token);
            browser.socket.Options.Proxy = null;
            await browser.socket.ConnectAsync(address, patience.Token);
            browser.reading = browser.Read();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page, and waits until it is loaded.</summary>
    /// <param name="file">Path of the page.</param>
    /// <param name="width">Of the window, in pixels of CSS.</param>
    /// <param name="dark">Whether the reader prefers dark colours.</param>
    public async Task<Tab> Open(string file, int width = 1200, bool dark = false)
    {
        string target = (await Send("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString()!;
        string session = (await Send("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
        Tab tab = new(this, session);
        tabs[session] = tab;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"]) await tab.Send($"{domain}.enable");
        await tab.Send("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = width < 600 });
        await tab.Send("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        Task loaded = tab.Loaded;
        await tab.Send("Page.navigate", new { url = new Uri(file).AbsoluteUri });
        await loaded.WaitAsync(Patience);
        return tab;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonElement> Send(string method, object? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref last);
        TaskCompletionSource<JsonElement> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        Dictionary<string, object> message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? new { } };
        if (session is not null) message["sessionId"] = session;
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, WithoutNulls), WebSocketMessageType.Text, true, ended.Token);
        }
        finally
        {
            sending.Release();
        }
        return await answer.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        // Asked to, it ends its own processes before itself: none writes into its profile any more.
        if (socket.State == WebSocketState.Open) await Send("Browser.close");
        else if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().WaitAsync(Patience);
        await ended.CancelAsync();
        await reading;
        process.Dispose();
        socket.Dispose();
        ended.Dispose();
        sending.Dispose();
        profile.Dispose();
    }

    // It tells its address among its complaints, which must be read on, lest it waits for a reader.
    private async Task<Uri> Address(CancellationToken patience)
    {
        TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is { Success: true } match) address.TrySetResult(new Uri(match.Groups[1].Value));
        };
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"{Program} ended before it told its address."));
        process.BeginErrorReadLine();
        return await address.Task.WaitAsync(patience);
    }

    private async Task Read()
    {
        byte[] buffer = new byte[1 << 16];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), ended.Token);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Take(JsonDocument.Parse(message.ToArray()).RootElement);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            foreach (TaskCompletionSource<JsonElement> answer in waiting.Values) answer.TrySetException(e);
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out JsonElement id))
        {
            if (!waiting.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer)) return;
            if (message.TryGetProperty("error", out JsonElement error)) answer.TrySetException(new InvalidOperationException(error.ToString()));
            else answer.TrySetResult(message.GetProperty("result"));
        }
        else if (message.TryGetProperty("sessionId", out JsonElement session) && tabs.TryGetValue(session.GetString()!, out Tab? tab))
        {
            tab.Take(message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
