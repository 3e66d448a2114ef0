using RepDynamics.Models;
using RepDynamics.Regions;
using RepDynamics.Store;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>Loads the snapshots of a run into a network.</summary>
internal sealed class SnapshotReader(Recipe recipe, TrainingData data, RunFolder folder, Device device) : IDisposable
{
    private readonly Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes).to(device);
    private (DeviceImages Train, DeviceImages Test)? images;

    public IReadOnlyList<string> Taps => network.Taps;

    /// <summary>The taps that have tokens, the class token first.</summary>
    public IReadOnlyCollection<string> TokenTaps => network.TokenTaps;

    private (DeviceImages Train, DeviceImages Test) OnDevice => images ??= DeviceImages.Of(data, device);

    /// <summary>The network at one epoch; valid until the next call.</summary>
    public Network At(int epoch)
    {
        Dictionary<string, Tensor> state = StateFile.ReadSnapshot(folder.ReadSnapshot(epoch), $"{recipe.Name()}, snapshot of epoch {epoch}", device);
        try
        {
            NetworkState.Load(network, state);
        }
        finally
        {
            foreach (Tensor tensor in state.Values) tensor.Dispose();
        }
        network.eval();
        return network;
    }

    /// <summary>Passes every tap's output at one epoch on the first held-out images to a callback.</summary>
    public void Features(int epoch, int count, Action<IReadOnlyDictionary<string, Tensor>> look)
    {
        using DisposeScope scope = NewDisposeScope();
        look(Evaluation.Features(At(epoch), OnDevice.Test, count));
    }

    /// <summary>The first held-out images, as the network sees them.</summary>
    public Tensor Input(int count) => OnDevice.Test.Pixels.narrow(0, 0, count);

    /// <summary>A recorder of decision regions on this run's images; the output's pieces are counted at some epochs.</summary>
    public RegionRecorder Regions(RegionOptions options, IEnumerable<int> outputEpochs) =>
        new(recipe.Name(), OnDevice.Train, OnDevice.Test, options, recipe.Seed, outputEpochs);

    public void Dispose()
    {
        network.Dispose();
        images?.Train.Dispose();
        images?.Test.Dispose();
    }
}
