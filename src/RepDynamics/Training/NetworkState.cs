using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// The state of a network by name: its parameters and buffers, named as in <c>state_dict</c>. Two networks with the same architecture
/// and the same state compute the same.
/// </summary>
internal static class NetworkState
{
    /// <summary>Copies a state into a network: its parameters and buffers are overwritten, on whichever device they are.</summary>
    /// <param name="state">Just the network's names, shapes and element types; on any device. Copied, not kept.</param>
    /// <exception cref="StateMismatchException">
    /// Names the tensors that are missing, not the network's, or of another shape or type; the network is left as it was.
    /// </exception>
    public static void Load(nn.Module network, IReadOnlyDictionary<string, Tensor> state)
    {
        Dictionary<string, Tensor> own = network.state_dict();
        NamedTensors.Check(state, own, $"The state is not one of this {network.GetName()}");
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor value) in own) value.copy_(state[name]);
    }
}

/// <summary>Tensors by name, held to the names, shapes and types that are expected.</summary>
internal static class NamedTensors
{
    private const int MostListed = 4;

    /// <summary>Throws unless the tensors found are just those expected.</summary>
    /// <param name="expected">A tensor of the right shape and type for each name.</param>
    /// <param name="where">What the tensors are for, at the start of the message.</param>
    /// <exception cref="StateMismatchException">Names the tensors that are missing, not expected, misshaped or of another type.</exception>
    public static void Check(IReadOnlyDictionary<string, Tensor> found, IReadOnlyDictionary<string, Tensor> expected, string where)
    {
        string[] problems = [.. Problems(found, expected)];
        if (problems.Length == 0) return;
        string more = problems.Length > MostListed ? $"; and {problems.Length - MostListed} more" : "";
        throw new StateMismatchException($"{where}: {string.Join("; ", problems.Take(MostListed))}{more}.");
    }

    private static IEnumerable<string> Problems(IReadOnlyDictionary<string, Tensor> found, IReadOnlyDictionary<string, Tensor> expected)
    {
        foreach ((string name, Tensor like) in expected)
        {
            if (!found.TryGetValue(name, out Tensor? tensor)) yield return $"{name} is missing";
            else if (tensor.dtype != like.dtype || !tensor.shape.SequenceEqual(like.shape))
                yield return $"{name} is {Describe(tensor)}, expected {Describe(like)}";
        }
        foreach (string name in found.Keys.Where(name => !expected.ContainsKey(name))) yield return $"{name} is not expected";
    }

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
