namespace RepDynamics.Runs;

/// <summary>The JSON part of a safetensors file.</summary>
/// <param name="Metadata">The file's notes.</param>
/// <param name="Tensors">In the order of the header; no two of the same name. Nothing is known yet of how their bytes lie.</param>
internal sealed record SafetensorsHeader(Dictionary<string, string> Metadata, List<TensorEntry> Tensors)
{
    /// <summary>Bytes before the header: its length, unsigned, little-endian.</summary>
    internal const int LengthBytes = 8;

    /// <summary>Bytes of the longest header that the published implementation reads or writes.</summary>
    internal const int Longest = 100_000_000;
}

/// <summary>A tensor and where its bytes are, counted from the end of the header.</summary>
internal sealed record TensorEntry(TensorLabel Label, long Begin, long End)
{
    internal string Offsets => $"[{Begin}, {End}]";

    internal string Place => $"tensor {Quote.Text(Label.Name)}";
}
