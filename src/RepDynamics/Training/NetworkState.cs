using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// The state of a network by name: its parameters and buffers, named as in <c>state_dict</c>. Two networks with the same architecture
/// and the same state compute the same.
/// </summary>
public static class NetworkState
{
    /// <summary>The parameters and buffers of the network, not copies: training changes them.</summary>
    /// <param name="network">Any module.</param>
    public static IReadOnlyDictionary<string, Tensor> Of(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.state_dict();
    }

    /// <summary>Copies a state into a network: the opposite of <see cref="Of"/>.</summary>
    /// <param name="network">Its parameters and buffers are overwritten, on whichever device they are.</param>
    /// <param name="state">Just the network's names, shapes and element types; on any device. Copied, not kept.</param>
    /// <exception cref="StateMismatchException">
    /// Names the tensors that are missing, not the network's, or of another shape or type; the network is left as it was.
    /// </exception>
    public static void Load(nn.Module network, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        IReadOnlyDictionary<string, Tensor> own = Of(network);
        NamedTensors.Check(state, own, $"The state is not one of this {network.GetName()}");
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor value) in own) value.copy_(state[name]);
    }
}
