using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>Gradients: when they are recorded, where they gather, how they are cleared and clipped.</summary>
public class GradientTests
{
    private DisposeScope scope = null!;
    private Parameter weight = null!;

    [SetUp]
    public void Open()
    {
        scope = NewDisposeScope();
        weight = nn.Parameter(tensor([3f, 4f], [2]));
    }

    [TearDown]
    public void Close()
    {
        weight.Dispose();
        scope.Dispose();
    }

    [Test]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using optim.Optimizer optimizer = optim.SGD([weight], 0.1);
        Assert.That(weight.grad, Is.Null);

        (weight * weight).sum().backward();
        Assert.That(Values(weight.grad!), Is.EqualTo(new[] { 6f, 8f }));
        (weight * weight).sum().backward();
        Assert.That(Values(weight.grad!), Is.EqualTo(new[] { 12f, 16f }));
        optimizer.zero_grad();
        Assert.That(weight.grad, Is.Null);
    }

    [Test]
    public void A_detached_tensor_passes_no_gradient_on()
    {
        (weight.detach() * weight).sum().backward();

        Assert.That(Values(weight.grad!), Is.EqualTo(new[] { 3f, 4f }));
        Assert.That(weight.detach().requires_grad, Is.False);
    }

    [Test]
    public void A_graph_serves_one_backward_pass()
    {
        Tensor loss = (weight * weight).sum();
        loss.backward();

        Assert.That(loss.backward, Throws.InstanceOf<ExternalException>().With.Message.Contains("second time"));
    }

    [Test]
    public void A_parameter_changes_in_place_only_while_nothing_is_recorded()
    {
        Assert.That(() => weight.mul_(2), Throws.InstanceOf<ExternalException>().With.Message.Contains("leaf"));
        using (no_grad()) weight.mul_(2);

        Assert.That(Values(weight.detach()), Is.EqualTo(new[] { 6f, 8f }));
    }

    [Test]
    public void Nothing_is_recorded_until_the_innermost_no_grad_ends()
    {
        using (no_grad())
        {
            using (no_grad()) Assert.That(is_grad_enabled(), Is.False);
            Assert.That(is_grad_enabled(), Is.False);
            Assert.That((weight * 2).requires_grad, Is.False);
        }

        Assert.That(is_grad_enabled(), Is.True);
        Assert.That((weight * 2).requires_grad, Is.True);
    }

    [Test]
    public void An_exception_ends_no_grad()
    {
        Assert.That(Fail, Throws.InstanceOf<ExternalException>());
        Assert.That(is_grad_enabled(), Is.True);

        void Fail()
        {
            using IDisposable noGrad = no_grad();
            weight.mm(weight);
        }
    }

    [Test]
    public void No_grad_is_a_matter_of_its_thread()
    {
        bool? elsewhere = null;
        using (no_grad())
        {
            Thread other = new(() => elsewhere = is_grad_enabled());
            other.Start();
            other.Join();
        }

        Assert.That(elsewhere, Is.True);
    }

    [TestCase(1.0, 5.0, new[] { 0.6f, 0.8f })]
    [TestCase(5.1, 5.0, new[] { 3f, 4f })]
    [TestCase(100, 5.0, new[] { 3f, 4f })]
    public void Clipping_tells_the_norm_and_scales_only_what_is_above(double limit, double norm, float[] expected)
    {
        (weight * weight).sum().backward();
        weight.grad!.mul_(0.5);

        Assert.That(nn.utils.clip_grad_norm_([weight], limit), Is.EqualTo(norm).Within(1e-6));
        Assert.That(Values(weight.grad!), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Clipping_takes_the_norm_over_all_parameters()
    {
        Parameter other = nn.Parameter(tensor([12f], [1]));
        Parameter idle = nn.Parameter(ones([3]));
        (weight * weight).sum().backward();
        (other * other).sum().backward();

        Assert.That(nn.utils.clip_grad_norm_([weight, idle, other], 13), Is.EqualTo(26).Within(1e-5));
        Assert.That(Values(weight.grad!), Is.EqualTo(new[] { 3f, 4f }).Within(1e-5));
        Assert.That(Values(other.grad!), Is.EqualTo(new[] { 12f }).Within(1e-5));
        Assert.That(idle.grad, Is.Null);
    }

    [Test]
    public void A_parameter_without_gradient_is_left_as_it_is()
    {
        Parameter idle = nn.Parameter(ones([1]));
        foreach (Func<optim.Optimizer> build in new Func<optim.Optimizer>[] { () => optim.SGD([weight, idle], 0.1, 0.9, weight_decay: 0.1), () => optim.Adam([weight, idle]) })
        {
            using optim.Optimizer optimizer = build();
            optimizer.zero_grad();
            (weight * weight).sum().backward();
            optimizer.step();
        }

        Assert.That(Values(idle.detach()), Is.EqualTo(new[] { 1f }));
    }

    [Test]
    public void A_rate_set_on_the_group_is_the_rate_of_the_step()
    {
        using optim.Optimizer optimizer = optim.SGD([weight], 0.5);
        weight.sum().backward();
        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 0.5 }));
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = 0.25;
        optimizer.step();

        Assert.That(Values(weight.detach()), Is.EqualTo(new[] { 2.75f, 3.75f }));
    }

    [Test]
    public void Settings_out_of_range_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => optim.SGD([weight], -1), Throws.ArgumentException);
            Assert.That(() => optim.SGD([weight], 1, momentum: -1), Throws.ArgumentException);
            Assert.That(() => optim.SGD([weight], 1, weight_decay: -1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([weight], -1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([weight], beta1: 1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([weight], beta2: -0.1), Throws.ArgumentException);
            Assert.That(() => optim.Adam([weight], eps: -1), Throws.ArgumentException);
        }
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
