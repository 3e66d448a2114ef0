using System.Collections.Concurrent;
using System.Text.Json;

namespace RepDynamics.Tests.Reports;

/// <summary>A page in <see cref="Chromium"/>.</summary>
internal sealed class Tab(Chromium browser, string session)
{
    private static readonly Dictionary<string, int> KeyCodes = new()
    {
        ["Escape"] = 27, ["Enter"] = 13, ["PageDown"] = 34, ["End"] = 35, ["Home"] = 36, ["ArrowLeft"] = 37, ["ArrowUp"] = 38,
        ["ArrowRight"] = 39, ["ArrowDown"] = 40,
    };

    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the page is loaded.</summary>
    public Task Loaded => loaded.Task;

    /// <summary>What the page complained of: errors, exceptions, what its policy refused, and the addresses it asked for.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Sends a command to the page.</summary>
    public Task<JsonElement> Send(string method, object? parameters = null) => browser.Send(method, parameters, session);

    /// <summary>The value of an expression in the page; of a promise, what it comes to.</summary>
    public async Task<JsonElement> Value(string expression)
    {
        JsonElement answer = await Send("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (answer.TryGetProperty("exceptionDetails", out JsonElement fault)) throw new InvalidOperationException($"{expression}: {fault}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public async Task<string> Text(string expression) => (await Value(expression)).GetString()!;

    /// <summary>Waits until a condition holds, as the page draws its frames.</summary>
    public Task Until(string condition) => Value(
        "new Promise((done, fail) => { const end = performance.now() + 60000; const look = () => "
        + $"({condition}) ? done(true) : performance.now() > end ? fail(new Error('it never holds')) : requestAnimationFrame(look); look(); }})");

    /// <summary>Moves the pointer to a place within an element.</summary>
    /// <param name="element">An expression.</param>
    /// <param name="x">0 its left edge, 1 its right.</param>
    /// <param name="y">0 its top edge, 1 its bottom.</param>
    public async Task Point(string element, double x, double y)
    {
        JsonElement box = await Value($"(() => {{ const e = {element}; e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }})()");
        double[] at = [.. box.EnumerateArray().Select(value => value.GetDouble())];
        await Send("Input.dispatchMouseEvent", new { type = "mouseMoved", x = at[0] + (x * at[2]), y = at[1] + (y * at[3]) });
    }

    /// <summary>Presses a key, where the focus is.</summary>
    public async Task Press(string key)
    {
        object Event(string type) => new { type, key, code = key, windowsVirtualKeyCode = KeyCodes[key], text = key == "Enter" && type == "keyDown" ? "\r" : null };
        await Send("Input.dispatchKeyEvent", Event("keyDown"));
        await Send("Input.dispatchKeyEvent", Event("keyUp"));
    }

    /// <summary>A picture of the page.</summary>
    public async Task<byte[]> Picture(bool whole = false)
    {
        JsonElement answer = await Send("Page.captureScreenshot", new { format = "png", captureBeyondViewport = whole });
        return answer.GetProperty("data").GetBytesFromBase64();
    }

    public void Take(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown" or "Log.entryAdded":
                Complaints.Enqueue(parameters.ToString());
                break;
            case "Runtime.consoleAPICalled" when parameters.GetProperty("type").GetString() is "error" or "warning" or "assert":
                Complaints.Enqueue(parameters.ToString());
                break;
            case "Network.requestWillBeSent" when parameters.GetProperty("request").GetProperty("url").GetString() is { } url
                && !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && url != "about:blank":
                Complaints.Enqueue($"asked for {url}");
                break;
        }
    }
}
