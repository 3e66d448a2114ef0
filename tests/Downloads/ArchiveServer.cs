using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RepDynamics.Tests.Downloads;

/// <summary>How the server answers one request.</summary>
internal sealed record Answer
{
    /// <summary>The status line's code.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of the body that are sent before it hangs up; null: all.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>Whether it begins where the request says; else it sends all.</summary>
    public bool Ranges { get; init; } = true;

    /// <summary>How far from the place asked for it begins.</summary>
    public int Shift { get; init; }

    /// <summary>Whether it says how long the body is; else hanging up ends it.</summary>
    public bool Length { get; init; } = true;

    /// <summary>Whether it never answers.</summary>
    public bool Silent { get; init; }
}

/// <summary>A web server with one file, for faults on demand. It answers one request a connection.</summary>
internal sealed class ArchiveServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Queue<Answer> answers = [];
    private readonly List<TcpClient> held = [];
    private readonly Task serving;

    public ArchiveServer(byte[] content)
    {
        Content = content;
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    /// <summary>What it has.</summary>
    public byte[] Content { get; set; }

    /// <summary>The range that each request asked for; empty for all.</summary>
    public List<string> Asked { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/small.tar.gz");

    /// <summary>Answers the next requests so; those after them, as a good server does.</summary>
    public ArchiveServer Then(params Answer[] next)
    {
        lock (answers) foreach (Answer answer in next) answers.Enqueue(answer);
        return this;
    }

    public void Dispose()
    {
        listener.Stop();
        serving.Wait();
        foreach (TcpClient client in held) client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            for (;;)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                Answer answer;
                lock (answers) answer = answers.TryDequeue(out Answer? next) ? next : new();
                if (answer.Silent) held.Add(client);
                else
                {
                    using (client) await AnswerAsync(client, answer);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client, Answer answer)
    {
        await using NetworkStream stream = client.GetStream();
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string range = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) range = line[13..];
        }
        lock (Asked) Asked.Add(range);
        bool part = range.Length > 0 && answer.Ranges;
        int from = part ? int.Parse(range.TrimEnd('-'), CultureInfo.InvariantCulture) + answer.Shift : 0;
        int status = answer.Status != 0 ? answer.Status : part && from >= Content.Length ? 416 : part ? 206 : 200;
        byte[] body = status is 200 or 206 ? Content[from..] : [];
        StringBuilder head = new($"HTTP/1.1 {status} Status\r\nConnection: close\r\n");
        if (answer.Length) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        if (status == 206) head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}\r\n");
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
            await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, answer.BreakAfter ?? body.Length)));
        }
        catch (IOException)
        {
            // The other side had enough.
        }
    }
}
