using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Training;

namespace RepDynamics.Store;

/// <summary>
/// <c>metrics.jsonl</c>: one snapshot a line, epochs increasing, numbers in the shortest form that reads back to the same bits. Lines
/// are appended; the manifest records the committed length, and what a kill left behind it is cut off.
/// </summary>
internal static class MetricsFile
{
    /// <summary>The file's content.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite, an epoch negative, or epochs do not increase.</exception>
    public static byte[] Write(IEnumerable<SnapshotMetrics> metrics)
    {
        using MemoryStream text = new();
        int last = -1;
        foreach (SnapshotMetrics snapshot in metrics)
        {
            Require(snapshot);
            if (snapshot.Epoch <= last)
                throw new ArgumentException($"Metrics of epoch {snapshot.Epoch} come after those of epoch {last}.", nameof(metrics));
            last = snapshot.Epoch;
            JsonSerializer.Serialize(text, snapshot, JsonFormat.StrictAscii);
            text.WriteByte((byte)'\n');
        }
        return text.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Anything else.</exception>
    public static IReadOnlyList<SnapshotMetrics> Read(ReadOnlySpan<byte> text)
    {
        List<SnapshotMetrics> metrics = [];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0) throw new InvalidDataException($"line {metrics.Count + 1} has no end");
            try
            {
                SnapshotMetrics line = JsonSerializer.Deserialize<SnapshotMetrics>(text[..end], JsonFormat.StrictAscii) ?? throw new JsonException("null");
                if (line.Epoch <= (metrics.Count == 0 ? -1 : metrics[^1].Epoch)) throw new JsonException("epochs do not increase");
                metrics.Add(line);
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"line {metrics.Count + 1} holds no metrics: {e.Message}", e);
            }
            text = text[(end + 1)..];
        }
        return metrics;
    }

    /// <summary>Refuses what the file cannot hold.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite, or the epoch is negative.</exception>
    public static void Require(SnapshotMetrics m)
    {
        ArgumentNullException.ThrowIfNull(m);
        if (m.Epoch < 0) throw new ArgumentException($"Metrics of epoch {m.Epoch}: an epoch is 0 or more.", nameof(m));
        if (!double.IsFinite(m.Loss) || !double.IsFinite(m.TrainAccuracy) || !double.IsFinite(m.TestAccuracy)
            || !double.IsFinite(m.MislabelledTrueAccuracy ?? 0))
        {
            throw new ArgumentException($"Metrics of epoch {m.Epoch} are not all finite: {m}.", nameof(m));
        }
    }
}
