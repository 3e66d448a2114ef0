using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using RepDynamics.Tests.Models;
using RepDynamics.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace RepDynamics.Tests.TorchSharpPackage;

/// <summary>What the project assumes of TorchSharp and libtorch beyond their documentation. A new version has to pass these first.</summary>
[NonParallelizable]
public class TorchSharpAssumptionsTests : ScopedTests
{
    [Test]
    public void The_momentum_buffer_of_SGD_is_null_before_the_first_step_and_the_next_step_uses_a_replaced_one()
    {
        using Parameter weight = nn.Parameter(tensor([3f, 4f], [2])), idle = nn.Parameter(tensor([1f], [1]));
        using SGD sgd = optim.SGD([weight, idle], 1, momentum: 0.5);
        SGD.State[] states = [.. sgd.state_dict().State.Cast<SGD.State>()];
        Assert.That(states.Select(s => s.momentum_buffer), Is.EqualTo(new Tensor?[] { null, null }));

        states[0].momentum_buffer = (ones([2]) * 4).DetachFromDisposeScope();
        weight.sum().backward();
        sgd.step();

        Assert.That(Values(weight), Is.EqualTo(new[] { 0f, 1f }), "3 - (4 / 2 + 1)");
        Assert.That(Values(states[0].momentum_buffer!), Is.EqualTo(new[] { 3f, 3f }));
        Assert.That(states[1].momentum_buffer, Is.Null, "no gradient, no step");
    }

    [Test]
    public void The_state_of_Adam_is_zero_from_the_start_counts_steps_and_is_used_by_the_next_step()
    {
        using Parameter weight = nn.Parameter(tensor([3f, 4f], [2])), idle = nn.Parameter(tensor([1f], [1]));
        using Adam adam = optim.Adam([weight, idle], 1, beta1: 0.5, beta2: 0.5, eps: 0);
        Adam.State[] states = [.. adam.state_dict().State.Cast<Adam.State>()];
        foreach (Adam.State state in states)
        {
            Assert.That(state.step, Is.Zero);
            Assert.That(Values(state.exp_avg).Concat(Values(state.exp_avg_sq)), Has.All.Zero);
            Assert.That(state.max_exp_avg_sq, Is.Null);
        }

        states[0].exp_avg.fill_(5);
        states[0].exp_avg_sq.fill_(7);
        states[0].step = 1;
        weight.sum().backward();
        adam.step();

        // mean (5 + 1) / 2 / (1 - 1/4) = 4, square (7 + 1) / 2 / (1 - 1/4) = 16/3
        Assert.That(Values(weight), Is.EqualTo(new[] { 3 - Math.Sqrt(3), 4 - Math.Sqrt(3) }).Within(1e-6));
        Assert.That(states.Select(s => s.step), Is.EqualTo(new long[] { 2, 0 }));
    }

    [Test]
    public void The_innermost_scope_disposes_its_tensors_unless_they_were_moved_out_or_detached()
    {
        Tensor outer, inner, moved, detached, unregistered;
        using (NewDisposeScope())
        {
            outer = ones([2]);
            using (NewDisposeScope())
            {
                inner = ones([2]);
                moved = ones([2]).MoveToOuterDisposeScope();
                detached = ones([2]).DetachFromDisposeScope();
                unregistered = outer.add_(inner);
            }
            Assert.That(new[] { outer, inner, moved, detached }.Select(t => t.IsInvalid), Is.EqualTo(new[] { false, true, false, false }));
            Assert.That(unregistered, Is.SameAs(outer), "work in place makes no tensor");
        }

        Assert.That(new[] { outer, moved, detached }.Select(t => t.IsInvalid), Is.EqualTo(new[] { true, true, false }));
        detached.Dispose();
    }

    [Test]
    public void Each_thread_has_its_own_scopes()
    {
        Tensor? free = null, scoped = null;
        using (NewDisposeScope())
        {
            Thread other = new(() =>
            {
                free = ones([2]);
                using DisposeScope its = NewDisposeScope();
                scoped = ones([2]);
            });
            other.Start();
            other.Join();
        }

        Assert.That((free!.IsInvalid, scoped!.IsInvalid), Is.EqualTo((false, true)));
        free.Dispose();
    }

    /// <summary><see cref="LiveTensors"/> subtracts what this is about.</summary>
    [Test]
    public void A_parameter_takes_the_memory_of_its_tensor_which_stays_in_the_count_for_ever()
    {
        long before = Tensor.TotalCount;
        Tensor data = ones([2]);
        Parameter parameter = nn.Parameter(data);
        Assert.That((data.IsInvalid, parameter.requires_grad), Is.EqualTo((true, true)));

        parameter.Dispose();
        data.Dispose();

        Assert.That(Tensor.TotalCount - before, Is.EqualTo(1));
    }

    [Test]
    public void Modules_name_their_components_as_PyTorch_does()
    {
        using Outer module = new();

        string[] norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        string[] expected =
        [
            "scale", "stem.weight", "head.weight", "head.bias", .. norm.Select(n => $"blocks.0.{n}"), .. norm.Select(n => $"blocks.1.{n}"),
        ];
        Assert.That(module.state_dict().Keys, Is.EquivalentTo(expected));
        Assert.That(
            module.named_parameters().Select(p => p.name),
            Is.EquivalentTo(expected.Where(n => !n.Contains("running", StringComparison.Ordinal) && !n.EndsWith("tracked", StringComparison.Ordinal))));
    }

    /// <summary>oneDNN 2.6 wrote beyond the end of such gradients.</summary>
    [Test]
    public void Narrow_channels_last_convolutions_equal_double_precision_and_write_nowhere_else([Values(2, 3, 5, 8)] int width, [Values(1, 2)] int stride)
    {
        // Tensors with gaps between them, which the results fill: what is written beyond their ends lands in these.
        List<Tensor> guards = [];
        for (int i = 0; i < 64; i++)
        {
            foreach (int channels in new[] { 3, width, 2 * width })
            {
                using Tensor gap = zeros([5, channels, 8, 8]), small = zeros([2 * width, channels, 3, 3]);
                guards.Add(ones([5, channels, 8, 8]));
                guards.Add(ones([2 * width, channels, 3, 3]));
            }
        }

        foreach ((int from, int to) in new[] { (3, width), (width, width), (width, 2 * width), (2 * width, 2 * width) })
        {
            for (int round = 0; round < 8; round++)
            {
                using DisposeScope one = NewDisposeScope();
                Tensor[] single = Convolve(from, to, ScalarType.Float32), exact = Convolve(from, to, ScalarType.Float64);
                foreach ((Tensor found, Tensor expected) in single.Zip(exact)) Close(found, expected);
            }
        }
        Assert.That(guards.Select(guard => Values(guard).All(v => v.Equals(1f))), Has.All.True);

        Tensor[] Convolve(int from, int to, ScalarType type)
        {
            Tensor image = Drawn([5, from, 8, 8], 1).to(type).requires_grad_(true), weight = Drawn([to, from, 3, 3], 2).to(type).requires_grad_(true);
            Tensor output = conv2d(ChannelsLast(image), weight, null, [stride, stride], [1, 1]);
            output.backward([ChannelsLast(Drawn(output.shape, 3).to(type))]);
            return [output, image.grad!, weight.grad!];
        }
    }

    [Test]
    public void Running_statistics_stand_still_with_momentum_zero_and_average_all_batches_with_momentum_null()
    {
        using BatchNorm2d norm = nn.BatchNorm2d(1);
        norm.train();
        norm.momentum = 0;
        norm.call(Alternating(5));
        Assert.That(Statistics(), Is.EqualTo((0f, 1f, 1L)));

        norm.reset_running_stats();
        norm.momentum = null;
        foreach (float mean in new[] { 1f, 2f, 6f }) norm.call(Alternating(mean));
        Assert.That(Statistics(), Is.EqualTo((3f, 2f, 3L)), "means 1, 2, 6; variance 2 of 1 and -1 around each, by n - 1");

        norm.eval();
        norm.call(Alternating(9));
        Assert.That(Statistics(), Is.EqualTo((3f, 2f, 3L)), "evaluation changes nothing");

        // Two pixels, one above the mean and one below.
        Tensor Alternating(float mean) => tensor([mean + 1, mean - 1], [2, 1, 1, 1]);

        (float, float, long) Statistics() =>
            (norm.running_mean!.ToSingle(), norm.running_var!.ToSingle(), norm.num_batches_tracked!.ToInt64());
    }

    [Test]
    public void An_error_of_libtorch_gives_its_reason_in_the_first_of_many_lines()
    {
        ExternalException error = Assert.Throws<ExternalException>(() => ones([3, 4]).mm(ones([3, 4])))!;

        string[] lines = error.Message.Split('\n');
        Assert.That(lines[0], Does.Contain("mat1 and mat2 shapes cannot be multiplied (3x4 and 3x4)"));
        Assert.That(lines, Has.Length.GreaterThan(1));
        Assert.That(ones([3, 4]).mm(ones([4, 3])).sum().ToDouble(), Is.EqualTo(36), "work goes on");
    }

    [Test]
    public void A_GPU_is_named_by_its_index_where_there_is_none()
    {
        Device gpu = device(1);

        Assert.That((gpu.type, gpu.index, gpu.ToString()), Is.EqualTo((DeviceType.CUDA, 1, "cuda:1")));
    }

    /// <summary>See eng/PackageFiles/AssemblyCopy.cs: with TorchSharp as published, this fails within a second.</summary>
    [Test]
    public void A_garbage_collection_during_a_call_frees_no_argument_of_it()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(4));
        Thread collector = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                Thread.Sleep(1);
            }
        });
        collector.Start();
        Tensor a = ones([64]), b = ones([64]);
        long sums = 0, wrong = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using DisposeScope few = NewDisposeScope();
                for (int i = 0; i < 50; i++, sums++)
                {
                    // Each passes the scalar 1, or 3, that nothing else refers to.
                    if (!(a + b).mul(3).data<float>()[63].Equals(6f)) wrong++;
                }
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }

        Assert.That(wrong, Is.Zero);
        Assert.That(sums, Is.GreaterThan(10_000));
    }

    [Test]
    public void Every_method_of_TorchSharp_keeps_its_arguments_to_its_end()
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        MethodBase[] methods =
        [
            .. typeof(torch).Assembly.GetTypes().SelectMany(type => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
                .Where(method => method.GetMethodBody() is not null),
        ];

        Assert.That(methods, Has.Length.GreaterThan(5000));
        Assert.That(Libtorch.TorchSharpFindsLoaded, Is.True);
        Assert.That(
            methods.Where(method => !method.GetMethodImplementationFlags().HasFlag(MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining)),
            Is.Empty);
    }

    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Tensor Drawn(long[] shape, int seed) =>
        tensor(Formula.Uniform(shape.Aggregate(1L, (product, size) => product * size), seed), shape).to(ScalarType.Float32);

    private static float[] Values(Tensor values) => values.detach().data<float>().ToArray();

    // To the rounding of float32, on the scale of the tensor: a sum's grows with its terms, not with its value.
    private static void Close(Tensor found, Tensor expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor exact = expected.detach().to(ScalarType.Float64), difference = found.detach().to(ScalarType.Float64) - exact;
        Assert.That(found.shape, Is.EqualTo(expected.shape));
        Assert.That(difference.abs().max().ToDouble(), Is.LessThan(1e-6 * exact.abs().max().ToDouble()));
    }

    private sealed class Outer : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale = nn.Parameter(ones([1]));
        private readonly Conv2d stem = nn.Conv2d(3, 4, 3, bias: false);
        private readonly ModuleList<BatchNorm2d> blocks = nn.ModuleList(nn.BatchNorm2d(4), nn.BatchNorm2d(4));
        private readonly Linear head = nn.Linear(4, 2);

        public Outer() : base(nameof(Outer)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(blocks[1].call(blocks[0].call(stem.call(input))).mean([2, 3]) * scale);
    }
}
