using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>A network's logits on an image set, with loss and accuracies.</summary>
internal sealed class Predictions : IDisposable
{
    /// <summary>Images a batch. Part of what decides the bits: libtorch may choose another kernel for another batch.</summary>
    public const int BatchSize = 200;

    private readonly DeviceImages images;
    private readonly Tensor logits;
    private readonly long[] predicted;

    private Predictions(DeviceImages images, Tensor logits)
    {
        this.images = images;
        this.logits = logits;
        using Tensor classes = logits.argmax(1);
        using Tensor onCpu = classes.cpu();
        predicted = onCpu.data<long>().ToArray();
    }

    public static Predictions Of(Network network, DeviceImages images, TapObserver? observe = null)
    {
        using IDisposable noGrad = no_grad();
        List<Tensor> parts = [];
        Batches.Run(network, images.Pixels, BatchSize, part => parts.Add(part.DetachFromDisposeScope()), observe);
        Predictions predictions = new(images, cat(parts));
        foreach (Tensor part in parts) part.Dispose();
        return predictions;
    }

    /// <summary>The mean cross entropy against the labels given, in nats.</summary>
    public double Loss()
    {
        using Tensor loss = nn.functional.cross_entropy(logits, images.Labels);
        return loss.ToDouble();
    }

    /// <summary>The fraction of images classified as the label given.</summary>
    public double Accuracy() => Share(images.Set.GivenLabels, _ => true)!.Value;

    /// <summary>The fraction of the mislabelled images classified as their true class; null when there are none.</summary>
    public double? TrueAccuracyOfMislabelled() => Share(images.Set.TrueLabels, i => images.Set.Mislabelled[i]);

    public void Dispose() => logits.Dispose();

    private double? Share(IReadOnlyList<int> labels, Func<int, bool> counts)
    {
        int all = 0, right = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            if (!counts(i)) continue;
            all++;
            if (predicted[i] == labels[i]) right++;
        }
        return all == 0 ? null : (double)right / all;
    }
}
