using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RepDynamics.Tests.Downloads;

/// <summary>A web server with one file that answers one request per connection, with faults on demand.</summary>
internal sealed class ArchiveServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> held = [];
    private readonly Task serving;

    public ArchiveServer(byte[] content)
    {
        Content = content;
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    /// <summary>The file.</summary>
    public byte[] Content { get; set; }

    /// <summary>The code of the status line.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Bytes of the body after which the server closes the connection, or falls silent; null: all.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Whether the server keeps the connection open after the last byte.</summary>
    public bool Silent { get; set; }

    /// <summary>Whether the answer states the length of the body; otherwise the end of the connection ends it.</summary>
    public bool Length { get; set; } = true;

    /// <summary>The number of requests.</summary>
    public int Requests { get; private set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/small.tar.gz");

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
            for (; ; )
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                held.Add(client);
                await AnswerAsync(client.GetStream());
                if (!Silent) client.Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        Requests++;
        byte[] body = Status == 200 ? Content : [];
        string length = Length ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n") : "";
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} Status\r\nConnection: close\r\n{length}\r\n"));
            await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, BreakAfter ?? body.Length)));
        }
        catch (IOException)
        {
            // The client closed the connection.
        }
    }
}
