using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Training;

namespace RepDynamics.Store;

/// <summary>
/// <c>metrics.jsonl</c>: one epoch a line, epochs increasing, numbers in the shortest form that reads back to the same bits. Lines
/// are appended; the manifest records the committed length, and what a kill left behind it is cut off.
/// </summary>
internal static class MetricsFile
{
    /// <summary>The file's content.</summary>
    /// <param name="metrics">Epochs increasing; each as <see cref="Require"/> wants it.</param>
    public static byte[] Write(IEnumerable<EpochMetrics> metrics)
    {
        using MemoryStream text = new();
        foreach (EpochMetrics epoch in metrics)
        {
            JsonSerializer.Serialize(text, epoch, JsonFormat.StrictAscii);
            text.WriteByte((byte)'\n');
        }
        return text.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<EpochMetrics> Read(ReadOnlySpan<byte> text)
    {
        List<EpochMetrics> metrics = [];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0) throw new InvalidDataException($"line {metrics.Count + 1} has no end");
            try
            {
                EpochMetrics line = JsonSerializer.Deserialize<EpochMetrics>(text[..end], JsonFormat.StrictAscii) ?? throw new JsonException("null");
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
    public static void Require(EpochMetrics m)
    {
        if (m.Epoch < 0) throw new ArgumentException($"Metrics of epoch {m.Epoch}: an epoch is 0 or more.", nameof(m));
        double?[] values = [m.Loss, m.TrainAccuracy, m.RightlyLabelledAccuracy, m.MislabelledGivenAccuracy, m.MislabelledTrueAccuracy, m.TestAccuracy];
        if (values.Any(value => !double.IsFinite(value ?? 0)))
            throw new ArgumentException($"Metrics of epoch {m.Epoch} are not all finite: {m}.", nameof(m));
    }
}
