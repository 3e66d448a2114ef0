using RepDynamics.IO;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>Reads and writes snapshots and resume points as safetensors, which Python's <c>safetensors</c> opens, too.</summary>
internal static class StateFile
{
    private const string EpochField = "epoch", StepField = "step", RunField = "run", RecipeField = "recipe";

    /// <summary>Writes a network at one epoch: parameters and buffers, batch-normalization statistics re-estimated.</summary>
    public static void WriteSnapshot(Stream stream, IReadOnlyDictionary<string, Tensor> state, Recipe recipe, int epoch) =>
        TensorBridge.Write(stream, state, Metadata(recipe, epoch));

    /// <summary>Reads what <see cref="WriteSnapshot"/> wrote; the caller owns the tensors.</summary>
    public static Dictionary<string, Tensor> ReadSnapshot(ReadOnlyMemory<byte> file, string name, Device device) =>
        Tensors(Safetensors.Read(file, name), device);

    /// <summary>Writes everything that training needs to continue.</summary>
    public static void WriteResumePoint(Stream stream, TrainingState state, Recipe recipe)
    {
        Dictionary<string, string> metadata = Metadata(recipe, state.Epoch);
        metadata[StepField] = state.Step.ToString(CultureInfo.InvariantCulture);
        TensorBridge.Write(stream, state.Tensors, metadata);
    }

    public static TrainingState ReadResumePoint(ReadOnlyMemory<byte> file, string name, Device device)
    {
        SafetensorsContent content = Safetensors.Read(file, name);
        return new TrainingState(
            int.Parse(content.Metadata[EpochField], CultureInfo.InvariantCulture),
            long.Parse(content.Metadata[StepField], CultureInfo.InvariantCulture),
            Tensors(content, device));
    }

    private static Dictionary<string, string> Metadata(Recipe recipe, int epoch) => new()
    {
        ["format"] = "pt", // as Python's reader for PyTorch expects
        [RunField] = (recipe with { Variant = null }).Name(), // the label must not change the bytes of a run
        [RecipeField] = recipe.Hash(),
        [EpochField] = epoch.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, Tensor> Tensors(SafetensorsContent content, Device device) =>
        content.Tensors.Values.ToDictionary(data => data.Name, data => TensorBridge.ToTensor(data, device));
}
