using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Models;

public class NetworkTests : ScopedTests
{
    private static readonly string[] AllNetworks = ["resnet8", "resnet2", "vit16", "vit24"];

    // A ResNet halves its sizes; a vision transformer has a class token before the patches.
    [TestCase(
        "resnet8", 16, "stem 5 8 16 16", "block1 5 8 16 16", "block2 5 8 16 16", "block3 5 16 8 8", "block4 5 16 8 8",
        "block5 5 32 4 4", "block6 5 32 4 4", "block7 5 64 2 2", "block8 5 64 2 2", "output 5 4")]
    [TestCase("vit24", 12, "embedding 5 17 24", "block1 5 17 24", "block2 5 17 24", "block3 5 17 24", "output 5 5")]
    public void A_network_shows_its_taps_in_their_order(string name, int size, params string[] expected)
    {
        using Network network = ReferenceNetworks.Build(name);
        List<string> seen = [];
        network.Run(Formula.Images(5, size, 6), (tap, output) => seen.Add($"{tap} {string.Join(' ', output.shape)}"));
        Assert.That(seen, Is.EqualTo(expected));
        Assert.That(network.Taps, Is.EqualTo(expected.Select(tap => tap.Split(' ')[0])));
    }

    [TestCaseSource(nameof(AllNetworks))]
    public void Observing_changes_nothing_the_last_tap_is_the_result_and_in_evaluation_mode_an_image_is_judged_alone(string name)
    {
        using Network network = ReferenceNetworks.Build(name);
        network.eval();
        Tensor images = Formula.Images(3, name == "vit24" ? 12 : 16, 7);
        float[] last = [];

        float[] observed = Values(network.Run(images, (_, output) => last = Values(output)));

        // Unobserved, a transformer's last block computes the class token alone: the same sums in another order.
        Assert.That(observed, Is.EqualTo(Values(network.call(images))).Within(1e-6));
        Assert.That(last, Is.EqualTo(observed));
        Assert.That(Values(network.call(images.narrow(0, 2, 1))), Is.EqualTo(Values(network.call(images).narrow(0, 2, 1))).Within(1e-5));
    }

    [TestCase("vit16", "5 3 20 20", "[n, 3, 16, 16]")]
    [TestCase("vit16", "5 3 16 20", "[n, 3, 16, 16]")]
    [TestCase("vit16", "5 1 16 16", "[n, 3, 16, 16]")]
    [TestCase("vit16", "3 16 16", "[n, 3, 16, 16]")]
    [TestCase("resnet8", "5 1 16 16", "[n, 3, height, width]")]
    [TestCase("resnet8", "3 16 16", "[n, 3, height, width]")]
    public void Images_of_another_shape_are_refused_with_both_shapes(string name, string shape, string expected)
    {
        using Network network = ReferenceNetworks.Build(name);
        long[] sizes = [.. shape.Split(' ').Select(long.Parse)];

        Assert.That(
            () => network.call(zeros(sizes)),
            Throws.ArgumentException.With.Message.Contains(network.GetName())
                .And.Message.Contains(expected).And.Message.Contains($"[{string.Join(", ", sizes)}]"));
    }

    [Test]
    public void Images_that_do_not_divide_into_patches_are_refused() =>
        Assert.That(() => new VisionTransformer(16, 5, 16, 2, 2, 2, 4), Throws.ArgumentException.With.Message.Contains("16 pixels do not divide into patches of 5"));

    /// <summary>oneDNN with AVX2 writes beyond a tensor's end when so narrow a layer is laid out channels-last.</summary>
    [TestCase(2)]
    [TestCase(3)]
    public void A_narrow_resnet_trains_without_corrupting_memory(int width)
    {
        using Network network = new ResNet18(width, 4);
        Formula.Fill(network);
        using optim.Optimizer optimizer = optim.SGD(network.parameters(), 0.02);
        Tensor images = Formula.Images(16, 16, 9), labels = tensor(Formula.Labels(16, 4, 10), [16]);
        List<double> losses = [];
        for (int step = 0; step < 20; step++)
        {
            using DisposeScope one = NewDisposeScope();
            optimizer.zero_grad();
            Tensor loss = nn.functional.cross_entropy(network.call(images), labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }

        Assert.That(losses, Has.All.Matches<double>(double.IsFinite));
        Assert.That(losses[^1], Is.LessThan(losses[0]));
    }

    [TestCase(2, false)]
    [TestCase(4, false)]
    [TestCase(6, false)]
    [TestCase(8, true)]
    [TestCase(16, true)]
    public void Only_a_resnet_whose_width_is_a_multiple_of_8_is_laid_out_channels_last(int width, bool channelsLast)
    {
        using Network network = new ResNet18(width, 4);
        List<bool> contiguous = [];
        network.Run(Formula.Images(2, 16, 12), (tap, output) =>
        {
            if (tap != "output") contiguous.Add(output.is_contiguous());
        });

        Assert.That(contiguous, Has.Count.EqualTo(9).And.All.EqualTo(!channelsLast));
    }

    [Test]
    public void Channels_last_gives_the_same_numbers_as_the_usual_layout()
    {
        // Width 8 is laid out channels-last, width 4 is not: the same function of the same weights, padded with channels of zeros.
        using Network narrow = new ResNet18(4, 3), wide = new ResNet18(8, 3);
        Formula.Fill(narrow);
        using (no_grad())
        {
            Dictionary<string, Tensor> from = narrow.state_dict();
            foreach ((string name, Tensor to) in wide.state_dict())
            {
                if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
                to.fill_(name.EndsWith("running_var", StringComparison.Ordinal) ? 1.0 : 0.0);
                Tensor part = to;
                for (int d = 0; d < from[name].dim(); d++) part = part.narrow(d, 0, from[name].size(d));
                part.copy_(from[name]);
            }
        }
        narrow.eval();
        wide.eval();
        Tensor images = Formula.Images(3, 16, 11);

        Assert.That(Values(wide.call(images)), Is.EqualTo(Values(narrow.call(images))).Within(1e-5));
    }

    private static float[] Values(Tensor values) => values.detach().data<float>().ToArray();
}
