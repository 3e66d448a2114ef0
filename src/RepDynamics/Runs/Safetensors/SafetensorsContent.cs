namespace RepDynamics.Runs;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Metadata">The file's notes; empty when it has none.</param>
/// <param name="Tensors">By name, enumerated in the order of their bytes in the file.</param>
public sealed record SafetensorsContent(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, TensorData> Tensors);
