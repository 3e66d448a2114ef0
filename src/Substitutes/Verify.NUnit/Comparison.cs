namespace VerifyTests;

internal enum Outcome
{
    Equal,
    New,
    NotEqual,
}

/// <summary>
/// One snapshot compared with its verified file. When they differ, the received file is on disk; the verified file is only ever read.
/// </summary>
internal sealed record Comparison(FilePair File, Outcome Outcome, string? Message = null, string? ReceivedText = null, string? VerifiedText = null)
{
    public static Comparison OfText(FilePair file, string received)
    {
        // An empty verified file is what some diff tools leave for 'nothing accepted yet'.
        if (new FileInfo(file.VerifiedPath) is { Exists: true, Length: 0 } empty)
            empty.Delete();
        if (!System.IO.File.Exists(file.VerifiedPath))
        {
            TextFile.Write(file.ReceivedPath, received);
            return new(file, Outcome.New, ReceivedText: received);
        }

        var verified = TextFile.Read(file.VerifiedPath);
        if (TextFile.AreEqual(received, verified))
            return new(file, Outcome.Equal);
        TextFile.Write(file.ReceivedPath, received);
        return new(file, Outcome.NotEqual, null, received, verified);
    }

    public static async Task<Comparison> OfStream(FilePair file, Stream received, VerifySettings settings)
    {
        if (!System.IO.File.Exists(file.VerifiedPath))
        {
            await Write(file.ReceivedPath, received);
            return new(file, Outcome.New);
        }

        CompareResult result;
        await using (var verified = System.IO.File.OpenRead(file.VerifiedPath))
        {
            var compare = settings.StreamComparer(file.Extension);
            result = compare is null
                ? new(await HaveSameBytes(received, verified))
                : await compare(received, verified, settings.Context);
        }

        if (result.IsEqual)
            return new(file, Outcome.Equal);
        received.Position = 0;
        await Write(file.ReceivedPath, received);
        return new(file, Outcome.NotEqual, result.Message);
    }

    private static async Task<bool> HaveSameBytes(Stream received, Stream verified)
    {
        if (received.Length != verified.Length)
            return false;
        var buffers = (new byte[8192], new byte[8192]);
        while (true)
        {
            var read = await received.ReadAtLeastAsync(buffers.Item1, buffers.Item1.Length, throwOnEndOfStream: false);
            await verified.ReadAtLeastAsync(buffers.Item2, buffers.Item2.Length, throwOnEndOfStream: false);
            if (read == 0)
                return true;
            if (!buffers.Item1.AsSpan(0, read).SequenceEqual(buffers.Item2.AsSpan(0, read)))
                return false;
        }
    }

    private static async Task Write(string path, Stream stream)
    {
        if (stream.Length == 0)
            throw new InvalidDataException($"Empty data is not allowed. Path: {path}");
        await using var file = System.IO.File.Create(path);
        await stream.CopyToAsync(file);
    }
}
