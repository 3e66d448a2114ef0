using System.Runtime.InteropServices;
using RepDynamics.Models;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>Finds the common mistakes in a network of one's own before it is trained.</summary>
internal static class NetworkCheck
{
    /// <summary>Runs the network of a recipe on two images of zeros, in evaluation mode.</summary>
    /// <exception cref="ArgumentException">
    /// It has no parameters, or cannot run; or it reports other taps than it names, or a tap twice; or its logits are not <c>[n, classes]</c>.
    /// </exception>
    public static void Require(Recipe recipe, TrainingData data)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes);
        string name = network.GetName();
        if (!network.parameters().Any()) throw new ArgumentException($"{name} has no parameters: call RegisterComponents() at the end of its constructor.");
        network.eval();
        const int count = 2;
        Tensor images = zeros(count, data.Train.Channels, data.Train.Height, data.Train.Width);
        List<string> seen = [];
        Tensor logits;
        try
        {
            logits = network.Run(images, (tap, _) => seen.Add(tap));
        }
        catch (ExternalException e)
        {
            // What follows the first line are frames of libtorch.
            string after = seen.Count > 0 ? $"after tap {seen[^1]}" : "before its first tap";
            throw new ArgumentException($"{name} fails {after} on images [{string.Join(", ", images.shape)}]: {e.Message.Split('\n')[0]}", e);
        }
        if (!seen.SequenceEqual(network.Taps) || seen.Distinct().Count() < seen.Count)
        {
            throw new ArgumentException(
                $"{name} names the taps {string.Join(", ", network.Taps)} and reports {(seen.Count > 0 ? string.Join(", ", seen) : "none")}: expected different names, each reported once, in that order.");
        }
        if (!logits.shape.SequenceEqual([count, data.Train.Classes]))
            throw new ArgumentException($"{name} returns logits [{string.Join(", ", logits.shape)}] for {count} images of {data.Train.Classes} classes: expected [{count}, {data.Train.Classes}].");
    }
}
