using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>What an optimizer remembers can be read, and put back into another.</summary>
public class OptimizerStateTests
{
    private DisposeScope scope = null!;
    private Parameter weight = null!;
    private Parameter idle = null!;

    [SetUp]
    public void Open()
    {
        scope = NewDisposeScope();
        weight = nn.Parameter(tensor([3f, 4f], [2]));
        idle = nn.Parameter(tensor([1f], [1]));
    }

    [TearDown]
    public void Free()
    {
        weight.Dispose();
        idle.Dispose();
        scope.Dispose();
    }

    [Test]
    public void There_is_a_state_for_each_parameter_and_options_for_each_group()
    {
        using Adam adam = optim.Adam([weight, idle], 0.25);
        optim.Optimizer.StateDictionary state = adam.state_dict();

        Assert.That(state.State, Has.Count.EqualTo(2).And.All.TypeOf<Adam.State>());
        Assert.That(state.Options.Select(o => o.LearningRate), Is.EqualTo(new double?[] { 0.25 }));
        Assert.That(state.Options[0].InitialLearningRate, Is.EqualTo(0.25));
    }

    [Test]
    public void The_moments_of_Adam_are_zeros_from_the_start()
    {
        using Adam adam = optim.Adam([weight, idle]);
        foreach ((OptimizerState state, Parameter parameter) in adam.state_dict().State.Zip(adam.parameters()))
        {
            var moments = (Adam.State)state;
            Assert.That(moments.step, Is.Zero);
            Assert.That(moments.exp_avg.shape, Is.EqualTo(parameter.shape));
            Assert.That(Values(moments.exp_avg), Has.All.Zero);
            Assert.That(Values(moments.exp_avg_sq), Has.All.Zero);
            Assert.That(moments.exp_avg.requires_grad, Is.False);
            Assert.That(moments.max_exp_avg_sq, Is.Null);
        }
    }

    [Test]
    public void The_moments_of_Adam_are_the_decayed_means_of_gradient_and_square()
    {
        using Adam adam = optim.Adam([weight, idle], beta1: 0.75, beta2: 0.5);
        weight.sum().backward();
        adam.step();
        adam.step();

        var moments = (Adam.State)adam.state_dict().State[0];
        Assert.That(moments.step, Is.EqualTo(2));
        Assert.That(Values(moments.exp_avg), Is.EqualTo(new[] { 0.4375f, 0.4375f }));
        Assert.That(Values(moments.exp_avg_sq), Is.EqualTo(new[] { 0.75f, 0.75f }));
        Assert.That(((Adam.State)adam.state_dict().State[1]).step, Is.Zero, "no gradient, no step");
    }

    [Test]
    public void The_momentum_is_null_until_the_first_step_with_a_gradient()
    {
        using SGD sgd = optim.SGD([weight, idle], 0.1, momentum: 0.5);
        Assert.That(Buffers(sgd), Has.All.Null);
        weight.sum().backward();
        sgd.step();
        sgd.step();

        Assert.That(Values(Buffers(sgd)[0]!), Is.EqualTo(new[] { 1.5f, 1.5f }));
        Assert.That(Buffers(sgd)[1], Is.Null);
    }

    [Test]
    public void Without_momentum_there_is_no_buffer()
    {
        using SGD sgd = optim.SGD([weight], 0.1);
        weight.sum().backward();
        sgd.step();

        Assert.That(Buffers(sgd), Has.All.Null);
    }

    [Test]
    public void What_is_put_into_a_state_is_what_the_next_step_uses()
    {
        using SGD sgd = optim.SGD([weight], 1, momentum: 0.5);
        ((SGD.State)sgd.state_dict().State[0]).momentum_buffer = (ones([2]) * 4).DetachFromDisposeScope();
        weight.sum().backward();
        sgd.step();

        Assert.That(Values(weight.detach()), Is.EqualTo(new[] { 0f, 1f }));
    }

    [Test]
    public void What_is_written_into_the_moments_is_what_the_next_step_uses()
    {
        using Adam adam = optim.Adam([weight], 1, beta1: 0.5, beta2: 0.5, eps: 0);
        var moments = (Adam.State)adam.state_dict().State[0];
        moments.exp_avg.fill_(5);
        moments.exp_avg_sq.fill_(7);
        moments.step = 1;
        weight.sum().backward();
        adam.step();

        // mean 3 / (1 - 1/4) = 4, square 4 / (1 - 1/4) = 16/3
        Assert.That(Values(weight.detach()), Is.EqualTo(new[] { 3 - Math.Sqrt(3), 4 - Math.Sqrt(3) }).Within(1e-6));
    }

    [Test]
    public void Disposing_an_optimizer_disposes_its_state()
    {
        SGD sgd = optim.SGD([weight], 1, momentum: 0.5);
        Adam adam = optim.Adam([weight]);
        weight.sum().backward();
        sgd.step();
        Tensor buffer = Buffers(sgd)[0]!, moment = ((Adam.State)adam.state_dict().State[0]).exp_avg;
        sgd.Dispose();
        adam.Dispose();

        Assert.That(buffer.IsInvalid, Is.True);
        Assert.That(moment.IsInvalid, Is.True);
    }

    private static Tensor?[] Buffers(SGD sgd) => [.. sgd.state_dict().State.Select(s => ((SGD.State)s).momentum_buffer)];

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
